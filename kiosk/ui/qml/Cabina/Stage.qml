import QtQuick

// The layout of every page with a picture: the picture, and its controls.
// Portrait: the controls lie at the bottom, within reach, and the picture takes all the rest above them.
// Landscape: picture left, controls in the middle of the right.
Item {
    id: stage

    default property Item panel
    property alias picture: picturePlace.data
    property real share: 0.54
    property real head: Tokens.margin
    property real panelHead: 0
    readonly property real panelX: panelPlace.x

    onPanelChanged: panel.parent = panelPlace

    Binding {
        target: stage.panel
        property: "width"
        value: panelPlace.width
    }

    Item {
        id: picturePlace

        x: Tokens.margin
        y: stage.head
        width: Tokens.portrait ? stage.width - 2 * x : stage.width * stage.share - x
        height: Tokens.portrait ? panelPlace.y - y - Tokens.gapLarge : stage.height - y - Tokens.margin
    }

    Item {
        id: panelPlace

        readonly property real free: stage.height - stage.panelHead - height

        x: Tokens.portrait ? Tokens.margin : stage.width * stage.share + Tokens.margin
        y: Tokens.portrait ? stage.height - height - Tokens.margin : stage.panelHead + Math.max(0, free / 2 - (stage.panelHead > 0 ? Tokens.gap : 0))
        width: stage.width - x - Tokens.margin
        height: stage.panel.implicitHeight
    }
}
