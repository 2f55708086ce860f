import QtQuick

// A kind goodbye, and the seconds until the booth is free again.
Column {
    id: farewell

    property alias icon: emblem.icon
    property alias title: title.text
    property alias sentence: sentence.text
    property alias action: button.text
    property int secondsLeft

    signal tapped

    spacing: Tokens.gapLarge

    Emblem {
        id: emblem

        anchors.horizontalCenter: parent.horizontalCenter
        visible: icon !== ""
    }
    Item {
        width: 1
        height: Tokens.gap
        visible: emblem.visible
    }
    Title {
        id: title

        width: parent.width
        horizontalAlignment: Text.AlignHCenter
        font.pixelSize: Tokens.giant * 0.82
    }
    Words {
        id: sentence

        anchors.horizontalCenter: parent.horizontalCenter
        width: Math.min(parent.width, 1100 * Tokens.unit)
        horizontalAlignment: Text.AlignHCenter
        color: Tokens.inkSoft
        font.pixelSize: Tokens.body * 1.1
    }
    GhostButton {
        id: button

        objectName: "leaveButton"
        anchors.horizontalCenter: parent.horizontalCenter
        width: 520 * Tokens.unit
        onTapped: farewell.tapped()
    }
    Words {
        anchors.horizontalCenter: parent.horizontalCenter
        text: farewell.secondsLeft > 0 ? qsTr("Volvemos al inicio en %1 s").arg(farewell.secondsLeft) : " "
        color: Tokens.inkSoft
        font.pixelSize: Tokens.caption
    }
}
