pragma ComponentBehavior: Bound
import QtQuick
import Cabina
import Cabina.Booth

// The packs' names stand on their tabs alone; in large text, tabs and bar lie under the styles, within reach.
Page {
    id: page

    required property GalleryModel viewModel
    readonly property bool several: tabs.count > 1
    readonly property real tabsRoom: several ? tabs.height + Tokens.gap : 0
    readonly property real controlsTop: Tokens.low ? (layouts.visible ? layouts.y : topBar.y - tabsRoom) - Tokens.gap : height

    TopBar {
        id: topBar

        x: Tokens.margin
        y: Tokens.low ? parent.height - height - Tokens.margin : Tokens.margin
        width: parent.width - 2 * x
        canGoBack: false
        title: qsTr("Elegí tu estilo")
        kept: layouts.visible && !Tokens.portrait ? layouts.width + Tokens.gap : 0
        leaveText: qsTr("Salir")
        onLeave: page.viewModel.leave()
    }
    PackTabs {
        id: tabs

        objectName: "packTabs"
        visible: page.several
        x: Tokens.margin
        y: Tokens.low ? topBar.y - height - Tokens.gap : topBar.y + topBar.height + Tokens.gap
        width: parent.width - x
        model: page.viewModel.packs
        onChosen: place => shelves.goTo(place)
    }

    Grid {
        id: notices

        readonly property bool both: page.viewModel.deliveryNotice !== "" && page.viewModel.printerNotice !== ""
        readonly property real each: columns === 2 && both ? (width - spacing) / 2 : width

        x: Tokens.margin
        y: Tokens.low ? Tokens.margin : topBar.y + topBar.height + Tokens.gap + page.tabsRoom
        width: parent.width - 2 * x
        height: visible ? implicitHeight : 0
        visible: page.viewModel.deliveryNotice !== "" || page.viewModel.printerNotice !== ""
        columns: Tokens.portrait ? 1 : 2
        spacing: 14 * Tokens.unit

        Notice {
            width: notices.each
            text: page.viewModel.deliveryNotice
            icon: "later"
        }
        Notice {
            width: notices.each
            text: page.viewModel.printerNotice
            icon: "printer"
        }
    }

    ListView {
        id: shelves

        property int aim: -1
        readonly property bool few: page.viewModel.styleCount <= 2
        readonly property int columns: few ? (Tokens.portrait ? 1 : page.viewModel.styleCount) : Tokens.portrait ? 2 : Tokens.accessible ? 3 : 4
        readonly property int rows: few ? (Tokens.portrait ? page.viewModel.styleCount : 1) : Tokens.portrait ? 3 : 2
        readonly property real view: height - bar.height * 0.8 - (Tokens.low || bar.height ? 0 : Tokens.gap)
        readonly property real share: (width - Tokens.gap * (columns - 1)) / columns
        readonly property real cardWidth: few && !Tokens.portrait ? Math.min(share, view * 0.95) : share
        readonly property real cardHeight: Math.max(cardWidth * (Tokens.accessible ? 0.86 : 0.78), Math.min(cardWidth * 1.3, (view - spacing * (rows - 1)) / rows))

        function goTo(place: int): void {
            const from = contentY;
            tabs.currentIndex = place;
            aim = place;
            positionViewAtIndex(place, ListView.Beginning);
            glide.from = from;
            glide.to = contentY;
            glide.restart();
        }

        objectName: "gallery"
        x: Tokens.margin
        y: notices.y + (notices.visible ? notices.height + Tokens.gap : 0)
        width: parent.width - 2 * x
        height: page.controlsTop - y
        model: page.viewModel.packs
        spacing: Tokens.gapLarge
        clip: true
        cacheBuffer: 4000 * Tokens.unit
        reuseItems: false
        flickDeceleration: 2600
        maximumFlickVelocity: 7000
        boundsBehavior: Flickable.DragOverBounds
        onMovementStarted: aim = -1
        onContentYChanged: {
            const seen = indexAt(0, contentY + height * 0.3);
            if (aim < 0 && seen >= 0)
                tabs.currentIndex = seen;
        }

        footer: Item { width: 1; height: bar.height ? bar.height + Tokens.gapLarge : Tokens.gap }
        delegate: PackShelf {
            width: shelves.width
            columns: shelves.columns
            cardWidth: shelves.cardWidth
            cardHeight: shelves.cardHeight
            onChosen: styleId => page.viewModel.choose(styleId)
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

    Rectangle {
        id: bar

        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: layouts.visible && Tokens.portrait && !Tokens.low ? layouts.height + 1.6 * Tokens.gapLarge : 0
        gradient: Gradient {
            GradientStop { position: 0; color: Tokens.nightGlass(0) }
            GradientStop { position: 0.4; color: Tokens.nightGlass(0.94) }
        }
    }
    LayoutChoice {
        id: layouts

        x: Tokens.portrait ? (parent.width - width) / 2 : parent.width - width - Tokens.margin - topBar.leaveWidth - Tokens.gap
        y: !Tokens.portrait ? topBar.y : Tokens.low ? topBar.y - page.tabsRoom - height - Tokens.gap : parent.height - height - Tokens.gapLarge * 0.8
        layout: page.viewModel.layout
        offersSingle: page.viewModel.offersSingle
        offersStrip: page.viewModel.offersStrip
        onChosen: layout => page.viewModel.chooseLayout(layout)
    }
}
