import QtQuick

// Where to look: an arrow up to a lens over the screen, and words below it.
Column {
    id: cue

    property alias text: words.text

    spacing: Tokens.gap

    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        name: "up"
        color: Tokens.accentBright
        size: 84 * Tokens.unit
        weight: 2.6
    }
    Title {
        id: words

        width: cue.width
        horizontalAlignment: Text.AlignHCenter
    }
}
