import QtQuick

// One of the shots under review; `retakable`, it has a button by which it alone is taken again.
Picture {
    id: shot

    property int place
    property bool retakable: false

    signal retake

    Touchable {
        objectName: "retakeShot_" + shot.place
        anchors { right: parent.right; top: parent.top; margins: Tokens.gap * 0.5 }
        visible: shot.retakable
        width: Tokens.target
        height: width
        onTapped: shot.retake()

        Rectangle {
            anchors.fill: parent
            radius: width / 2
            color: Tokens.accessible ? "#000000" : Tokens.nightGlass(0.7)
            border.width: Tokens.border
            border.color: Tokens.accessible ? Tokens.ink : "#66ffffff"
        }
        Icon {
            anchors.centerIn: parent
            name: "retake"
            size: 46 * Tokens.unit
        }
    }
}
