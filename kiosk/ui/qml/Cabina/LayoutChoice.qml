import QtQuick

// One portrait, or a strip of three.
Row {
    id: choice

    property string layout
    property bool offersSingle: true
    property bool offersStrip: true

    signal chosen(string layout)

    spacing: 16 * Tokens.unit
    visible: offersSingle && offersStrip

    ChoiceOption {
        objectName: "layoutSingle"
        text: qsTr("Un retrato")
        icon: "single"
        current: choice.layout === icon
        onTapped: choice.chosen(icon)
    }
    ChoiceOption {
        objectName: "layoutStrip"
        text: qsTr("Tira de 3 fotos")
        icon: "strip"
        current: choice.layout === icon
        onTapped: choice.chosen(icon)
    }
}
