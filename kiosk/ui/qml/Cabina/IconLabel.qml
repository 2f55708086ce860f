import QtQuick

// An icon with a few words beside it, which shrink until both fit into `widest`.
Row {
    id: label

    property string icon
    property string text
    property color color: Tokens.ink
    property color iconColor: color
    property real iconSize: 42 * Tokens.unit
    property real iconWeight: 2
    property real size: Tokens.body
    property real smallest: 20 * Tokens.unit
    property real widest: 100000

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
        width: Math.min(implicitWidth, label.widest - (label.icon === "" ? 0 : label.iconSize + label.spacing))
        text: label.text
        strong: true
        color: label.color
        wrapMode: Text.NoWrap
        fontSizeMode: Text.HorizontalFit
        minimumPixelSize: label.smallest
        font.pixelSize: label.size
    }
}
