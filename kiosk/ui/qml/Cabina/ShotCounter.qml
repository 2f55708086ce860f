pragma ComponentBehavior: Bound
import QtQuick

// The shots of a strip: those taken, and the places of those to come, which are empty.
Row {
    id: counter

    property list<string> shots
    readonly property int next: shots.indexOf("")
    property real aspect: 0.8
    property real side: (Tokens.portrait || Tokens.accessible ? 112 : 150) * Tokens.unit

    spacing: 16 * Tokens.unit

    Repeater {
        model: counter.shots.length

        Rectangle {
            id: place

            required property int index
            readonly property bool taken: (counter.shots[index] ?? "") !== ""

            width: counter.side * Math.max(1, counter.aspect)
            height: width / counter.aspect
            radius: Tokens.radiusSmall
            color: Tokens.surface
            border.width: (index === counter.next ? 4 : 2) * Tokens.unit
            border.color: index === counter.next ? Tokens.accentBright : Tokens.line

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
                source: counter.shots[place.index] ?? ""
            }
        }
    }
}
