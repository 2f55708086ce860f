import QtQuick

// The seconds before the photo, one large number after the other.
Item {
    id: countdown

    property int seconds
    property bool counting

    implicitWidth: 330 * Tokens.unit
    implicitHeight: implicitWidth
    visible: counting && seconds > 0

    Rectangle {
        anchors.fill: parent
        radius: width / 2
        color: Tokens.nightGlass(0.7)
    }
    ProgressRing {
        id: ring

        anchors.fill: parent
        easing: 1
    }
    Title {
        id: number

        anchors.centerIn: parent
        text: countdown.seconds
        font.pixelSize: 200 * Tokens.unit
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
