import QtQuick
import Cabina.Booth

// What the camera sees, in the guest's frame, with a guide for the faces; without a camera, its sign.
Item {
    id: photo

    property QtObject frames
    property Preview preview
    property real radius
    property bool live: false
    property bool counting: false
    property bool calling: true

    Rectangle {
        anchors.fill: parent
        radius: photo.radius
        color: Tokens.surface
    }
    Item {
        id: place

        anchors.fill: parent
        visible: photo.live
    }
    Binding {
        target: photo.preview
        property: "width"
        value: place.width
    }
    Binding {
        target: photo.preview
        property: "height"
        value: place.height
    }
    Binding {
        target: photo.preview
        property: "radius"
        value: photo.radius
    }
    Binding {
        target: photo.preview
        property: "frames"
        value: photo.frames
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

    Component.onCompleted: preview = Lent.preview(place)
    Component.onDestruction: {
        preview.frames = null;
        Lent.takeBack(preview);
    }
}
