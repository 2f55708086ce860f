pragma ComponentBehavior: Bound
import QtQuick

// One portrait, or a strip of three.
Row {
    id: choice

    property string layout
    property bool offersSingle: true
    property bool offersStrip: true

    signal chosen(string layout)

    spacing: 16 * Tokens.unit
    visible: offersSingle && offersStrip

    component Option: Touchable {
        id: option

        property string layout
        property string text
        readonly property bool current: choice.layout === layout

        implicitWidth: label.implicitWidth + 72 * Tokens.unit
        implicitHeight: 112 * Tokens.unit
        onTapped: choice.chosen(layout)

        Rectangle {
            anchors.fill: parent
            radius: Tokens.radius
            color: option.current ? Tokens.accentGlass(Tokens.accessible ? 1 : 0.3) : Tokens.accessible ? Tokens.night : "#14ffffff"
            border.width: option.current ? Tokens.border * 2 : Tokens.border
            border.color: option.current ? Tokens.accentBright : Tokens.line

            Behavior on color { ColorAnimation { duration: Tokens.calm } }
        }
        IconLabel {
            id: label

            anchors.centerIn: parent
            text: option.text
            icon: option.current ? "check" : option.layout
            color: Tokens.accessible && option.current ? Tokens.accentInk : Tokens.ink
            size: Tokens.caption * 1.1
        }
    }

    Option {
        objectName: "layoutSingle"
        layout: "single"
        text: qsTr("Un retrato")
    }
    Option {
        objectName: "layoutStrip"
        layout: "strip"
        text: qsTr("Tira de 3 fotos")
    }
}
