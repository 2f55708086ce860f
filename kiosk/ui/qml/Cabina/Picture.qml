import QtQuick
import QtQuick.Shapes

// A photo that fills its place, with round corners. `zoom` and `focusY` move it inside its frame.
Item {
    id: picture

    property string source
    property real radius: Tokens.radius
    property real zoom: 1
    property real focusY: 0.42
    readonly property bool loaded: photo.status === Image.Ready
    readonly property bool flat: GraphicsInfo.api === GraphicsInfo.Software
    readonly property real cover: loaded ? Math.max(width / photo.implicitWidth, height / photo.implicitHeight) * zoom : 1

    Rectangle {
        anchors.fill: parent
        radius: picture.radius
        color: Tokens.raised
        visible: !picture.loaded
    }

    Image {
        id: photo

        source: picture.source

        anchors.fill: picture.flat ? parent : undefined
        visible: picture.flat
        asynchronous: true
        mipmap: true
        fillMode: Image.PreserveAspectCrop
        sourceSize.width: picture.flat ? 0 : Math.min(1600, Math.ceil(Math.max(picture.width, picture.height * 0.8) / 160) * 160)
    }

    Shape {
        anchors.fill: parent
        visible: !picture.flat
        opacity: picture.loaded ? 1 : 0
        preferredRendererType: Shape.CurveRenderer

        ShapePath {
            strokeWidth: -1
            fillItem: picture.flat ? null : photo
            fillTransform: PlanarTransform.fromAffineMatrix(picture.cover, 0, 0, picture.cover, (picture.width - photo.implicitWidth * picture.cover) / 2, (picture.height - photo.implicitHeight * picture.cover) * picture.focusY)

            PathRectangle {
                width: picture.width
                height: picture.height
                radius: picture.radius
            }
        }

        Behavior on opacity { NumberAnimation { duration: Tokens.calm } }
    }
}
