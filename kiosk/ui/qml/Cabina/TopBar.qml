import QtQuick

// The way back, where there is one, a title, and the way out.
Item {
    id: bar

    property bool canGoBack: true
    property alias title: title.text
    property string leaveText
    // Room of the title that something else lies in.
    property real kept: 0
    readonly property real leaveWidth: leaveText === "" ? 0 : leaveButton.width

    signal back
    signal leave

    implicitHeight: 112 * Tokens.unit

    GhostButton {
        id: backButton

        objectName: "backButton"
        visible: bar.canGoBack
        width: height
        icon: "back"
        onTapped: bar.back()
    }
    Title {
        id: title

        anchors.left: bar.canGoBack ? backButton.right : parent.left
        anchors.leftMargin: bar.canGoBack ? 32 * Tokens.unit : 0
        anchors.right: bar.leaveText === "" ? parent.right : leaveButton.left
        anchors.rightMargin: Tokens.gap + bar.kept
        anchors.verticalCenter: parent.verticalCenter
        font.pixelSize: Tokens.title * 0.82
        fontSizeMode: Text.Fit
        height: parent.height
        verticalAlignment: Text.AlignVCenter
        minimumPixelSize: 40 * Tokens.unit
        maximumLineCount: 2
    }
    GhostButton {
        id: leaveButton

        objectName: "leaveButton"
        anchors.right: parent.right
        visible: bar.leaveText !== ""
        text: bar.leaveText
        onTapped: bar.leave()
    }
}
