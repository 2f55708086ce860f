import QtQuick
import QtQuick.Effects

// The main action of a page, in the event's colour.
Touchable {
    id: button

    property string text
    property string icon

    implicitHeight: Tokens.button
    implicitWidth: Math.max(420 * Tokens.unit, row.implicitWidth + 120 * Tokens.unit)

    RectangularShadow {
        anchors.fill: face
        visible: button.ready && !Tokens.accessible
        radius: face.radius
        blur: 70 * Tokens.unit
        spread: -6 * Tokens.unit
        offset.y: 14 * Tokens.unit
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

    Row {
        id: row

        anchors.centerIn: parent
        spacing: 22 * Tokens.unit

        Icon {
            anchors.verticalCenter: parent.verticalCenter
            visible: button.icon !== ""
            name: button.icon
            color: Tokens.accentInk
            size: 50 * Tokens.unit
            weight: 2.2
        }
        Words {
            anchors.verticalCenter: parent.verticalCenter
            width: Math.min(implicitWidth, button.width - (button.icon === "" ? 60 : 132) * Tokens.unit)
            text: button.text
            strong: true
            color: Tokens.accentInk
            wrapMode: Text.NoWrap
            fontSizeMode: Text.HorizontalFit
            minimumPixelSize: 22 * Tokens.unit
            font.pixelSize: Tokens.body * 1.14
        }
    }
}
