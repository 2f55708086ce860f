import QtQuick

// What every button shares: it answers the finger at once with its own motion, and fires on release.
Item {
    id: touchable

    property bool ready: true
    property alias pressed: finger.pressed

    signal tapped

    opacity: ready ? 1 : 0.42
    scale: pressed ? 0.96 : 1

    Behavior on scale { SpringAnimation { spring: 5; damping: 0.32; epsilon: 0.002 } }
    Behavior on opacity { NumberAnimation { duration: Tokens.quick } }

    TapHandler {
        id: finger

        enabled: touchable.ready
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: touchable.tapped()
    }
}
