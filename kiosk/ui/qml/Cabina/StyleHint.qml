import QtQuick

// The style that the guest chose: its sample picture with its name beside it, or below it in a narrow place.
Grid {
    id: hint

    property bool stacked: false
    property real side
    property real shape: 1.25
    property real nameSize: Tokens.heading
    property string name
    property alias sample: sample.source

    columns: stacked ? 1 : 2
    spacing: 28 * Tokens.unit
    verticalItemAlignment: Grid.AlignVCenter

    Picture {
        id: sample

        width: hint.side
        height: width * hint.shape
        radius: Tokens.radiusSmall
        focusY: 0.25
    }
    Column {
        width: hint.width - (hint.stacked ? 0 : sample.width + hint.spacing)

        Words {
            width: parent.width
            text: qsTr("Tu estilo")
            color: Tokens.inkSoft
            font.pixelSize: Tokens.caption
        }
        Title {
            width: parent.width
            text: hint.name
            maximumLineCount: hint.stacked ? 3 : 2
            font.pixelSize: hint.nameSize
        }
    }
}
