pragma ComponentBehavior: Bound
import QtQuick

// What is on the glass until the first page is ready. Only what Qt has loaded anyway: no fonts, no words.
Rectangle {
    id: starting

    readonly property real unit: Math.min(width, height) / 1080

    color: "#0a0a10"

    Row {
        anchors.centerIn: parent
        spacing: 28 * starting.unit

        Repeater {
            model: 3

            Rectangle {
                id: dot

                required property int index

                width: 28 * starting.unit
                height: width
                radius: width / 2
                color: "#a78bfa"

                SequentialAnimation on opacity {
                    loops: Animation.Infinite
                    PauseAnimation { duration: 160 * dot.index }
                    NumberAnimation { to: 0.25; duration: 480; easing.type: Easing.InOutSine }
                    NumberAnimation { to: 1; duration: 480; easing.type: Easing.InOutSine }
                    PauseAnimation { duration: 160 * (2 - dot.index) }
                }
            }
        }
    }
}
