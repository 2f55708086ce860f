import QtQuick

// A raised surface.
Item {
    id: card

    default property alias content: inside.data
    property color color: Tokens.surface
    property real padding: 48 * Tokens.unit

    Shadow {
        anchors.fill: face
        radius: face.radius
        blur: 90 * Tokens.unit
        drop: 24 * Tokens.unit
        color: "#8c000000"
    }

    Rectangle {
        id: face

        anchors.fill: parent
        radius: Tokens.radius * 1.25
        color: card.color
        border.width: Tokens.border
        border.color: Tokens.line
    }

    Item {
        id: inside

        anchors.fill: parent
        anchors.margins: card.padding
    }
}
