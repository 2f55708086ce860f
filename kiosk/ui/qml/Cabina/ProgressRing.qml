pragma ComponentBehavior: Bound
import QtQuick
import QtQuick.Shapes

// A ring that fills clockwise from the top; `value` from 0 to 1.
Shape {
    id: ring

    property real value: 0
    property real thickness: 18 * Tokens.unit
    property color color: Tokens.accentBright
    property color track: Tokens.accessible ? "#555555" : "#26ffffff"
    property int easing: Tokens.slow

    preferredRendererType: Shape.CurveRenderer

    component Arc: ShapePath {
        id: arc

        property real sweep: 360

        fillColor: "transparent"
        strokeWidth: ring.thickness
        capStyle: ShapePath.RoundCap

        PathAngleArc {
            centerX: ring.width / 2
            centerY: ring.height / 2
            radiusX: (ring.width - ring.thickness) / 2
            radiusY: radiusX
            startAngle: -90
            sweepAngle: arc.sweep
        }
    }

    Arc {
        strokeColor: ring.track
    }
    Arc {
        strokeColor: ring.color
        sweep: Math.max(0.1, ring.value * 360)

        Behavior on sweep { NumberAnimation { duration: ring.easing; easing.type: Easing.OutCubic } }
    }
}
