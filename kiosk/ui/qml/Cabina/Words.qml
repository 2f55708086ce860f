import QtQuick

// Every text of the booth: wraps, between words where it can, and ends in dots where it has no more lines.
Text {
    property bool strong: false

    color: Tokens.ink
    font.family: Tokens.textFamily
    font.weight: strong ? Font.Bold : Font.Medium
    font.pixelSize: Tokens.body
    lineHeight: wrapMode === Text.NoWrap ? 1 : 1.16
    wrapMode: Text.Wrap
    elide: Text.ElideRight
    textFormat: Text.PlainText
}
