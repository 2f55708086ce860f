import QtQuick

// The place of a guest's photo: as large as its parent allows, in the photo's shape, so that nothing of it is cut.
Item {
    property real aspect: 0.8
    readonly property real room: parent ? parent.height * aspect : 0
    // From edge to edge of the screen, so without round corners.
    property bool bleeds: false
    readonly property real corner: bleeds ? 0 : Tokens.radius * 1.25

    anchors.centerIn: parent
    width: Math.min(parent ? parent.width : 0, room)
    height: width / aspect
}
