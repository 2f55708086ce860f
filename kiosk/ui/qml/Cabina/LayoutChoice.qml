import QtQuick

// One portrait, or a strip of three; beside each other or, in a narrow place, stacked.
Grid {
    id: choice

    property string layout
    property bool offersSingle: true
    property bool offersStrip: true
    property bool stacked: false

    signal chosen(string layout)

    columns: stacked ? 1 : 2
    spacing: 16 * Tokens.unit
    visible: offersSingle && offersStrip

    ChoiceOption {
        objectName: "layoutSingle"
        width: choice.stacked ? choice.width : implicitWidth
        text: qsTr("Un retrato")
        icon: "single"
        current: choice.layout === icon
        onTapped: choice.chosen(icon)
    }
    ChoiceOption {
        objectName: "layoutStrip"
        width: choice.stacked ? choice.width : implicitWidth
        text: qsTr("Tira de 3 fotos")
        icon: "strip"
        current: choice.layout === icon
        onTapped: choice.chosen(icon)
    }
}
