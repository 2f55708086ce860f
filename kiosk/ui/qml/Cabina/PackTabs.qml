pragma ComponentBehavior: Bound
import QtQuick

// The packs by name, premium ones with a star, in a row or in a column; the one in sight is marked.
ListView {
    id: tabs

    property bool stacked: false

    signal chosen(int place)

    implicitHeight: Tokens.target
    orientation: stacked ? ListView.Vertical : ListView.Horizontal
    spacing: 14 * Tokens.unit
    clip: stacked
    highlightMoveDuration: Tokens.calm
    preferredHighlightBegin: 0
    preferredHighlightEnd: stacked ? height * 0.7 : width * 0.5
    highlightRangeMode: ListView.ApplyRange

    delegate: Touchable {
        id: tab

        required property int index
        required property string name
        required property string slug
        required property bool premium
        readonly property bool current: tabs.currentIndex === index

        objectName: "packTab_" + slug
        width: tabs.stacked ? tabs.width : label.implicitWidth + 64 * Tokens.unit
        height: tabs.stacked ? Math.max(84 * Tokens.unit, label.height + 24 * Tokens.unit) : Tokens.target
        onTapped: tabs.chosen(index)

        Rectangle {
            anchors.fill: parent
            radius: Tokens.radius
            color: tab.current ? Tokens.ink : Tokens.accessible ? Tokens.night : "#14ffffff"
            border.width: Tokens.border
            border.color: tab.current ? Tokens.ink : Tokens.line

            Behavior on color { ColorAnimation { duration: Tokens.calm } }
        }
        IconLabel {
            id: label

            anchors.verticalCenter: parent.verticalCenter
            x: tabs.stacked ? 28 * Tokens.unit : (parent.width - width) / 2
            text: tab.name
            icon: tab.premium ? "star" : ""
            color: tab.current ? Tokens.paperInk : Tokens.ink
            iconColor: tab.current ? Tokens.paperInk : Tokens.warm
            iconSize: size * 1.1
            spacing: 14 * Tokens.unit
            size: Tokens.caption * 1.08
            widest: tabs.stacked ? tabs.width - 56 * Tokens.unit : 900 * Tokens.unit
        }
    }
}
