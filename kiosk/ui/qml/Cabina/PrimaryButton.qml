import QtQuick

// The main action of a page, in the event's colour.
Touchable {
    id: button

    property string text
    property string icon

    implicitHeight: Tokens.button
    implicitWidth: Math.max(420 * Tokens.unit, label.implicitWidth + 120 * Tokens.unit)

    Shadow {
        anchors.fill: face
        visible: button.ready && !Tokens.accessible
        radius: face.radius
        blur: 70 * Tokens.unit
        spread: -6 * Tokens.unit
        drop: 14 * Tokens.unit
        color: Tokens.accentGlass(button.pressed ? 0.75 : 0.5)
    }

    Rectangle {
        id: face

        anchors.fill: parent
        radius: Tokens.radius
        border.width: Tokens.accessible ? Tokens.border : 0
        border.color: Tokens.ink
        gradient: Gradient {
            GradientStop { position: 0; color: Qt.lighter(Tokens.accent, 1.14) }
            GradientStop { position: 1; color: Tokens.accent }
        }
    }

    IconLabel {
        id: label

        anchors.centerIn: parent
        text: button.text
        icon: button.icon
        color: Tokens.accentInk
        iconSize: 50 * Tokens.unit
        iconWeight: 2.2
        size: Tokens.body * 1.14
        smallest: 22 * Tokens.unit
        spacing: 22 * Tokens.unit
        widest: button.width - 60 * Tokens.unit
    }
}
