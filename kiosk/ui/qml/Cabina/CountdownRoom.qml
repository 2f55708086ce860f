import QtQuick

// Where things are while the seconds count: the guest's frame goes away from the lens, so that the number and its
// arrow have the place at the lens and cover nobody.
QtObject {
    id: room

    property string lens: "above"
    property real width
    property real height
    // The frame's size, and what the bar keeps for itself at the top and right of the page.
    property real frameWidth
    property real frameHeight
    property real barBottom
    property real barWidth
    // What lies between the frame and a countdown below it.
    property real between: 0
    property real floor: height - Tokens.margin

    readonly property real edge: 14 * Tokens.unit
    readonly property bool upright: lens === "above" || lens === "below"
    // A frame that is not wide lies beside the number on a wide screen, otherwise one of them is over the other.
    readonly property bool beside: !Tokens.portrait && !(upright && frameWidth > frameHeight * 1.6)
    readonly property real shrink: beside ? 1 : Math.min(1, height * (Tokens.portrait ? 0.52 : 0.5) / Math.max(1, frameHeight))
    readonly property size frame: Qt.size(frameWidth * shrink, frameHeight * shrink)
    readonly property bool underBar: (height - frame.height) / 2 < barBottom
    readonly property real keptRight: underBar ? barWidth + Tokens.gap : 0
    readonly property bool frameOnTop: lens === "below"

    // As much as the countdown can use; the rest lies on the frame's other side.
    readonly property real most: 1000 * Tokens.unit

    readonly property real frameX: !beside ? (width - frame.width) / 2 : lens === "left" ? width - Tokens.margin - keptRight - frame.width : Tokens.margin
    readonly property real frameY: beside ? (height - frame.height) / 2 : frameOnTop ? Math.max(Tokens.portrait ? barBottom + Tokens.gap : Tokens.margin, height - edge - most - frame.height) : Math.min(floor - frame.height, edge + most)
    readonly property rect free: beside ? besideFrame() : frameOnTop ? below() : above()

    function besideFrame(): rect {
        const top = lens === "above" ? edge : Tokens.margin;
        const bottom = lens === "below" ? edge : Tokens.margin;
        const left = lens === "left" ? edge : frameX + frame.width + Tokens.gapLarge;
        const right = lens === "left" ? frameX - Tokens.gapLarge : width - (lens === "right" ? edge : upright ? Tokens.margin + barWidth : Tokens.margin);
        return Qt.rect(left, top, right - left, height - top - bottom);
    }

    function above(): rect {
        const top = upright ? edge : barBottom + Tokens.gap;
        return Qt.rect(edge, top, width - 2 * edge, frameY - Tokens.gap - top);
    }

    function below(): rect {
        const top = frameY + frame.height + Tokens.gap + between;
        return Qt.rect(edge, top, width - 2 * edge, height - edge - top);
    }
}
