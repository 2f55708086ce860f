import QtQuick

// The guest's code with what it is for: beside it, or below it in a narrow place.
Grid {
    id: hint

    property bool stacked: false
    property string number
    property alias code: plate.text
    // Stacked, its whole height at most.
    property real tall: 0
    property real side: 380 * Tokens.unit

    columns: stacked ? 1 : 2
    spacing: (stacked ? 24 : 40) * Tokens.unit
    verticalItemAlignment: Grid.AlignVCenter

    QrPlate {
        id: plate

        side: hint.stacked ? Math.min(hint.side, hint.width, hint.tall - words.height - hint.spacing) : hint.side
    }
    Column {
        id: words

        width: hint.width - (hint.stacked ? 0 : plate.width + hint.spacing)
        spacing: 14 * Tokens.unit

        Title {
            width: parent.width
            text: qsTr("¡Mirate!")
        }
        Words {
            width: parent.width
            text: qsTr("Escaneá el código y llevate tu retrato en el celular.")
            color: Tokens.inkSoft
        }
        Words {
            objectName: "resultNumber"
            width: parent.width
            text: qsTr("Tu número: %1").arg(hint.number)
            color: Tokens.accentBright
        }
    }
}
