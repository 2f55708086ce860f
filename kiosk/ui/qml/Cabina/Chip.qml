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
    implicitWidth: Math.min(label.implicitWidth + size * 1.4, widest)
    radius: height / 2
    color: Tokens.accessible ? "#000000" : Tokens.nightGlass(0.7)
    border.width: Tokens.border
    border.color: Tokens.accessible ? Tokens.ink : "#33ffffff"

    IconLabel {
        id: label

        anchors.centerIn: parent
        text: chip.text
        icon: chip.icon
        iconColor: chip.tint
        iconSize: chip.size * 1.12
        size: chip.size
        lines: 1
        spacing: chip.size * 0.38
        widest: chip.widest - chip.size * 1.4
    }
}
