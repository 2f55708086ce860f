import QtQuick
import Cabina.Booth

// The guest's QR code on a white plate that glows.
Item {
    id: plate

    property string text
    property QrCode code
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

    Item {
        id: place

        anchors.fill: parent
        anchors.margins: Tokens.radius * 0.3
    }
    Binding {
        target: plate.code
        property: "text"
        value: plate.text
    }
    Binding {
        target: plate.code
        property: "width"
        value: place.width
    }
    Binding {
        target: plate.code
        property: "height"
        value: place.height
    }

    Component.onCompleted: code = Lent.code(place)
    Component.onDestruction: Lent.takeBack(code)
}
