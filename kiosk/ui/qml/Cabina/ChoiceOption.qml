import QtQuick

// One of a few things to choose between, side by side; the one that holds is marked by sign and colour.
Touchable {
    id: option

    property string text
    property string icon
    property bool current: false

    implicitWidth: label.implicitWidth + 72 * Tokens.unit
    implicitHeight: Math.max(112 * Tokens.unit, label.height + 28 * Tokens.unit)

    Rectangle {
        anchors.fill: parent
        radius: Tokens.radius
        color: option.current ? Tokens.accentGlass(Tokens.accessible ? 1 : 0.3) : Tokens.accessible ? Tokens.night : "#14ffffff"
        border.width: option.current ? Tokens.border * 2 : Tokens.border
        border.color: option.current ? Tokens.accentBright : Tokens.line

        Behavior on color { ColorAnimation { duration: Tokens.calm } }
    }
    IconLabel {
        id: label

        anchors.centerIn: parent
        text: option.text
        icon: option.current ? "check" : option.icon
        color: Tokens.accessible && option.current ? Tokens.accentInk : Tokens.ink
        size: Tokens.caption * 1.1
        widest: option.width - 40 * Tokens.unit
    }
}
