import QtQuick

// A sentence that a guest should not miss, with a sign beside it.
Rectangle {
    id: notice

    property string text
    property string icon: "alert"
    property color tint: Tokens.warm

    implicitHeight: words.implicitHeight + 36 * Tokens.unit
    visible: text !== ""
    radius: Tokens.radiusSmall
    color: Tokens.accessible ? Tokens.night : "#1affffff"
    border.width: Tokens.border
    border.color: Tokens.line

    Icon {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        x: 28 * Tokens.unit
        name: notice.icon
        color: notice.tint
        size: 40 * Tokens.unit
    }
    Words {
        id: words

        anchors.verticalCenter: parent.verticalCenter
        anchors.left: sign.right
        anchors.leftMargin: 22 * Tokens.unit
        anchors.right: parent.right
        anchors.rightMargin: 28 * Tokens.unit
        text: notice.text
        font.pixelSize: Tokens.caption
    }
}
