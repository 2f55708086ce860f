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

    // Until it is there, and for a picture that never comes: a light in the event's colour, never a black hole.
    Rectangle {
        objectName: "picturePlace"
        anchors.fill: parent
        radius: picture.radius
        visible: !picture.loaded || surface.opacity < 1
        gradient: Gradient {
            GradientStop { position: 0; color: Qt.tint(Tokens.placeLight, Tokens.accentGlass(0.34)) }
            GradientStop { position: 1; color: Qt.tint(Tokens.placeLight, Tokens.accentGlass(0.1)) }
        }

        Icon {
            anchors.centerIn: parent
            name: "sparkle"
            size: Math.min(parent.width, parent.height) * 0.3
            color: "#59ffffff"
            weight: 1.4
        }
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
        id: surface

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
