pragma ComponentBehavior: Bound
import QtQuick

// One photo, or the three of a strip with the last one - the one that becomes the picture - in front.
Item {
    id: set

    property list<string> shots
    property bool retakable: false
    readonly property bool several: shots.length > 1
    readonly property real tall: Math.min(height, (several ? width * 0.66 : width) * 1.25)

    signal retake(int place)

    Row {
        anchors.centerIn: parent
        spacing: Tokens.gap

        Column {
            visible: set.several
            spacing: Tokens.gap

            Repeater {
                model: set.several ? set.shots.length - 1 : 0

                ShotPicture {
                    required property int index

                    place: index
                    retakable: set.retakable
                    height: (set.tall - Tokens.gap * (set.shots.length - 2)) / (set.shots.length - 1)
                    width: height * 0.8 * (set.shots.length > 2 ? 1 : 0.6)
                    source: set.shots[index] ?? ""
                    onRetake: set.retake(index)
                }
            }
        }
        ShotPicture {
            id: hero

            place: set.shots.length - 1
            retakable: set.retakable && set.several
            height: set.tall
            width: height * 0.8
            source: set.shots.length ? set.shots[set.shots.length - 1] : ""
            onRetake: set.retake(place)

            Chip {
                anchors { left: parent.left; bottom: parent.bottom; margins: Tokens.gap }
                visible: set.several
                widest: hero.width - 2 * Tokens.gap
                text: qsTr("Esta se transforma")
                icon: "sparkle"
                tint: Tokens.warm
            }
        }
    }
}
