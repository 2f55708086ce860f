import QtQuick

// A small number with a minus and a plus.
Row {
    id: stepper

    property int value: 1
    property int highest: 1
    property string label

    signal chosen(int value)

    spacing: 20 * Tokens.unit

    GhostButton {
        objectName: "copiesLess"
        width: height
        icon: "minus"
        ready: stepper.value > 1
        onTapped: stepper.chosen(stepper.value - 1)
    }
    Column {
        anchors.verticalCenter: parent.verticalCenter
        width: 150 * Tokens.textScale

        Title {
            objectName: "copiesValue"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: stepper.value
            font.pixelSize: Tokens.heading
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: stepper.label
            color: Tokens.inkSoft
            font.pixelSize: Tokens.caption
        }
    }
    GhostButton {
        objectName: "copiesMore"
        width: height
        icon: "plus"
        ready: stepper.value < stepper.highest
        onTapped: stepper.chosen(stepper.value + 1)
    }
}
