import QtQuick
import Cabina.Booth

// The guest's QR code on a white plate that glows.
Item {
    id: plate

    property alias text: code.text
    property real side: 420 * Tokens.unit

    implicitWidth: side
    implicitHeight: side

    Shadow {
        anchors.fill: sheet
        radius: sheet.radius
        blur: 110 * Tokens.unit
        color: Tokens.accentGlass(0.55)
    }

    Rectangle {
        id: sheet

        anchors.fill: parent
        radius: Tokens.radius
        color: Tokens.paper
    }

    QrCode {
        id: code

        objectName: "qrCode"
        anchors.fill: parent
        anchors.margins: Tokens.radius * 0.3
    }
}
