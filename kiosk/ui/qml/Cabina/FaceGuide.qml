pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes

// Where faces go: an oval, or a row of them for a group, breathing while the guest aims.
Item {
    id: guide

    property bool calling: true
    readonly property int faces: width > height * 1.6 ? 3 : 1
    readonly property real wide: faces > 1 ? height * 0.38 : Math.min(width * 0.5, height * 0.5)

    Repeater {
        model: guide.faces

        Shape {
            id: oval

            required property int index
            readonly property real wide: guide.wide
            readonly property real tall: wide * 1.34

            width: wide
            height: tall
            x: guide.width * (index + 1) / (guide.faces + 1) - wide / 2
            y: guide.height * 0.14
            preferredRendererType: Shape.CurveRenderer
            opacity: guide.calling ? 1 : 0.25

            ShapePath {
                strokeColor: "#e6ffffff"
                strokeWidth: 5 * Tokens.unit
                fillColor: "transparent"
                strokeStyle: ShapePath.DashLine
                dashPattern: [7, 5]
                capStyle: ShapePath.FlatCap

                PathAngleArc {
                    centerX: oval.wide / 2
                    centerY: oval.tall / 2
                    radiusX: oval.wide / 2
                    radiusY: oval.tall / 2
                    startAngle: 0
                    sweepAngle: 360
                }
            }

            SequentialAnimation on scale {
                running: guide.calling
                loops: Animation.Infinite
                NumberAnimation { to: 1.025; duration: 1400; easing.type: Easing.InOutSine }
                NumberAnimation { to: 1; duration: 1400; easing.type: Easing.InOutSine }
            }
            Behavior on opacity { NumberAnimation { duration: Tokens.calm } }
        }
    }
}
