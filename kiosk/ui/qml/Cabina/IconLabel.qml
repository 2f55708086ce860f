import QtQuick

// An icon with a few words beside it. The words never shrink, so that labels beside each other have one size: where
// `widest` is too narrow they take `lines` lines.
Row {
    id: label

    property string icon
    property string text
    property color color: Tokens.ink
    property color iconColor: color
    property real iconSize: 42 * Tokens.unit
    property real iconWeight: 2
    property real size: Tokens.body
    property real widest: 100000
    property int lines: 2

    spacing: 18 * Tokens.unit

    Icon {
        anchors.verticalCenter: parent.verticalCenter
        visible: label.icon !== ""
        name: label.icon
        color: label.iconColor
        size: label.iconSize
        weight: label.iconWeight
    }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        visible: text !== ""
        width: Math.min(Math.ceil(implicitWidth), label.widest - (label.icon === "" ? 0 : label.iconSize + label.spacing))
        horizontalAlignment: label.icon === "" ? Text.AlignHCenter : Text.AlignLeft
        text: label.text
        strong: true
        color: label.color
        maximumLineCount: label.lines
        wrapMode: label.lines > 1 ? Text.Wrap : Text.NoWrap
        lineHeight: 1.06
        font.pixelSize: label.size
    }
}
