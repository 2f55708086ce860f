pragma ComponentBehavior: Bound
import QtQuick
import Cabina
import Cabina.Booth

// With the guest's own photos where there are some, else with the event's sample pictures.
Page {
    id: page

    required property ResumeModel viewModel

    Loader {
        anchors.fill: parent
        sourceComponent: page.viewModel.shots.length ? staged : posted
    }

    component Ways: Column {
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

    Component {
        id: staged

        Stage {
            id: stage

            share: 0.5
            aspect: page.viewModel.shots.length > 1 ? 0 : page.viewModel.aspect

            picture: PhotoSet {
                anchors.fill: parent
                shots: page.viewModel.shots
                bleeds: stage.wide
                aspect: page.viewModel.aspect
            }

            Ways {}
        }
    }
    Component {
        id: posted

        Poster {
            samples: page.viewModel.samples
            icon: "later"

            Ways {}
        }
    }
}
