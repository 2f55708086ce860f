import QtQuick

// A short fact: an icon and a few words.
Rectangle {
    id: chip

    property string text
    property string icon
    property color tint: Tokens.ink
    property real size: Tokens.caption
    property real widest: 100000

    implicitHeight: size * 1.95
    implicitWidth: Math.min(row.implicitWidth + size * 1.4, widest)
    radius: height / 2
    color: Tokens.accessible ? "#000000" : Tokens.nightGlass(0.7)
    border.width: Tokens.border
    border.color: Tokens.accessible ? Tokens.ink : "#33ffffff"

    Row {
        id: row

        anchors.centerIn: parent
        spacing: chip.size * 0.38

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: chip.icon !== ""
            name: chip.icon
            color: chip.tint
            size: chip.size * 1.12
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, chip.widest - chip.size * (chip.icon === "" ? 1.4 : 2.9))
            text: chip.text
            strong: true
            wrapMode: Text.NoWrap
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 16 * Tokens.unit
            font.pixelSize: chip.size
        }
    }
}
