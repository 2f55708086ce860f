import QtQuick

// A small arrow in the page's margin, at the side of the screen where the lens is.
Item {
    id: mark

    property string lens: "above"
    readonly property bool upright: lens === "above" || lens === "below"

    objectName: "lensMark"
    width: 52 * Tokens.unit
    height: width
    x: lens === "left" ? 6 * Tokens.unit : lens === "right" ? parent.width - width - 6 * Tokens.unit : (parent.width - width) / 2
    y: lens === "above" ? 6 * Tokens.unit : lens === "below" ? parent.height - height - 6 * Tokens.unit : (parent.height - height) / 2
    rotation: ({ above: 0, right: 90, below: 180, left: 270 })[lens] ?? 0

    Icon {
        name: "up"
        color: Tokens.accentBright
        size: mark.width
        weight: 2.8

        SequentialAnimation on y {
            running: mark.visible
            loops: Animation.Infinite
            NumberAnimation { from: 5 * Tokens.unit; to: -5 * Tokens.unit; duration: 620; easing.type: Easing.InOutSine }
            NumberAnimation { to: 5 * Tokens.unit; duration: 620; easing.type: Easing.InOutSine }
        }
    }
}
