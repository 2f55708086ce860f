import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property FailedModel viewModel

    Stage {
        anchors.fill: parent
        share: 0.42

        picture: Emblem {
            anchors.centerIn: parent
            icon: "alert"
            size: (Tokens.portrait ? 320 : 420) * Tokens.unit
        }

        Column {
            spacing: Tokens.gapLarge

            Title {
                objectName: "failedTitle"
                width: parent.width
                text: page.viewModel.title
            }
            Words {
                width: parent.width
                text: page.viewModel.sentence
                color: Tokens.inkSoft
                font.pixelSize: Tokens.body * 1.1
            }
            PrimaryButton {
                objectName: "retakeButton"
                width: parent.width
                visible: page.viewModel.canRetake
                text: qsTr("Tomar otra foto")
                icon: "camera"
                onTapped: page.viewModel.retake()
            }
            GhostButton {
                objectName: "anotherButton"
                width: parent.width
                visible: page.viewModel.canChoose
                text: qsTr("Elegir otro estilo")
                icon: "sparkle"
                onTapped: page.viewModel.another()
            }
            GhostButton {
                objectName: "leaveButton"
                width: parent.width
                text: qsTr("Terminar")
                onTapped: page.viewModel.leave()
            }
        }
    }
}
