import QtQuick

// The largest button of the booth.
Touchable {
    id: shutter

    property bool calling: ready

    property real side: 232 * Tokens.unit

    implicitWidth: side
    implicitHeight: implicitWidth

    Shadow {
        anchors.fill: rim
        visible: shutter.ready && !Tokens.accessible
        radius: rim.radius
        blur: 120 * Tokens.unit
        color: Tokens.accentGlass(0.7)
    }
    Rectangle {
        id: rim

        anchors.fill: parent
        radius: width / 2
        color: Tokens.night
        border.width: 10 * Tokens.unit
        border.color: Tokens.ink
    }
    Rectangle {
        anchors.centerIn: parent
        width: parent.width - 52 * Tokens.unit
        height: width
        radius: width / 2
        gradient: Gradient {
            GradientStop { position: 0; color: Qt.lighter(Tokens.accent, 1.22) }
            GradientStop { position: 1; color: Tokens.accent }
        }

        Icon {
            anchors.centerIn: parent
            name: "camera"
            color: Tokens.accentInk
            size: 84 * Tokens.unit
            weight: 1.8
        }
        SequentialAnimation on scale {
            running: shutter.calling
            loops: Animation.Infinite
            NumberAnimation { to: 0.95; duration: 900; easing.type: Easing.InOutSine }
            NumberAnimation { to: 1; duration: 900; easing.type: Easing.InOutSine }
        }
    }
}
