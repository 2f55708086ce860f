pragma ComponentBehavior: Bound
import QtQuick

// A pack: its name, and its styles in a grid.
Column {
    id: shelf

    required property string slug
    required property string name
    required property bool premium
    required property QtObject styles
    property int columns: Tokens.portrait ? 2 : 4
    readonly property real cardWidth: (width - Tokens.gap * (columns - 1)) / columns

    signal chosen(string styleId)

    objectName: "pack_" + slug
    spacing: Tokens.gap

    Row {
        spacing: 20 * Tokens.unit

        Title {
            text: shelf.name
            font.pixelSize: Tokens.heading
        }
        Chip {
            visible: shelf.premium
            anchors.verticalCenter: parent.verticalCenter
            text: qsTr("Premium")
            icon: "star"
            tint: Tokens.warm
            size: Tokens.caption * 0.86
        }
    }
    Grid {
        columns: shelf.columns
        spacing: Tokens.gap

        Repeater {
            model: shelf.styles

            StyleCard {
                width: shelf.cardWidth
                height: width * (Tokens.portrait ? 1.2 : 1.26)
                onTapped: shelf.chosen(styleId)
            }
        }
    }
}
