pragma ComponentBehavior: Bound
import QtQuick

// A pack's styles in a grid, in the middle of its place.
Item {
    id: shelf

    required property string slug
    required property QtObject styles
    property int columns: 2
    property real cardWidth
    property real cardHeight

    signal chosen(string styleId)

    objectName: "pack_" + slug
    implicitHeight: grid.height

    Grid {
        id: grid

        width: shelf.cardWidth * shelf.columns + Tokens.gap * (shelf.columns - 1)
        anchors.horizontalCenter: parent.horizontalCenter
        columns: shelf.columns
        spacing: Tokens.gap

        Repeater {
            model: shelf.styles

            StyleCard {
                width: shelf.cardWidth
                height: shelf.cardHeight
                onTapped: shelf.chosen(styleId)
            }
        }
    }
}
