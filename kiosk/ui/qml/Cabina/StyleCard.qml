import QtQuick

// One style: its sample picture, its name, and what it needs.
Touchable {
    id: card

    required property string styleId
    required property string slug
    required property string name
    required property string sample
    required property bool premium
    required property string badge
    required property string symbol
    // Where words cover much of the card, its picture rests higher and the face stays above them.
    readonly property real covered: words.height / height
    readonly property real veil: Math.min(0.42, 0.86 - covered)

    objectName: "styleCard_" + slug

    Shadow {
        anchors.fill: parent
        radius: Tokens.radius
        blur: 54 * Tokens.unit
        drop: 16 * Tokens.unit
        color: card.pressed ? Tokens.accentGlass(0.6) : "#80000000"
    }
    Picture {
        anchors.fill: parent
        source: card.sample
        focusY: 0.3 + 0.3 * Math.max(0, Math.min(1, (card.covered - 0.4) / 0.12))
    }
    Rectangle {
        anchors.fill: parent
        radius: Tokens.radius
        border.width: card.pressed ? Tokens.border * 3 : Tokens.border
        border.color: card.pressed ? Tokens.accentBright : Tokens.line
        gradient: Gradient {
            GradientStop { position: card.veil; color: Tokens.nightGlass(0) }
            GradientStop { position: Math.min(0.72, card.veil + 0.24); color: Tokens.nightGlass(0.7) }
            GradientStop { position: 1; color: Tokens.nightGlass(0.95) }
        }
    }
    Chip {
        visible: card.premium
        anchors.right: parent.right
        anchors.top: parent.top
        anchors.margins: 20 * Tokens.unit
        widest: card.width - 40 * Tokens.unit
        text: qsTr("Premium")
        icon: "star"
        tint: Tokens.warm
        size: Tokens.caption * 0.86
    }
    Column {
        id: words

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.bottom: parent.bottom
        anchors.margins: 18 * Tokens.unit
        spacing: 6 * Tokens.unit

        Title {
            objectName: "styleName"
            width: parent.width
            text: card.name
            maximumLineCount: 2
            font.pixelSize: Tokens.body * (Tokens.accessible ? 1 : Tokens.portrait ? 0.94 : 0.86)
            font.weight: Font.DemiBold
            font.letterSpacing: 0
        }
        Row {
            visible: card.badge !== ""
            spacing: 12 * Tokens.unit

            Icon {
                anchors.verticalCenter: parent.verticalCenter
                name: card.symbol
                color: Tokens.inkSoft
                size: 32 * Tokens.unit
            }
            Words {
                anchors.verticalCenter: parent.verticalCenter
                text: card.badge
                color: Tokens.inkSoft
                font.pixelSize: Tokens.caption * 0.94
            }
        }
    }
}
