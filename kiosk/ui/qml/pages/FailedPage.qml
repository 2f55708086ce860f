import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property FailedModel viewModel

    Stage {
        anchors.fill: parent
        share: page.viewModel.number ? 0.46 : 0.42

        picture: Item {
            anchors.fill: parent

            Emblem {
                anchors.centerIn: parent
                visible: !page.viewModel.number
                icon: "alert"
                size: (Tokens.portrait ? 320 : 420) * Tokens.unit
            }
            TicketCard {
                anchors.fill: parent
                visible: page.viewModel.number
                number: page.viewModel.number
                code: page.viewModel.qr
            }
        }

        Column {
            spacing: page.viewModel.number ? Tokens.gap : Tokens.gapLarge

            Title {
                objectName: "failedTitle"
                width: parent.width
                text: page.viewModel.title
                font.pixelSize: Tokens.title * (page.viewModel.number && Tokens.portrait ? 0.82 : 1)
            }
            Words {
                width: parent.width
                text: page.viewModel.sentence
                color: Tokens.inkSoft
                font.pixelSize: Tokens.body * (page.viewModel.number ? 1 : 1.1)
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
