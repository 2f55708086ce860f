import QtQuick

// Photo and picture in one frame. It rests on the whole picture; a handle at its edge, or a tap, lets the guest
// play with the seam between them, and near the edge it closes again.
Item {
    id: slider

    property alias before: beforePicture.source
    property alias after: afterPicture.source
    property real split: 0
    property real radius: Tokens.radius
    readonly property real handlePlace: Math.max(handle.width / 2 + Tokens.gap, Math.min(width - handle.width / 2 - Tokens.gap, width * split))

    function closed(place: real): real {
        return place < 0.12 ? 0 : Math.min(0.96, place);
    }

    Picture {
        id: afterPicture

        anchors.fill: parent
        radius: slider.radius
    }
    Item {
        width: slider.width * slider.split
        height: slider.height
        clip: true

        Picture {
            id: beforePicture

            width: slider.width
            height: slider.height
            radius: slider.radius
        }
    }
    Chip {
        anchors { left: parent.left; top: parent.top; margins: Tokens.gap }
        opacity: slider.split > 0.28 ? 1 : 0
        text: qsTr("Antes")
    }
    Chip {
        anchors { right: parent.right; top: parent.top; margins: Tokens.gap }
        opacity: slider.split < 0.72 ? 1 : 0
        text: qsTr("Después")
        icon: "sparkle"
        tint: Tokens.warm
    }
    Rectangle {
        x: slider.width * slider.split - width / 2
        width: 5 * Tokens.unit
        height: slider.height
        visible: slider.split > 0
        color: Tokens.ink
    }
    Rectangle {
        id: handle

        objectName: "beforeAfterHandle"
        x: slider.handlePlace - width / 2
        anchors.verticalCenter: parent.verticalCenter
        width: Tokens.target
        height: width
        radius: width / 2
        color: Tokens.ink

        Row {
            anchors.centerIn: parent

            Icon { name: "back"; color: Tokens.paperInk; size: 34 * Tokens.unit }
            Icon { name: "next"; color: Tokens.paperInk; size: 34 * Tokens.unit }
        }
    }
    Rectangle {
        anchors.fill: parent
        radius: slider.radius
        color: "transparent"
        border.width: Tokens.border
        border.color: Tokens.line
    }

    DragHandler {
        target: null
        xAxis.enabled: true
        yAxis.enabled: false
        dragThreshold: 4
        onCentroidChanged: if (active) slider.split = Math.max(0, Math.min(0.96, centroid.position.x / slider.width))
        onActiveChanged: {
            if (active)
                arrival.stop();
            else
                reveal.to_(slider.closed(slider.split));
        }
    }
    TapHandler {
        onTapped: point => {
            arrival.stop();
            reveal.to_(slider.closed(point.position.x / slider.width));
        }
    }

    NumberAnimation {
        id: reveal

        function to_(place: real): void {
            to = place;
            restart();
        }

        target: slider
        property: "split"
        duration: Tokens.slow
        easing.type: Easing.InOutCubic
    }
    SequentialAnimation {
        id: arrival

        running: true

        PropertyAction { target: slider; property: "split"; value: 0.96 }
        PauseAnimation { duration: 500 * Tokens.pace }
        NumberAnimation { target: slider; property: "split"; to: 0; duration: 1500 * Tokens.pace; easing.type: Easing.InOutCubic }
    }
}
