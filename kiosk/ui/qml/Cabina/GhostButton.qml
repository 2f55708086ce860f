import QtQuick

// A secondary button: glass with a thin line.
Touchable {
    id: button

    property string text
    property string icon

    implicitHeight: Math.max(112 * Tokens.unit, label.height + 28 * Tokens.unit)
    implicitWidth: Math.max(112 * Tokens.unit, label.implicitWidth + (text === "" ? 40 : 84) * Tokens.unit)

    Rectangle {
        anchors.fill: parent
        radius: Tokens.radius
        color: button.pressed ? "#33ffffff" : Tokens.accessible ? Tokens.night : "#14ffffff"
        border.width: Tokens.border
        border.color: Tokens.line
    }

    IconLabel {
        id: label

        anchors.centerIn: parent
        text: button.text
        icon: button.icon
        widest: button.width - 48 * Tokens.unit
    }
}
