import QtQuick
import Cabina.Booth

// 'Still there?': over every page, with the seconds that are left.
Rectangle {
    id: question

    required property BoothModel booth

    color: Tokens.scrim
    visible: opacity > 0
    opacity: booth.asking ? 1 : 0

    Behavior on opacity { NumberAnimation { duration: Tokens.calm } }

    // Touches end here: the page below must not react to the answer.
    MouseArea {
        anchors.fill: parent
        enabled: question.booth.asking
    }

    Card {
        anchors.centerIn: parent
        width: Math.min(parent.width - 2 * Tokens.margin, 900 * Tokens.unit)
        height: column.height + 2 * padding
        padding: 64 * Tokens.unit
        scale: question.booth.asking ? 1 : 0.9

        Behavior on scale { SpringAnimation { spring: 3; damping: 0.3; epsilon: 0.002 } }

        Column {
            id: column

            width: parent.width
            spacing: 36 * Tokens.unit

            ProgressRing {
                anchors.horizontalCenter: parent.horizontalCenter
                width: 260 * Tokens.unit
                height: width
                value: question.booth.idleFraction
                easing: 200

                Title {
                    objectName: "stillThereSeconds"
                    anchors.centerIn: parent
                    text: question.booth.secondsLeft
                    font.pixelSize: Tokens.giant
                }
            }
            Title {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("¿Seguís ahí?")
                font.pixelSize: Tokens.title * 0.9
            }
            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: qsTr("Si no, terminamos para que pase quien sigue.")
                color: Tokens.inkSoft
            }
            PrimaryButton {
                objectName: "stillHereButton"
                width: parent.width
                text: qsTr("Sí, sigo acá")
                onTapped: question.booth.stay()
            }
            GhostButton {
                objectName: "stillHereLeave"
                width: parent.width
                text: qsTr("Terminar")
                onTapped: question.booth.leave()
            }
        }
    }
}
