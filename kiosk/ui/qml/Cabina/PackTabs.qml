pragma ComponentBehavior: Bound
import QtQuick

// The packs by name; the one in sight is marked.
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
        Words {
            id: label

            anchors.centerIn: parent
            text: tab.name
            strong: true
            wrapMode: Text.NoWrap
            color: tab.current ? Tokens.paperInk : Tokens.ink
            font.pixelSize: Tokens.caption * 1.08
        }
    }
}
