pragma ComponentBehavior: Bound
import QtQuick

// Columns of sample pictures that drift past each other endlessly, slightly tilted.
Item {
    id: wall

    property list<string> samples
    property int columns: 3
    readonly property real gap: 26 * Tokens.unit
    readonly property real cardWidth: Math.max(1, (width * 1.12 - gap * (columns - 1)) / columns)
    readonly property real cardHeight: cardWidth * 1.25
    readonly property int perColumn: Math.max(1, Math.floor(samples.length / columns))

    objectName: "sampleWall"
    clip: Tokens.portrait
    visible: samples.length >= columns && width > 0

    Row {
        anchors.centerIn: parent
        height: parent.height * 1.3
        spacing: wall.gap
        rotation: -7

        Repeater {
            model: wall.visible ? wall.columns : 0

            Item {
                id: column

                required property int index
                readonly property real loop: wall.perColumn * (wall.cardHeight + wall.gap)
                readonly property int copies: 1 + Math.ceil(height / loop)

                width: wall.cardWidth
                height: parent.height

                Column {
                    spacing: wall.gap

                    NumberAnimation on y {
                        from: column.index % 2 ? -column.loop : 0
                        to: column.index % 2 ? 0 : -column.loop
                        duration: 26000 * wall.perColumn / 3 * (1 + 0.18 * column.index)
                        loops: Animation.Infinite
                    }

                    Repeater {
                        model: wall.perColumn * column.copies

                        Picture {
                            required property int index

                            width: wall.cardWidth
                            height: wall.cardHeight
                            source: wall.samples[(index % wall.perColumn) * wall.columns + column.index] ?? ""
                        }
                    }
                }
            }
        }
    }
}
