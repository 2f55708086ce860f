import QtQuick

// Two places that every picture page is composed of: the picture, and what can be done with it.
// Portrait: picture above, controls within reach below. Landscape: picture left, controls right.
Item {
    id: stage

    default property alias panel: panelPlace.data
    property alias picture: picturePlace.data
    property real share: Tokens.portrait ? 0.6 : 0.54
    property real head: Tokens.margin
    readonly property real panelX: panelPlace.x
    readonly property real usable: height - head - Tokens.margin

    Item {
        id: picturePlace

        x: Tokens.margin
        y: stage.head
        width: Tokens.portrait ? stage.width - 2 * x : stage.width * stage.share - x
        height: Tokens.portrait ? stage.usable * stage.share : stage.usable
    }

    Item {
        id: panelPlace

        x: Tokens.portrait ? Tokens.margin : stage.width * stage.share + Tokens.margin
        y: Tokens.portrait ? stage.head + stage.usable * stage.share + Tokens.gapLarge : stage.head
        width: stage.width - x - Tokens.margin
        height: stage.height - y - Tokens.margin
    }
}
