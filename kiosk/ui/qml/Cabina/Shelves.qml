pragma ComponentBehavior: Bound
import QtQuick

// The packs' styles, one pack after the other. Portrait: three rows in sight. Landscape: whole upright pictures.
ListView {
    id: shelves

    property int styleCount
    // How much of the lower end something else lies on.
    property real foot: 0
    property int aim: -1
    readonly property bool few: styleCount <= 2
    readonly property real room: width + Tokens.gap
    // Packs often hold four styles, which three columns would leave with gaps.
    readonly property int most: room >= 4 * (Tokens.accessible ? 410 : 290) * Tokens.unit ? 4 : 2
    readonly property int columns: few ? (Tokens.portrait ? 1 : styleCount) : Tokens.portrait ? 2 : most
    readonly property int rows: few ? (Tokens.portrait ? styleCount : 1) : Tokens.portrait ? 3 : 2
    readonly property real view: height - foot * 0.8 - (Tokens.low || foot ? 0 : Tokens.gap)
    readonly property real share: (width - Tokens.gap * (columns - 1)) / columns
    readonly property real cardWidth: few && !Tokens.portrait ? Math.min(share, view * 0.95) : share
    readonly property real cardHeight: Math.max(cardWidth * (columns === 4 ? 1.22 : Tokens.accessible ? 0.86 : 0.78), Math.min(cardWidth * 1.3, (view - spacing * (rows - 1)) / rows))

    signal chosen(string styleId)
    signal seen(int place)

    function goTo(place: int): void {
        const from = contentY;
        seen(place);
        aim = place;
        positionViewAtIndex(place, ListView.Beginning);
        glide.from = from;
        glide.to = contentY;
        glide.restart();
    }

    spacing: Tokens.portrait ? Tokens.gapLarge : Tokens.gap
    clip: true
    cacheBuffer: 4000 * Tokens.unit
    reuseItems: false
    flickDeceleration: 2600
    maximumFlickVelocity: 7000
    boundsBehavior: Flickable.DragOverBounds
    onMovementStarted: aim = -1
    onContentYChanged: {
        const place = indexAt(0, contentY + height * 0.3);
        if (aim < 0 && place >= 0)
            seen(place);
    }

    footer: Item { width: 1; height: shelves.foot ? shelves.foot + Tokens.gapLarge : Tokens.portrait ? Tokens.gap : Tokens.margin }
    delegate: PackShelf {
        width: shelves.width
        columns: shelves.columns
        cardWidth: shelves.cardWidth
        cardHeight: shelves.cardHeight
        onChosen: styleId => shelves.chosen(styleId)
    }

    NumberAnimation {
        id: glide

        target: shelves
        property: "contentY"
        duration: Tokens.slow
        easing.type: Easing.InOutCubic
        onStopped: shelves.aim = -1
    }
}
