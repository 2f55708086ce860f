import QtQuick

// The layout of every page with a picture: the picture, its controls, and perhaps a bar.
// Portrait: the controls lie at the bottom, within reach, and the picture takes all the rest above them. The bar is
// at the top; in large text it comes down to the controls.
// Landscape: picture left, controls in the middle of the right, under the bar.
Item {
    id: stage

    default property Item panel
    property Item bar
    property alias picture: picturePlace.data
    property real share: 0.54
    // In portrait a wide picture needs no margins, and leaves what it does not fill to `above`.
    property real aspect: 0
    readonly property bool wide: Tokens.portrait && aspect > 1.2
    // Large text, or a screen that is nearly square, needs more room beside the picture.
    readonly property real split: width * (Tokens.accessible ? Math.min(share, 0.38) : width < height * 1.65 ? Math.min(share, 0.48) : share)
    readonly property real barRoom: bar ? bar.height : 0
    readonly property bool barOnTop: bar && !Tokens.low
    readonly property real pictureBottom: picturePlace.y + picturePlace.height
    readonly property real panelX: panelPlace.x

    onPanelChanged: panel.parent = panelPlace

    Binding {
        target: stage.panel
        property: "width"
        value: panelPlace.width
    }
    Binding {
        target: stage.bar
        property: "x"
        value: Tokens.portrait ? Tokens.margin : panelPlace.x
    }
    Binding {
        target: stage.bar
        property: "y"
        value: Tokens.low ? panelPlace.y - stage.barRoom - Tokens.gap : Tokens.margin
    }
    Binding {
        target: stage.bar
        property: "width"
        value: stage.width - (Tokens.portrait ? Tokens.margin : panelPlace.x) - Tokens.margin
    }

    Item {
        id: picturePlace

        readonly property real foot: Tokens.low && stage.bar ? stage.barRoom + 2 * Tokens.gap : Tokens.gap * 1.5

        objectName: "stagePicture"
        x: stage.wide ? 0 : Tokens.margin
        y: Tokens.margin + (Tokens.portrait && stage.barOnTop ? stage.barRoom + Tokens.gap : 0)
        width: Tokens.portrait ? stage.width - 2 * x : stage.split - x
        height: Tokens.portrait ? panelPlace.y - y - foot : stage.height - y - Tokens.margin
    }

    Item {
        id: panelPlace

        readonly property real head: Tokens.margin + (stage.bar ? stage.barRoom : 0)
        readonly property real room: stage.height - head - Tokens.margin

        x: Tokens.portrait ? Tokens.margin : stage.split + Tokens.margin
        y: Tokens.portrait ? stage.height - height - Tokens.margin : head + Math.max(0, (room - height) / 2)
        width: stage.width - x - Tokens.margin
        height: stage.panel.implicitHeight
    }
}
