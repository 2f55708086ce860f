import QtQuick

// The host's logo, or the name in its place; a name too long for `widest` ends in dots.
Row {
    id: bar

    property string logo
    property string name
    property real widest: 100000

    spacing: 22 * Tokens.unit

    Image {
        visible: bar.logo !== ""
        anchors.verticalCenter: parent.verticalCenter
        height: 84 * Tokens.unit
        width: Math.min(implicitWidth * height / Math.max(1, implicitHeight), 380 * Tokens.unit)
        source: bar.logo
        asynchronous: true
        fillMode: Image.PreserveAspectFit
        mipmap: true
    }
    Rectangle {
        id: dot

        visible: bar.logo === ""
        anchors.verticalCenter: parent.verticalCenter
        width: 20 * Tokens.unit
        height: width
        radius: width / 2
        color: Tokens.accentBright
    }
    Title {
        visible: bar.logo === ""
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, bar.widest - dot.width - bar.spacing)
        text: bar.name
        wrapMode: Text.NoWrap
        font.pixelSize: Tokens.body
        font.weight: Font.DemiBold
        font.letterSpacing: 0
    }
}
