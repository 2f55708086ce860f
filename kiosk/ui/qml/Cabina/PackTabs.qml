pragma ComponentBehavior: Bound
import QtQuick

// The packs by name, premium ones with a star; the one in sight is marked.
ListView {
    id: tabs

    signal chosen(int place)

    implicitHeight: Tokens.target
    orientation: ListView.Horizontal
    spacing: 14 * Tokens.unit
    clip: false
    highlightMoveDuration: Tokens.calm
    preferredHighlightBegin: 0
    preferredHighlightEnd: width * 0.5
    highlightRangeMode: ListView.ApplyRange

    delegate: Touchable {
        id: tab

        required property int index
        required property string name
        required property string slug
        required property bool premium
        readonly property bool current: tabs.currentIndex === index

        objectName: "packTab_" + slug
        implicitWidth: label.implicitWidth + 64 * Tokens.unit
        implicitHeight: Tokens.target
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

            anchors.centerIn: parent
            text: tab.name
            icon: tab.premium ? "star" : ""
            color: tab.current ? Tokens.paperInk : Tokens.ink
            iconColor: tab.current ? Tokens.paperInk : Tokens.warm
            iconSize: size * 1.1
            spacing: 14 * Tokens.unit
            size: Tokens.caption * 1.08
            widest: 900 * Tokens.unit
        }
    }
}
