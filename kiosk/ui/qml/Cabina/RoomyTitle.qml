import QtQuick

// A heading that becomes smaller where all that is on its page would not fit into the `room` otherwise.
Item {
    id: heading

    property string text
    property int size: Tokens.title
    property real room: 100000

    implicitHeight: words.height

    Title {
        id: full

        visible: false
        width: heading.width
        text: heading.text
        font.pixelSize: heading.size
    }
    Title {
        id: words

        width: heading.width
        height: Math.min(full.implicitHeight, Math.max(heading.room, Tokens.heading))
        text: heading.text
        verticalAlignment: Text.AlignVCenter
        fontSizeMode: Text.Fit
        font.pixelSize: heading.size
        minimumPixelSize: Tokens.body
    }
}
