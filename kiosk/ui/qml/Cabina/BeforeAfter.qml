import QtQuick

// Photo and picture in one frame, with a handle between them that the guest can move.
Item {
    id: slider

    property alias before: beforePicture.source
    property alias after: afterPicture.source
    property real split: 0.5

    Picture {
        id: afterPicture

        anchors.fill: parent
    }
    Item {
        width: slider.width * slider.split
        height: slider.height
        clip: true

        Picture {
            id: beforePicture

            width: slider.width
            height: slider.height
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
        color: Tokens.ink

        Rectangle {
            objectName: "beforeAfterHandle"
            anchors.centerIn: parent
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
    }
    Rectangle {
        anchors.fill: parent
        radius: Tokens.radius
        color: "transparent"
        border.width: Tokens.border
        border.color: Tokens.line
    }

    DragHandler {
        target: null
        xAxis.enabled: true
        yAxis.enabled: false
        dragThreshold: 4
        onCentroidChanged: if (active) slider.split = Math.max(0.04, Math.min(0.96, centroid.position.x / slider.width))
    }
    TapHandler {
        onTapped: point => reveal.to_(Math.max(0.04, Math.min(0.96, point.position.x / slider.width)))
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
        running: true
        NumberAnimation { target: slider; property: "split"; from: 0.96; to: 0.96; duration: 500 }
        NumberAnimation { target: slider; property: "split"; to: 0.08; duration: 1300; easing.type: Easing.InOutCubic }
        PauseAnimation { duration: 900 }
        NumberAnimation { target: slider; property: "split"; to: 0.34; duration: 900; easing.type: Easing.InOutCubic }
    }
}
