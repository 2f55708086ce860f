import QtQuick

// A heading in the display face.
Words {
    font.family: Tokens.titleFamily
    font.weight: Font.Bold
    font.pixelSize: Tokens.title
    font.letterSpacing: -1.3 * Tokens.unit
    lineHeight: 1.06
}
