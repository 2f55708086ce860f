import QtQuick

// A kind goodbye, and the seconds until the booth is free again.
Column {
    id: farewell

    property alias title: title.text
    property alias sentence: sentence.text
    property alias action: button.text
    property alias icon: button.icon
    property int secondsLeft
    property real room: 100000

    signal tapped

    spacing: Tokens.gapLarge * 0.8

    RoomyTitle {
        id: title

        objectName: "farewellTitle"
        width: parent.width
        size: Tokens.giant * 0.82
        room: farewell.room - sentence.height - button.height - seconds.height - 3 * farewell.spacing
    }
    Words {
        id: sentence

        width: parent.width
        color: Tokens.inkSoft
        font.pixelSize: Tokens.body * (Tokens.accessible ? 1 : 1.15)
    }
    PrimaryButton {
        id: button

        objectName: "leaveButton"
        width: parent.width
        onTapped: farewell.tapped()
    }
    Words {
        id: seconds

        width: parent.width
        text: farewell.secondsLeft > 0 ? qsTr("Volvemos al inicio en %1 s").arg(farewell.secondsLeft) : " "
        color: Tokens.inkSoft
        font.pixelSize: Tokens.caption
    }
}
