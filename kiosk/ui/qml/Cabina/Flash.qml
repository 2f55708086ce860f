import QtQuick

// White light over the whole page while a photo is taken.
Rectangle {
    id: flash

    property bool lit: false

    color: "#ffffff"
    opacity: 0

    states: State {
        when: flash.lit
        PropertyChanges { flash.opacity: 1 }
    }
    transitions: Transition {
        to: ""
        NumberAnimation { property: "opacity"; duration: 520; easing.type: Easing.OutQuad }
    }
}
