import QtQuick

// A large icon in a lit circle, for pages without a picture.
Item {
    id: emblem

    property string icon
    property real size: 300 * Tokens.unit

    implicitWidth: size
    implicitHeight: size

    Shadow {
        anchors.fill: disc
        radius: disc.radius
        blur: 160 * Tokens.unit
        color: Tokens.accentGlass(0.55)
    }
    Rectangle {
        id: disc

        anchors.fill: parent
        radius: width / 2
        border.width: Tokens.border
        border.color: Tokens.accessible ? Tokens.ink : "#40ffffff"
        gradient: Gradient {
            GradientStop { position: 0; color: Qt.lighter(Tokens.accent, 1.25) }
            GradientStop { position: 1; color: Qt.darker(Tokens.accent, 1.25) }
        }
    }
    Icon {
        anchors.centerIn: parent
        name: emblem.icon
        color: Tokens.accentInk
        size: emblem.size * 0.5
        weight: 1.5
    }

    NumberAnimation on scale {
        from: 0.7
        to: 1
        duration: Tokens.slow
        easing.type: Easing.OutBack
    }
}
