import QtQuick
import Cabina.Booth

// What the camera sees, in the guest's frame, with a guide for the faces; without a camera, its sign.
Item {
    id: photo

    property alias frames: preview.frames
    property real radius
    property bool live: false
    property bool counting: false
    property bool calling: true

    Rectangle {
        anchors.fill: parent
        radius: photo.radius
        color: Tokens.surface
    }
    Preview {
        id: preview

        objectName: "preview"
        anchors.fill: parent
        visible: photo.live
        radius: photo.radius
    }
    FaceGuide {
        anchors.fill: parent
        visible: photo.live
        calling: photo.calling
    }
    Rectangle {
        anchors.fill: parent
        radius: photo.radius
        color: "transparent"
        border.width: 4 * Tokens.unit
        border.color: photo.counting ? Tokens.accentBright : "#66ffffff"
    }
    Icon {
        anchors.centerIn: parent
        visible: !photo.live
        name: "camera"
        size: 160 * Tokens.unit
        color: Tokens.inkSoft
        weight: 1.4
    }
}
