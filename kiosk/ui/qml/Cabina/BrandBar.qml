import QtQuick

// The host's logo, or the name in its place.
Row {
    id: bar

    property string logo
    property string name

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
        text: bar.name
        font.pixelSize: Tokens.body
        font.weight: Font.DemiBold
        font.letterSpacing: 0
    }
}
