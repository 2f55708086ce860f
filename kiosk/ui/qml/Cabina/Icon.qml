import QtQuick
import QtQuick.Shapes

// A line icon on a 24 x 24 grid, drawn for Cabina.
Item {
    id: icon

    property string name
    property color color: Tokens.ink
    property real size: 44 * Tokens.unit
    property real weight: 2

    readonly property var paths: ({
            "alert": "M12 3 L22 20 H2 Z M12 10 V14 M12 17 V17.2",
            "back": "M20 12 H5 M11 5 L4 12 L11 19",
            "booth": "M4 21 V5 C4 4 5 3 6 3 H18 C19 3 20 4 20 5 V21 M2 21 H22 M12 3 V21 M15 11 H17 M7 8 H9",
            "calendar": "M4 6 H20 V20 H4 Z M4 10.5 H20 M8 3 V6 M16 3 V6",
            "camera": "M3 8 H7.5 L9.5 5 H14.5 L16.5 8 H21 V19.5 H3 Z M12 17 A3.6 3.6 0 1 0 12 9.8 A3.6 3.6 0 1 0 12 17",
            "check": "M4 12.5 L9.5 18 L20 6.5",
            "close": "M5 5 L19 19 M19 5 L5 19",
            "cloud": "M7 19 A4.5 4.5 0 0 1 6.6 10 A6 6 0 0 1 18.2 11 A4 4 0 0 1 17.5 19 Z",
            "disk": "M4 4 H17 L20 7 V20 H4 Z M8 4 V9 H15 V4 M8 20 V14 H16 V20",
            "group": "M12 11 A3.2 3.2 0 1 0 12 4.6 A3.2 3.2 0 1 0 12 11 M6.5 19 C6.7 15.4 9 13.6 12 13.6 C15 13.6 17.3 15.4 17.5 19 Z M4.6 11.6 A2.3 2.3 0 1 0 4.6 7 A2.3 2.3 0 1 0 4.6 11.6 M1.5 17.6 C1.5 15.4 2.8 14 4.8 13.8 M19.4 11.6 A2.3 2.3 0 1 0 19.4 7 A2.3 2.3 0 1 0 19.4 11.6 M22.5 17.6 C22.5 15.4 21.2 14 19.2 13.8",
            "heart": "M12 20.5 C5 15.5 2.5 12 2.5 8.6 A4.8 4.8 0 0 1 12 7 A4.8 4.8 0 0 1 21.5 8.6 C21.5 12 19 15.5 12 20.5 Z",
            "later": "M12 21 A9 9 0 1 0 12 3 A9 9 0 1 0 12 21 M12 7 V12.4 L15.6 14.6",
            "link": "M10 14 L14 10 M8.5 11 L5.8 13.7 A3.7 3.7 0 0 0 11 19 L13.4 16.4 M15.5 13 L18.2 10.3 A3.7 3.7 0 0 0 13 5 L10.6 7.6",
            "minus": "M5 12 H19",
            "next": "M4 12 H19 M13 5 L20 12 L13 19",
            "pause": "M8 5 V19 M16 5 V19",
            "person": "M12 11.5 A4.2 4.2 0 1 0 12 3.1 A4.2 4.2 0 1 0 12 11.5 M4 21 C4 16.8 7.4 14.6 12 14.6 C16.6 14.6 20 16.8 20 21",
            "plus": "M5 12 H19 M12 5 V19",
            "printer": "M7 8.5 V3.5 H17 V8.5 M7 17.5 H3.5 V8.5 H20.5 V17.5 H17 M7 14 H17 V21 H7 Z",
            "retake": "M4 5 V10 H9 M4.6 10 A8.2 8.2 0 1 1 4 14",
            "shield": "M12 2.8 L20 6 V11.5 C20 16.6 16.6 19.8 12 21.4 C7.4 19.8 4 16.6 4 11.5 V6 Z M8.4 12 L11.2 14.8 L15.8 9.6",
            "single": "M5 3.5 H19 V20.5 H5 Z M12 13 A2.7 2.7 0 1 0 12 7.6 A2.7 2.7 0 1 0 12 13 M7.6 18 C8 15.8 9.6 15 12 15 C14.4 15 16 15.8 16.4 18",
            "sparkle": "M11 4 L13 10.4 L19.4 12.4 L13 14.4 L11 20.8 L9 14.4 L2.6 12.4 L9 10.4 Z M19 2.6 V7 M16.8 4.8 H21.2",
            "star": "M12 3.4 L14.7 9.2 L21 10 L16.4 14.3 L17.6 20.6 L12 17.5 L6.4 20.6 L7.6 14.3 L3 10 L9.3 9.2 Z",
            "strip": "M7.5 2.5 H16.5 V21.5 H7.5 Z M7.5 8.8 H16.5 M7.5 15.2 H16.5",
            "text": "M2.5 19 L8 5 L13.5 19 M4.4 14.4 H11.6 M21 19 V11.4 M21 15.2 A3 3 0 1 0 21 15.3",
            "up": "M12 20 V5 M4.5 12 L12 4.5 L19.5 12"
        })

    implicitWidth: size
    implicitHeight: size

    Shape {
        width: 24
        height: 24
        scale: icon.size / 24
        transformOrigin: Item.TopLeft
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            strokeColor: icon.color
            strokeWidth: icon.weight
            fillColor: "transparent"
            capStyle: ShapePath.RoundCap
            joinStyle: ShapePath.RoundJoin

            PathSvg {
                path: icon.paths[icon.name] ?? ""
            }
        }
    }
}
