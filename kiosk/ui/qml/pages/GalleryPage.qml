pragma ComponentBehavior: Bound
import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property GalleryModel viewModel

    TopBar {
        id: topBar

        x: Tokens.margin
        y: Tokens.margin
        width: parent.width - 2 * x
        canGoBack: false
        title: qsTr("Elegí tu estilo")
        leaveText: qsTr("Salir")
        onLeave: page.viewModel.leave()
    }
    PackTabs {
        id: tabs

        anchors { top: topBar.bottom; topMargin: Tokens.gap; left: parent.left; leftMargin: Tokens.margin; right: parent.right }
        model: page.viewModel.packs
        onChosen: place => shelves.goTo(place)
    }

    Grid {
        id: notices

        readonly property bool both: page.viewModel.deliveryNotice !== "" && page.viewModel.printerNotice !== ""
        readonly property real each: columns === 2 && both ? (width - spacing) / 2 : width

        anchors { top: tabs.bottom; topMargin: visible ? Tokens.gap : 0 }
        x: Tokens.margin
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
        anchors { top: notices.bottom; topMargin: Tokens.gap; bottom: parent.bottom; left: parent.left; right: parent.right; leftMargin: Tokens.margin; rightMargin: Tokens.margin }
        model: page.viewModel.packs
        spacing: Tokens.gapLarge * 1.3
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

        footer: Item { width: 1; height: bar.height + Tokens.gapLarge }
        delegate: PackShelf {
            width: shelves.width
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
        height: layouts.visible && Tokens.portrait ? layouts.height + 2 * Tokens.gapLarge : 0
        gradient: Gradient {
            GradientStop { position: 0; color: Tokens.nightGlass(0) }
            GradientStop { position: 0.4; color: Tokens.nightGlass(0.94) }
        }
    }
    LayoutChoice {
        id: layouts

        x: Tokens.portrait ? (parent.width - width) / 2 : parent.width - width - Tokens.margin - topBar.leaveWidth - Tokens.gap
        y: Tokens.portrait ? parent.height - height - Tokens.gapLarge * 0.8 : topBar.y
        layout: page.viewModel.layout
        offersSingle: page.viewModel.offersSingle
        offersStrip: page.viewModel.offersStrip
        onChosen: layout => page.viewModel.chooseLayout(layout)
    }
}
