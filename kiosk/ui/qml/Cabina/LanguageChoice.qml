pragma ComponentBehavior: Bound
import QtQuick

// The booth's three languages, each under its own name.
Row {
    id: choice

    property string language

    signal chosen(string language)

    spacing: 14 * Tokens.unit

    Repeater {
        model: [["es", "Español"], ["en", "English"], ["pt", "Português"]]

        Touchable {
            id: option

            required property list<string> modelData
            readonly property bool current: choice.language === modelData[0]

            objectName: "languageButton_" + modelData[0]
            implicitWidth: name.implicitWidth + 64 * Tokens.unit
            implicitHeight: Tokens.target
            onTapped: choice.chosen(modelData[0])

            Rectangle {
                anchors.fill: parent
                radius: Tokens.radiusSmall
                color: option.current ? Tokens.ink : Tokens.accessible ? Tokens.night : Tokens.nightGlass(0.55)
                border.width: Tokens.border
                border.color: option.current ? Tokens.ink : Tokens.line
            }
            Words {
                id: name

                anchors.centerIn: parent
                text: option.modelData[1]
                strong: true
                wrapMode: Text.NoWrap
                color: option.current ? Tokens.paperInk : Tokens.ink
                font.pixelSize: Tokens.caption
                font.underline: option.current && Tokens.accessible
            }
        }
    }
}
