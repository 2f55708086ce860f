pragma ComponentBehavior: Bound
import QtQuick

// The shots of a strip: those taken, and the places of those to come.
Row {
    id: counter

    property list<string> shots
    property int wanted: 3
    property real side: (Tokens.portrait ? 112 : 150) * Tokens.unit

    spacing: 16 * Tokens.unit

    Repeater {
        model: counter.wanted

        Rectangle {
            id: place

            required property int index
            readonly property bool taken: index < counter.shots.length

            width: counter.side
            height: counter.side * 1.25
            radius: Tokens.radiusSmall
            color: Tokens.surface
            border.width: (index === counter.shots.length ? 4 : 2) * Tokens.unit
            border.color: index === counter.shots.length ? Tokens.accentBright : Tokens.line

            Words {
                anchors.centerIn: parent
                visible: !place.taken
                text: place.index + 1
                strong: true
                color: Tokens.inkSoft
            }
            Picture {
                anchors.fill: parent
                visible: place.taken
                radius: Tokens.radiusSmall
                source: place.taken ? counter.shots[place.index] : ""
            }
        }
    }
}
