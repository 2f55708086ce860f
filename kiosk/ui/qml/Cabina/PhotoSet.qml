pragma ComponentBehavior: Bound
import QtQuick

// One photo, or the three of a strip: the last one - the one that becomes the picture - large above the others.
Item {
    id: set

    property list<string> shots
    property real aspect: 0.8
    property bool retakable: false
    property bool bleeds: false
    readonly property bool several: shots.length > 1
    readonly property real share: several ? (width - Tokens.gap * (shots.length - 2)) / (shots.length - 1) : 0
    readonly property real wanted: width / aspect + (several ? Tokens.gap + share / aspect : 0)
    readonly property real shrink: Math.min(1, height / Math.max(1, wanted))

    signal retake(int place)

    Column {
        anchors.centerIn: parent
        spacing: Tokens.gap * set.shrink

        ShotPicture {
            id: hero

            objectName: "shot_" + place
            place: set.shots.length - 1
            radius: set.bleeds ? 0 : Tokens.radius
            retakable: set.retakable && set.several
            width: set.width * set.shrink
            height: width / set.aspect
            source: set.shots.length ? set.shots[set.shots.length - 1] : ""
            onRetake: set.retake(place)

            Chip {
                anchors { left: parent.left; bottom: parent.bottom; margins: Tokens.gap }
                visible: set.several
                widest: hero.width - 2 * Tokens.gap
                text: qsTr("Tu retrato")
                icon: "sparkle"
                tint: Tokens.warm
            }
        }
        Row {
            spacing: Tokens.gap * set.shrink
            visible: set.several

            Repeater {
                model: set.several ? set.shots.length - 1 : 0

                ShotPicture {
                    required property int index

                    place: index
                    retakable: set.retakable
                    width: set.share * set.shrink
                    height: width / set.aspect
                    source: set.shots[index] ?? ""
                    onRetake: set.retake(index)
                }
            }
        }
    }
}
