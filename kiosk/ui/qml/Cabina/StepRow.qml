import QtQuick

// One step towards the picture: done, happening, or still to come; shown by sign and words as well as colour.
Row {
    id: row

    required property string label
    required property string stage

    spacing: 28 * Tokens.unit
    opacity: stage === "next" && !Tokens.accessible ? 0.55 : 1

    Rectangle {
        id: sign

        anchors.verticalCenter: parent.verticalCenter
        width: 58 * Tokens.unit
        height: width
        radius: width / 2
        color: row.stage === "done" ? Tokens.accent : "transparent"
        border.width: 3 * Tokens.unit
        border.color: row.stage === "next" ? Tokens.inkSoft : Tokens.accentBright

        Icon {
            anchors.centerIn: parent
            visible: row.stage === "done"
            name: "check"
            color: Tokens.accentInk
            size: 36 * Tokens.unit
            weight: 3
        }
        Rectangle {
            anchors.centerIn: parent
            visible: row.stage === "now"
            width: 22 * Tokens.unit
            height: width
            radius: width / 2
            color: Tokens.accentBright

            SequentialAnimation on scale {
                running: row.stage === "now"
                loops: Animation.Infinite
                NumberAnimation { to: 0.5; duration: 600; easing.type: Easing.InOutSine }
                NumberAnimation { to: 1; duration: 600; easing.type: Easing.InOutSine }
            }
        }
    }
    Words {
        anchors.verticalCenter: parent.verticalCenter
        width: Math.min(implicitWidth, row.width - sign.width - row.spacing)
        text: row.label
        strong: row.stage === "now"
    }
}
