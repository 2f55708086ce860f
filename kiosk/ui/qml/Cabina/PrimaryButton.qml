import QtQuick

// The main action of a page, in the event's colour.
Touchable {
    id: button

    property string text
    property string icon
    property real size: Tokens.body * 1.14
    // Breathes, where one thing alone is to be done.
    property bool calling: false
    // One of the other ways on, beside a main action.
    property bool quiet: false

    implicitHeight: Math.max(quiet ? 112 * Tokens.unit : Tokens.button, label.height + 36 * Tokens.unit)
    implicitWidth: Math.max(420 * Tokens.unit, label.implicitWidth + 120 * Tokens.unit)

    Shadow {
        anchors.fill: face
        visible: button.ready && !button.quiet && !Tokens.accessible
        radius: face.radius
        blur: 70 * Tokens.unit
        spread: -6 * Tokens.unit
        drop: 14 * Tokens.unit
        color: Tokens.accentGlass(button.pressed ? 0.75 : 0.5)
    }

    Rectangle {
        id: face

        anchors.fill: parent
        radius: Tokens.radius
        visible: !button.quiet
        border.width: Tokens.accessible ? Tokens.border : 0
        border.color: Tokens.ink
        gradient: Gradient {
            GradientStop { position: 0; color: Qt.lighter(Tokens.accent, 1.14) }
            GradientStop { position: 1; color: Tokens.accent }
        }
    }

    Rectangle {
        anchors.fill: parent
        visible: button.quiet
        radius: Tokens.radius
        color: button.pressed ? "#33ffffff" : Tokens.accessible ? Tokens.night : "#14ffffff"
        border.width: Tokens.border
        border.color: Tokens.line
    }

    IconLabel {
        id: label

        anchors.centerIn: parent
        text: button.text
        icon: button.icon
        color: button.quiet ? Tokens.ink : Tokens.accentInk
        iconSize: (button.quiet ? 42 : 50) * Tokens.unit
        iconWeight: 2.2
        size: button.quiet ? Tokens.body : button.size
        spacing: 22 * Tokens.unit
        widest: button.width - 60 * Tokens.unit
    }

    SequentialAnimation {
        running: button.calling
        loops: Animation.Infinite

        NumberAnimation { target: label; property: "scale"; to: 1.05; duration: 900; easing.type: Easing.InOutSine }
        NumberAnimation { target: label; property: "scale"; to: 1; duration: 900; easing.type: Easing.InOutSine }
    }
}
