import QtQuick

// The guest's number and QR code, for a picture that follows.
Card {
    id: card

    property string number
    property string code
    readonly property real room: height - 2 * padding
    readonly property real digits: Math.min((Tokens.portrait ? 220 : 190) * Tokens.unit, room * 0.2)

    Column {
        id: column

        anchors.centerIn: parent
        width: parent.width
        spacing: Math.min(26 * Tokens.unit, card.room * 0.03)

        Words {
            id: caption

            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: qsTr("Tu número")
            color: Tokens.inkSoft
        }
        Title {
            objectName: "ticketNumber"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: card.number
            color: Tokens.accentBright
            font.pixelSize: Math.max(1, Math.min(card.digits, column.width / (0.74 * Math.max(1, card.number.length))))
        }
        QrPlate {
            anchors.horizontalCenter: parent.horizontalCenter
            side: Math.min((Tokens.portrait ? 640 : 520) * Tokens.unit, parent.width, card.room - caption.height - card.digits * 1.2 - 2 * column.spacing)
            text: card.code
        }
    }
}
