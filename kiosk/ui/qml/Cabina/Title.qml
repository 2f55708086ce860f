import QtQuick

// A heading in the display face.
Words {
    font.family: Tokens.titleFamily
    font.weight: Font.Bold
    font.pixelSize: Tokens.title
    lineHeight: 1.06
}
