import QtQuick

// A picture over the whole page that slowly comes nearer, with a light passing over it.
Item {
    id: living

    property alias source: picture.source

    clip: true

    Picture {
        id: picture

        anchors.fill: parent
        radius: 0
        focusY: 0.3

        SequentialAnimation on zoom {
            loops: Animation.Infinite
            NumberAnimation { from: 1.02; to: 1.14; duration: 12000; easing.type: Easing.InOutSine }
            NumberAnimation { to: 1.02; duration: 12000; easing.type: Easing.InOutSine }
        }
    }
    Rectangle {
        width: living.width * 0.5
        height: living.height * 1.6
        anchors.verticalCenter: parent.verticalCenter
        rotation: 18
        visible: !Tokens.accessible
        gradient: Gradient {
            orientation: Gradient.Horizontal

            GradientStop { position: 0; color: Tokens.accentGlass(0) }
            GradientStop { position: 0.5; color: Tokens.accentGlass(0.34) }
            GradientStop { position: 1; color: Tokens.accentGlass(0) }
        }

        NumberAnimation on x {
            from: -living.width * 0.9
            to: living.width * 1.4
            duration: 3800
            loops: Animation.Infinite
            easing.type: Easing.InOutSine
        }
    }
}
