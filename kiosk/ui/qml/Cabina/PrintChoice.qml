import QtQuick

// How many copies, where there is a choice, and the button that prints them: beside it, or below it in a narrow place.
Grid {
    id: choice

    property int copies
    property int most
    property bool printable: true
    readonly property real remaining: width - (stepper.visible ? stepper.width + spacing : 0)
    readonly property bool beside: remaining >= 360 * Tokens.textScale

    signal chosen(int copies)
    signal asked

    columns: beside ? 2 : 1
    spacing: Tokens.gap
    verticalItemAlignment: Grid.AlignVCenter
    horizontalItemAlignment: Grid.AlignHCenter

    Stepper {
        id: stepper

        visible: choice.most > 1
        label: value === 1 ? qsTr("copia") : qsTr("copias")
        value: choice.copies
        highest: choice.most
        onChosen: value => choice.chosen(value)
    }
    PrimaryButton {
        objectName: "printButton"
        width: choice.beside ? choice.remaining : choice.width
        text: qsTr("Imprimir")
        icon: "printer"
        ready: choice.printable
        onTapped: choice.asked()
    }
}
