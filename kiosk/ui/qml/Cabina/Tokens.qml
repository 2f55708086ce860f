pragma Singleton
import QtQuick

// Every colour, size and duration of the screens. Main.qml sets the first block from the window and the event.
QtObject {
    property real width: 1080
    property real height: 1920
    property color accent: "#8b5cf6"
    property color accentInk: "#ffffff"
    property color accentBright: "#a78bfa"
    property int cornerRadius: 12
    property bool accessible: false

    readonly property bool portrait: height > width
    // Whoever needs large text may sit: the bars of upright pages come down to the hand.
    readonly property bool low: accessible && portrait
    // A screen that is neither wide nor upright (4:3) has less room for two columns side by side.
    readonly property real unit: portrait ? width / 1080 : Math.min(height / 1080, width / 1600)

    readonly property color night: accessible ? "#000000" : "#0a0a10"
    readonly property color surface: accessible ? "#000000" : "#15151f"
    readonly property color raised: accessible ? "#000000" : "#20202d"
    readonly property color placeLight: "#3d3b52"
    readonly property color line: accessible ? "#ffffff" : "#2cffffff"
    readonly property color ink: "#ffffff"
    readonly property color inkSoft: accessible ? "#ffffff" : "#c3c1d0"
    readonly property color paper: "#ffffff"
    readonly property color paperInk: "#0a0a10"
    readonly property color good: "#5ee6a8"
    readonly property color warm: "#ffc86b"
    readonly property color scrim: nightGlass(accessible ? 0.95 : 0.85)
    readonly property real border: (accessible ? 3 : 1.5) * unit

    readonly property string titleFamily: "Sora"
    readonly property string textFamily: "Manrope"
    // What is small grows most: large text is there to be read, and headings are large already.
    readonly property real textScale: unit * (accessible ? 1.4 : 1)
    readonly property real headScale: unit * (accessible ? 1.12 : 1)
    readonly property int giant: Math.round(116 * headScale)
    readonly property int title: Math.round(74 * headScale)
    readonly property int heading: Math.round(48 * unit * (accessible ? 1.25 : 1))
    readonly property int body: Math.round(37 * textScale)
    readonly property int caption: Math.round(29 * textScale)

    readonly property real gap: 24 * unit
    readonly property real gapLarge: 48 * unit
    readonly property real margin: 64 * unit
    readonly property real radius: Math.max(4, cornerRadius * 2.2) * unit
    readonly property real radiusSmall: Math.max(3, cornerRadius * 1.3) * unit
    readonly property real target: 96 * unit
    readonly property real button: 136 * unit

    property real pace: 1
    readonly property int quick: 140 * pace
    readonly property int calm: 320 * pace
    readonly property int slow: 700 * pace

    function nightGlass(alpha: real): color {
        return Qt.rgba(night.r, night.g, night.b, alpha);
    }

    function accentGlass(alpha: real): color {
        return Qt.rgba(accent.r, accent.g, accent.b, alpha);
    }
}
