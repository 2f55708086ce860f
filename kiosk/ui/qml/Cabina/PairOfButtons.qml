import QtQuick

// The two ways on from a picture: another one, or finish.
Row {
    id: pair

    property alias first: one.text
    property alias second: two.text

    signal firstTapped
    signal secondTapped

    property real least: 0
    readonly property real tall: Math.max(least, one.implicitHeight, two.implicitHeight)

    spacing: Tokens.gap

    GhostButton {
        id: one

        objectName: "anotherButton"
        width: (pair.width - pair.spacing) / 2
        height: pair.tall
        icon: "retake"
        onTapped: pair.firstTapped()
    }
    GhostButton {
        id: two

        objectName: "leaveButton"
        width: (pair.width - pair.spacing) / 2
        height: pair.tall
        icon: "check"
        onTapped: pair.secondTapped()
    }
}
