import QtQuick

// A heading that becomes smaller where all that is on its page would not fit into the `room` otherwise.
Item {
    id: heading

    property string text
    property int size: Tokens.title
    property real room: 100000

    implicitHeight: Math.min(full.implicitHeight, Math.max(room, Tokens.heading))

    Title {
        id: full

        visible: false
        width: heading.width
        text: heading.text
        font.pixelSize: heading.size
    }
    Title {
        objectName: heading.objectName + "Words"
        anchors.fill: parent
        text: heading.text
        fontSizeMode: Text.Fit
        font.pixelSize: heading.size
        minimumPixelSize: Tokens.body
    }
}
