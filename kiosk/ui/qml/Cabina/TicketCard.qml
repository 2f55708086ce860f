import QtQuick

// The guest's number and QR code, for a picture that follows.
Card {
    id: card

    property string number
    property string code
    readonly property real room: height - 2 * padding
    readonly property real digits: Math.min((Tokens.portrait ? 220 : 190) * Tokens.unit, room * 0.2)

    Column {
        anchors.centerIn: parent
        width: parent.width
        spacing: Math.min(26 * Tokens.unit, card.room * 0.03)

        Words {
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
            font.pixelSize: Math.max(1, card.digits * Math.min(1, 5 / card.number.length))
        }
        QrPlate {
            anchors.horizontalCenter: parent.horizontalCenter
            side: Math.min((Tokens.portrait ? 560 : 500) * Tokens.unit, card.room * 0.57)
            text: card.code
        }
    }
}
