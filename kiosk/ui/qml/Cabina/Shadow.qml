import QtQuick

// The soft shadow, or glow, of a rounded rectangle. (RectangularShadow of QtQuick.Effects keeps 3 to 6 KB of each
// one that is destroyed, in PySide6 6.11.)
Item {
    id: shadow

    property real radius
    property real blur
    property real spread
    property real drop
    property color color

    visible: !Tokens.accessible

    ShaderEffect {
        readonly property real blur: Math.max(shadow.blur, 0.01)
        readonly property size box: Qt.size(shadow.width + 2 * shadow.spread, shadow.height + 2 * shadow.spread)
        readonly property real radius: Math.min(shadow.radius + shadow.spread + blur / 2, Math.min(box.width, box.height) / 2)
        readonly property size room: Qt.size(width, height)
        readonly property color color: shadow.color

        y: shadow.drop - blur - shadow.spread
        x: -blur - shadow.spread
        width: box.width + 2 * blur
        height: box.height + 2 * blur
        fragmentShader: "shadow.frag.qsb"
    }
}
