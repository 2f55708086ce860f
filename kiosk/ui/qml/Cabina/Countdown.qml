import QtQuick

// The seconds before the photo, huge, and an arrow above them to the lens, which is over the screen.
Item {
    id: countdown

    property int seconds
    property bool counting
    property real side: 430 * Tokens.unit

    readonly property bool counts: counting && seconds > 0

    implicitWidth: side
    implicitHeight: side * 1.28
    visible: counts

    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        name: "up"
        size: countdown.side * 0.26
        weight: 3

        SequentialAnimation on y {
            running: countdown.counts
            loops: Animation.Infinite
            NumberAnimation { from: countdown.side * 0.06; to: -countdown.side * 0.06; duration: 380; easing.type: Easing.InOutSine }
            NumberAnimation { to: countdown.side * 0.06; duration: 380; easing.type: Easing.InOutSine }
        }
    }
    Rectangle {
        id: disc

        anchors { bottom: parent.bottom; horizontalCenter: parent.horizontalCenter }
        width: countdown.side * 0.96
        height: width
        radius: width / 2
        color: Tokens.nightGlass(0.62)
    }
    ProgressRing {
        id: ring

        anchors.fill: disc
        thickness: 22 * Tokens.unit
        easing: 1
    }
    Title {
        id: number

        objectName: "countdownNumber"
        anchors.centerIn: disc
        text: countdown.seconds
        font.pixelSize: countdown.side * 0.66
    }

    ParallelAnimation {
        id: beat

        NumberAnimation { target: number; property: "scale"; from: 1.35; to: 1; duration: 420; easing.type: Easing.OutBack }
        NumberAnimation { target: number; property: "opacity"; from: 0.2; to: 1; duration: 240 }
        NumberAnimation { target: ring; property: "value"; from: 1; to: 0; duration: 1000 }
    }

    onSecondsChanged: if (visible) beat.restart()
    onVisibleChanged: if (visible) beat.restart()
}
