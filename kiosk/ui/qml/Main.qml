import QtQuick
import Cabina
import Cabina.Booth

Item {
    id: root

    required property BoothModel booth

    Binding { target: Tokens; property: "width"; value: root.width }
    Binding { target: Tokens; property: "height"; value: root.height }
    Binding { target: Tokens; property: "accent"; value: root.booth.accent }
    Binding { target: Tokens; property: "accentInk"; value: root.booth.accentInk }
    Binding { target: Tokens; property: "accentBright"; value: root.booth.accentBright }
    Binding { target: Tokens; property: "cornerRadius"; value: root.booth.cornerRadius }
    Binding { target: Tokens; property: "accessible"; value: root.booth.largeText }

    Backdrop {
        anchors.fill: parent
    }
    PageHost {
        anchors.fill: parent
        booth: root.booth
    }
    Chip {
        objectName: "testMark"
        x: Tokens.margin
        y: 6 * Tokens.unit
        visible: root.booth.testMark !== ""
        text: root.booth.testMark
        icon: "alert"
        tint: Tokens.warm
        size: Tokens.caption * 0.86
    }
    StillThere {
        anchors.fill: parent
        booth: root.booth
    }
    Item {
        anchors.fill: parent

        // Takes nothing from the items below; it only notices that the guest is there.
        PointHandler {
            onActiveChanged: if (active) root.booth.touch()
        }
    }
}
