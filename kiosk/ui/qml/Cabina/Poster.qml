import QtQuick

// A page without a picture of its own: the event's sample pictures, drifting, and what the page says.
// Portrait: the words lie at the bottom, within reach, and the pictures fill all the rest above them.
// Landscape: words left, pictures right. `icon` lies over pictures that are only a backdrop.
Item {
    id: poster

    default property Item panel
    property list<string> samples
    property string icon
    property real head: Tokens.margin
    property real foot: Tokens.margin
    readonly property bool beside: !Tokens.portrait
    readonly property real share: width < height * 1.5 || Tokens.accessible ? 0.6 : 0.5
    readonly property real panelWidth: panelPlace.width
    readonly property real panelRoom: panelPlace.room
    readonly property real seen: beside ? height : panelPlace.y

    onPanelChanged: panel.parent = panelPlace

    Binding {
        target: poster.panel
        property: "width"
        value: panelPlace.width
    }

    SampleWall {
        id: wall

        x: poster.beside ? parent.width * poster.share : 0
        width: poster.beside ? parent.width * (1.06 - poster.share) : parent.width
        columns: poster.beside && poster.share > 0.5 ? 2 : 3
        height: poster.beside ? parent.height : panelPlace.y + Tokens.gapLarge
        opacity: poster.icon === "" ? 1 : 0.42
        samples: poster.samples
    }
    Rectangle {
        visible: wall.visible
        x: poster.beside ? parent.width * (poster.share - 0.14) : 0
        y: poster.beside ? 0 : wall.height - height
        width: poster.beside ? parent.width * 0.36 : parent.width
        height: poster.beside ? parent.height : Math.min(wall.height, 560 * Tokens.unit) + 1
        gradient: Gradient {
            orientation: poster.beside ? Gradient.Horizontal : Gradient.Vertical

            GradientStop { position: 0; color: Tokens.nightGlass(0) }
            GradientStop { position: 0.5; color: poster.beside ? Tokens.nightGlass(0.85) : Tokens.nightGlass(0.55) }
            GradientStop { position: poster.beside ? 1 : 0.94; color: poster.beside ? Tokens.nightGlass(0) : Tokens.nightGlass(1) }
        }
    }
    Rectangle {
        visible: wall.visible && !poster.beside
        width: parent.width
        height: 260 * Tokens.unit
        gradient: Gradient {
            GradientStop { position: 0; color: Tokens.nightGlass(0.9) }
            GradientStop { position: 1; color: Tokens.nightGlass(0) }
        }
    }
    Emblem {
        readonly property real room: poster.beside ? Math.min(poster.width * (1 - poster.share) * 1.1, poster.height * 0.5) : poster.seen - poster.head

        visible: poster.icon !== "" && size > 90 * Tokens.unit
        icon: poster.icon
        size: Math.min((poster.beside ? 460 : 400) * Tokens.unit, room * 0.62)
        x: poster.beside ? poster.width * (1 + poster.share) / 2 - width / 2 : (poster.width - width) / 2
        y: poster.beside ? (poster.height - height) / 2 : poster.head + (room - height) / 2
    }

    Item {
        id: panelPlace

        readonly property real room: poster.height - poster.head - poster.foot

        x: Tokens.margin
        y: poster.beside ? poster.head + Math.max(0, (room - height) / 2) : poster.height - poster.foot - height
        width: (poster.beside ? poster.width * poster.share : poster.width) - 2 * x
        height: poster.panel.implicitHeight
    }
}
