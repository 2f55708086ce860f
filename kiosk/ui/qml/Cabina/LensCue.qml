import QtQuick

// Where to look: an arrow up to a lens over the screen, and words below it.
Column {
    id: cue

    property alias text: words.text
    // In the height of a bar.
    property bool compact: false

    spacing: compact ? 6 * Tokens.unit : Tokens.gap

    Icon {
        anchors.horizontalCenter: parent.horizontalCenter
        name: "up"
        color: Tokens.accentBright
        size: (cue.compact ? 64 : 84) * Tokens.unit
        weight: 2.6
    }
    Title {
        id: words

        width: cue.width
        horizontalAlignment: Text.AlignHCenter
        font.pixelSize: Tokens.title * (cue.compact ? 0.82 : 1)
    }
}
