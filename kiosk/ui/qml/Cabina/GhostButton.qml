import QtQuick

// A secondary button: glass with a thin line.
Touchable {
    id: button

    property string text
    property string icon

    implicitHeight: 112 * Tokens.unit
    implicitWidth: Math.max(implicitHeight, row.implicitWidth + (text === "" ? 40 : 84) * Tokens.unit)

    Rectangle {
        anchors.fill: parent
        radius: Tokens.radius
        color: button.pressed ? "#33ffffff" : Tokens.accessible ? Tokens.night : "#14ffffff"
        border.width: Tokens.border
        border.color: Tokens.line
    }

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 18 * Tokens.unit

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: button.icon !== ""
            name: button.icon
            size: 42 * Tokens.unit
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            visible: text !== ""
            width: Math.min(implicitWidth, button.width - (button.icon === "" ? 48 : 108) * Tokens.unit)
            text: button.text
            strong: true
            wrapMode: Text.NoWrap
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 20 * Tokens.unit
        }
    }
}
