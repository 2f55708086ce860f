pragma ComponentBehavior: Bound
import QtQuick
import Cabina
import Cabina.Booth

// The styles, and around them the packs' tabs, the layouts and the way out. Portrait: a bar and tabs above them; in
// large text below them, within reach. Landscape: all of that in a column at the left, so that the styles have the
// whole height. The packs' names stand on their tabs alone.
Page {
    id: page

    required property GalleryModel viewModel
    readonly property bool several: tabs.count > 1
    readonly property bool beside: !Tokens.portrait
    readonly property real column: (Tokens.accessible ? 480 : 384) * Tokens.unit
    readonly property real tabsRoom: several ? tabs.height + Tokens.gap : 0
    readonly property real leftEdge: Tokens.margin + (beside ? column + Tokens.gapLarge : 0)
    readonly property real topEdge: beside || Tokens.low ? Tokens.margin : topBar.y + topBar.height + Tokens.gap + tabsRoom
    readonly property real bottomEdge: Tokens.low ? (layouts.visible ? layouts.y : topBar.y - tabsRoom) - Tokens.gap : height

    TopBar {
        id: topBar

        x: Tokens.margin
        y: Tokens.low ? parent.height - height - Tokens.margin : Tokens.margin
        width: parent.width - 2 * x
        visible: !page.beside
        canGoBack: false
        title: qsTr("Elegí tu estilo")
        leaveText: qsTr("Salir")
        onLeave: page.viewModel.leave()
    }
    Title {
        id: heading

        x: Tokens.margin
        y: Tokens.margin
        width: page.column
        visible: page.beside
        text: topBar.title
        font.pixelSize: Tokens.title * 0.9
    }
    PackTabs {
        id: tabs

        objectName: "packTabs"
        visible: page.several
        stacked: page.beside
        x: Tokens.margin
        y: page.beside ? heading.y + heading.height + Tokens.gap : Tokens.low ? topBar.y - height - Tokens.gap : topBar.y + topBar.height + Tokens.gap
        width: page.beside ? page.column : parent.width - x
        height: page.beside ? (layouts.visible ? layouts.y : leave.y) - Tokens.gap - y : implicitHeight
        model: page.viewModel.packs
        onChosen: place => styles.goTo(place)
    }
    GhostButton {
        id: leave

        objectName: "leaveButton"
        x: Tokens.margin
        y: parent.height - height - Tokens.margin
        width: page.column
        visible: page.beside
        text: topBar.leaveText
        onTapped: page.viewModel.leave()
    }

    Grid {
        id: notices

        readonly property bool both: page.viewModel.deliveryNotice !== "" && page.viewModel.printerNotice !== ""
        readonly property real each: columns === 2 && both ? (width - spacing) / 2 : width

        x: page.leftEdge
        y: page.topEdge
        width: parent.width - x - Tokens.margin
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

    Shelves {
        id: styles

        objectName: "gallery"
        x: page.leftEdge
        y: notices.y + (notices.visible ? notices.height + Tokens.gap : 0)
        width: parent.width - x - Tokens.margin
        height: page.bottomEdge - y
        foot: bar.height
        styleCount: page.viewModel.styleCount
        model: page.viewModel.packs
        onChosen: styleId => page.viewModel.choose(styleId)
        onSeen: place => tabs.currentIndex = place
    }

    Rectangle {
        id: bar

        anchors { left: parent.left; right: parent.right; bottom: parent.bottom }
        height: layouts.visible && !page.beside && !Tokens.low ? layouts.height + 1.6 * Tokens.gapLarge : 0
        gradient: Gradient {
            GradientStop { position: 0; color: Tokens.nightGlass(0) }
            GradientStop { position: 0.4; color: Tokens.nightGlass(0.94) }
        }
    }
    LayoutChoice {
        id: layouts

        x: page.beside ? Tokens.margin : (parent.width - width) / 2
        y: page.beside ? leave.y - height - Tokens.gap : Tokens.low ? topBar.y - page.tabsRoom - height - Tokens.gap : parent.height - height - Tokens.gapLarge * 0.8
        width: page.beside ? page.column : implicitWidth
        stacked: page.beside
        layout: page.viewModel.layout
        offersSingle: page.viewModel.offersSingle
        offersStrip: page.viewModel.offersStrip
        onChosen: layout => page.viewModel.chooseLayout(layout)
    }
}
