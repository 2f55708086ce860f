import QtQuick
import QtQuick.Shapes

// Where faces go, breathing while the guest aims: an oval for one, and in a wider frame a zone as wide as a group.
Item {
    id: guide

    property bool calling: true
    readonly property bool group: width > height
    readonly property real zoneWidth: group ? width * (width > height * 1.6 ? 0.84 : 0.7) : Math.min(width * 0.56, height * 0.5)
    readonly property real zoneHeight: group ? height * 0.6 : zoneWidth * 1.34

    Shape {
        id: zone

        objectName: "faceZone"
        width: guide.zoneWidth
        height: guide.zoneHeight
        x: (guide.width - width) / 2
        y: guide.height * (guide.group ? 0.1 : 0.14)
        preferredRendererType: Shape.CurveRenderer
        opacity: guide.calling ? 1 : 0.25

        ShapePath {
            strokeColor: "#e6ffffff"
            strokeWidth: 5 * Tokens.unit
            fillColor: "transparent"
            strokeStyle: ShapePath.DashLine
            dashPattern: [7, 5]
            capStyle: ShapePath.FlatCap

            PathRectangle {
                width: zone.width
                height: zone.height
                radius: Math.min(zone.width, zone.height) / 2
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
