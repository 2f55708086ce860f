import QtQuick

// Every text of the booth: wraps at words, and shrinks a little before it would be cut.
Text {
    property bool strong: false

    color: Tokens.ink
    font.family: Tokens.textFamily
    font.weight: strong ? Font.Bold : Font.Medium
    font.pixelSize: Tokens.body
    lineHeight: wrapMode === Text.NoWrap ? 1 : 1.16
    wrapMode: Text.WordWrap
    textFormat: Text.PlainText
}
