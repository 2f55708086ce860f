pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes

// Night with two slow lights in the event's colour.
Rectangle {
    id: backdrop

    color: Tokens.night

    component Light: Shape {
        id: light

        property color tint
        property real reach: 800 * Tokens.unit

        width: reach * 2
        height: reach * 2
        visible: !Tokens.accessible

        ShapePath {
            strokeWidth: -1
            fillGradient: RadialGradient {
                centerX: light.reach
                centerY: light.reach
                focalX: centerX
                focalY: centerY
                centerRadius: light.reach

                GradientStop { position: 0; color: light.tint }
                GradientStop { position: 0.45; color: Qt.alpha(light.tint, light.tint.a * 0.36) }
                GradientStop { position: 1; color: Qt.alpha(light.tint, 0) }
            }

            PathRectangle {
                width: light.width
                height: light.height
            }
        }
    }

    Light {
        x: backdrop.width * 0.78 - reach
        y: -reach * 0.95
        tint: Tokens.accentGlass(0.42)

        SequentialAnimation on opacity {
            loops: Animation.Infinite
            NumberAnimation { to: 0.7; duration: 5200; easing.type: Easing.InOutSine }
            NumberAnimation { to: 1; duration: 5200; easing.type: Easing.InOutSine }
        }
    }

    Light {
        x: -reach * 0.9
        y: backdrop.height - reach * 0.85
        tint: Qt.hsla((Tokens.accent.hslHue + 0.09) % 1, 0.7, 0.5, 0.26)
    }
}
