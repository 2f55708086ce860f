import QtQuick

// The seconds before the photo, huge, as near to the lens as `free` allows; an arrow to the lens, and words.
Item {
    id: countdown

    property int seconds
    property bool counting
    property string words
    // Where the lens is: above, below, left or right of the screen; in the middle of that side.
    property string lens: "above"
    property rect free

    readonly property bool counts: counting && seconds > 0
    readonly property bool upright: lens === "above" || lens === "below"
    // In a low place the words stand beside the number.
    readonly property bool flat: upright && free.width > free.height * 2.2
    readonly property real wordsRoom: flat ? 0 : smile.height + Tokens.gap
    readonly property real arrowRoom: 0.3
    readonly property real side: Math.min(640 * Tokens.unit, upright ? Math.min(free.width, (free.height - wordsRoom) / (1 + arrowRoom)) : Math.min(free.height - wordsRoom, free.width / (1 + arrowRoom)))
    readonly property point aim: Qt.point(lens === "left" ? 0 : lens === "right" ? width : width / 2, lens === "above" ? 0 : lens === "below" ? height : height / 2)
    readonly property real discX: upright ? within(aim.x, free.x + side / 2, free.x + free.width - side / 2) : lens === "left" ? free.x + side * (arrowRoom + 0.5) : free.x + free.width - side * (arrowRoom + 0.5)
    readonly property real discY: lens === "above" ? free.y + side * (arrowRoom + 0.5) : lens === "below" ? free.y + free.height - side * (arrowRoom + 0.5) : within(aim.y, free.y + side / 2, free.y + free.height - wordsRoom - side / 2)
    readonly property real axis: ({ above: -90, right: 0, below: 90, left: 180 })[lens] ?? -90
    readonly property real angle: axis + within(turned(Math.atan2(aim.y - discY, aim.x - discX) * 180 / Math.PI - axis), -40, 40)

    function within(value: real, least: real, most: real): real {
        return Math.max(least, Math.min(most, value));
    }

    function turned(degrees: real): real {
        return ((degrees + 540) % 360) - 180;
    }

    visible: counts

    Item {
        objectName: "lensArrow"
        x: countdown.discX + reach * Math.cos(countdown.angle * Math.PI / 180) - width / 2
        y: countdown.discY + reach * Math.sin(countdown.angle * Math.PI / 180) - height / 2
        width: countdown.side * 0.24
        height: width
        rotation: countdown.angle + 90

        readonly property real reach: countdown.side * 0.64

        Icon {
            name: "up"
            size: parent.width
            weight: 3

            SequentialAnimation on y {
                running: countdown.counts
                loops: Animation.Infinite
                NumberAnimation { from: countdown.side * 0.03; to: -countdown.side * 0.03; duration: 380; easing.type: Easing.InOutSine }
                NumberAnimation { to: countdown.side * 0.03; duration: 380; easing.type: Easing.InOutSine }
            }
        }
    }
    Item {
        id: disc

        objectName: "countdownDisc"
        x: countdown.discX - width / 2
        y: countdown.discY - height / 2
        width: countdown.side
        height: width

        Rectangle {
            anchors.fill: parent
            radius: width / 2
            color: Tokens.nightGlass(0.62)
        }
        ProgressRing {
            id: ring

            anchors.fill: parent
            thickness: 22 * Tokens.unit
            easing: 1
        }
        Title {
            id: number

            objectName: "countdownNumber"
            anchors.centerIn: parent
            text: countdown.seconds
            font.pixelSize: countdown.side * 0.66
        }
    }
    Title {
        id: smile

        objectName: "countdownWords"
        x: countdown.flat ? disc.x + disc.width + Tokens.gapLarge : countdown.within(countdown.discX - width / 2, Tokens.gap, countdown.width - width - Tokens.gap)
        y: countdown.flat ? disc.y + (disc.height - height) / 2 : countdown.lens === "below" ? disc.y - height - Tokens.gap : disc.y + disc.height + Tokens.gap
        wrapMode: Text.NoWrap
        text: countdown.words
        font.pixelSize: Tokens.giant * 0.86
    }

    ParallelAnimation {
        id: beat

        NumberAnimation { target: number; property: "scale"; from: 1.35; to: 1; duration: 420 * Tokens.pace; easing.type: Easing.OutBack }
        NumberAnimation { target: number; property: "opacity"; from: 0.2; to: 1; duration: 240 * Tokens.pace }
        NumberAnimation { target: ring; property: "value"; from: 1; to: 0; duration: 1000 }
    }

    onSecondsChanged: if (visible) beat.restart()
    onVisibleChanged: if (visible) beat.restart()
}
