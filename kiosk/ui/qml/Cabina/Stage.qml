import QtQuick

// The layout of every page with a picture: the picture, its controls, and perhaps a bar.
// Portrait: the controls lie at the bottom, within reach, and the picture takes all the rest above them. The bar is
// at the top; in large text it comes down to the controls.
// Landscape: picture left, controls in the middle of the right, under the bar. With a wide picture, the bar takes the
// whole top, and a stage with something `aside` spreads: that lies right of the picture, the controls below both.
Item {
    id: stage

    default property Item panel
    property Item bar
    property alias picture: picturePlace.data
    readonly property alias pictureRoom: picturePlace
    readonly property alias asideRoom: asidePlace
    property real share: 0.54
    // In portrait a wide picture needs no margins, unless they are `kept`, and leaves what it does not fill to `above`.
    property real aspect: 0
    property bool kept: false
    property bool spreads: false
    // In large text, where the bar is for the moment, instead of above the controls.
    property real barY: -1
    readonly property bool wide: Tokens.portrait && aspect > 1.2
    readonly property bool broad: !Tokens.portrait && !Tokens.accessible && aspect > 1.6
    readonly property bool spread: spreads && broad
    // Large text, or a screen that is nearly square, needs more room beside the picture.
    readonly property real most: Tokens.accessible ? 0.38 : broad ? 0.68 : width < height * 1.65 ? 0.48 : 1
    readonly property real split: Math.min(width * Math.min(broad ? Math.max(share, 0.56) : share, most), broad ? width - 500 * Tokens.unit - 2 * Tokens.margin : width)
    readonly property real barRoom: bar ? bar.height : 0
    readonly property bool barOnTop: bar && !Tokens.low
    readonly property bool barAcross: Tokens.portrait || broad
    readonly property real panelRoom: panelPlace.room
    readonly property real pictureBottom: picturePlace.y + picturePlace.height
    readonly property real pictureRight: picturePlace.x + picturePlace.width

    onPanelChanged: panel.parent = panelPlace

    Binding {
        target: stage.panel
        property: "width"
        value: panelPlace.width
    }
    Binding {
        target: stage.bar
        property: "x"
        value: stage.barAcross ? Tokens.margin : panelPlace.x
    }
    Binding {
        target: stage.bar
        property: "y"
        value: !Tokens.low ? Tokens.margin : stage.barY < 0 ? panelPlace.y - stage.barRoom - Tokens.gap : stage.barY
    }
    Binding {
        target: stage.bar
        property: "width"
        value: stage.width - (stage.barAcross ? Tokens.margin : panelPlace.x) - Tokens.margin
    }

    Item {
        id: picturePlace

        readonly property real foot: Tokens.low && stage.bar ? stage.barRoom + 2 * Tokens.gap : Tokens.gap * 1.5
        readonly property bool aboveControls: Tokens.portrait || stage.spread

        objectName: "stagePicture"
        x: stage.wide && !stage.kept ? 0 : Tokens.margin
        y: Tokens.margin + (stage.barAcross && stage.barOnTop ? stage.barRoom + Tokens.gap : 0)
        width: Tokens.portrait ? stage.width - 2 * x : stage.spread ? stage.width - 2 * x - 400 * Tokens.unit - Tokens.gapLarge : stage.split - x
        height: aboveControls ? panelPlace.y - y - foot : stage.height - y - Tokens.margin
    }
    Item {
        id: asidePlace

        x: stage.pictureRight + Tokens.gapLarge
        y: picturePlace.y
        width: stage.width - x - Tokens.margin
        height: picturePlace.height
    }

    Item {
        id: panelPlace

        readonly property real head: Tokens.margin + stage.barRoom + (stage.broad && stage.bar ? Tokens.gap : 0)
        readonly property real room: stage.height - head - Tokens.margin
        readonly property bool atBottom: Tokens.portrait || stage.spread

        x: atBottom ? Tokens.margin : stage.split + Tokens.margin
        y: atBottom ? stage.height - height - Tokens.margin : head + Math.max(0, (room - height) / 2)
        width: stage.width - x - Tokens.margin
        height: stage.panel.implicitHeight
    }
}
