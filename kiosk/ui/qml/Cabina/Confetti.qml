pragma ComponentBehavior: Bound
import QtQuick

// A burst of paper, once; it fades away before its lower edge, so that nothing below is ever covered.
Item {
    id: confetti

    readonly property list<color> colors: [Tokens.accent, Tokens.accentBright, Tokens.ink, Tokens.warm, Tokens.good]

    objectName: "confetti"
    enabled: false
    clip: true

    Repeater {
        model: 70

        Rectangle {
            id: piece

            required property int index
            readonly property real wind: (Math.random() - 0.5) * confetti.width * 0.35
            readonly property real start: Math.random() * confetti.width
            readonly property int wait: Math.random() * 700

            x: start
            y: -60 * Tokens.unit
            width: (14 + Math.random() * 16) * Tokens.unit
            height: width * (0.5 + Math.random())
            radius: index % 3 === 0 ? width / 2 : 2
            color: confetti.colors[index % confetti.colors.length]
            visible: y > -60 * Tokens.unit && opacity > 0
            opacity: Math.max(0, Math.min(1, (confetti.height - height * 1.5 - y) / (confetti.height * 0.2)))

            SequentialAnimation {
                running: true
                PauseAnimation { duration: piece.wait }
                ParallelAnimation {
                    NumberAnimation { target: piece; property: "y"; to: confetti.height + 60; duration: 2600 + piece.wait * 2; easing.type: Easing.InQuad }
                    NumberAnimation { target: piece; property: "x"; to: piece.start + piece.wind; duration: 3200; easing.type: Easing.InOutSine }
                    NumberAnimation { target: piece; property: "rotation"; to: 720 * (piece.index % 2 ? 1 : -1); duration: 3200 }
                }
            }
        }
    }
}
