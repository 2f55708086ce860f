import QtQuick

// The two ways on from a picture: another one, or finish.
Row {
    id: pair

    property alias first: one.text
    property alias second: two.text

    signal firstTapped
    signal secondTapped

    spacing: Tokens.gap

    GhostButton {
        id: one

        objectName: "anotherButton"
        width: (pair.width - pair.spacing) / 2
        icon: "retake"
        onTapped: pair.firstTapped()
    }
    GhostButton {
        id: two

        objectName: "leaveButton"
        width: (pair.width - pair.spacing) / 2
        icon: "check"
        onTapped: pair.secondTapped()
    }
}
