import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property ResumeModel viewModel

    Stage {
        anchors.fill: parent
        share: 0.5

        picture: Item {
            anchors.fill: parent

            PhotoSet {
                anchors.fill: parent
                visible: page.viewModel.shots.length > 0
                shots: page.viewModel.shots
                aspect: page.viewModel.aspect
            }
            Emblem {
                anchors.centerIn: parent
                visible: page.viewModel.shots.length === 0
                icon: "later"
                size: 360 * Tokens.unit
            }
        }

        Column {
            spacing: Tokens.gapLarge * 0.8

            Title {
                width: parent.width
                text: qsTr("¿Seguimos?")
            }
            Words {
                width: parent.width
                text: page.viewModel.sentence
                color: Tokens.inkSoft
                font.pixelSize: Tokens.body * 1.1
            }
            PrimaryButton {
                objectName: "continueButton"
                width: parent.width
                height: 160 * Tokens.unit
                text: qsTr("Sí, seguir")
                icon: "next"
                ready: !page.viewModel.busy
                onTapped: page.viewModel.goOn()
            }
            GhostButton {
                objectName: "startOverButton"
                width: parent.width
                text: qsTr("No, empezar de nuevo")
                ready: !page.viewModel.busy
                onTapped: page.viewModel.startOver()
            }
        }
    }
}
