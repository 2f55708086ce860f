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
                visible: !page.viewModel.number && !page.viewModel.look
                icon: "alert"
                size: (Tokens.portrait ? 320 : 420) * Tokens.unit
            }
            Picture {
                objectName: "failedLook"
                anchors.centerIn: parent
                visible: !page.viewModel.number && page.viewModel.look
                height: parent.height
                width: Math.min(parent.width, height * 0.8)
                source: page.viewModel.look
            }
            TicketCard {
                anchors.fill: parent
                visible: page.viewModel.number
                number: page.viewModel.number
                code: page.viewModel.qr
            }
        }

        Column {
            spacing: page.viewModel.number || page.viewModel.look ? Tokens.gap : Tokens.gapLarge

            Row {
                width: parent.width
                spacing: 28 * Tokens.unit

                Picture {
                    id: small

                    objectName: "refusedLook"
                    visible: page.viewModel.number && page.viewModel.look
                    width: 160 * Tokens.unit
                    height: width * 1.25
                    radius: Tokens.radiusSmall
                    focusY: 0.25
                    source: page.viewModel.look
                }
                Title {
                    objectName: "failedTitle"
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - (small.visible ? small.width + parent.spacing : 0)
                    text: page.viewModel.title
                    font.pixelSize: Tokens.title * (page.viewModel.number && Tokens.portrait ? 0.82 : 1)
                }
            }
            Words {
                width: parent.width
                text: page.viewModel.sentence
                color: Tokens.inkSoft
                font.pixelSize: Tokens.body * (page.viewModel.number || page.viewModel.look ? 1 : 1.1)
            }
            Notice {
                width: parent.width
                text: page.viewModel.notice
                icon: page.viewModel.noticeSymbol
            }
            PrimaryButton {
                objectName: "printButton"
                width: parent.width
                visible: ready || page.viewModel.printing
                text: qsTr("Imprimir la versión de la cabina")
                icon: "printer"
                ready: page.viewModel.canPrint
                onTapped: page.viewModel.printLook()
            }
            PrimaryButton {
                objectName: "retakeButton"
                width: parent.width
                visible: page.viewModel.canRetake
                text: qsTr("Tomar otra foto")
                icon: "camera"
                onTapped: page.viewModel.retake()
            }
            Grid {
                id: ways

                readonly property bool beside: page.viewModel.look && page.viewModel.canChoose
                readonly property real each: beside ? (width - spacing) / 2 : width

                width: parent.width
                columns: beside ? 2 : 1
                spacing: parent.spacing

                GhostButton {
                    objectName: "anotherButton"
                    width: ways.each
                    visible: page.viewModel.canChoose
                    text: page.viewModel.chooseLabel
                    icon: "sparkle"
                    onTapped: page.viewModel.another()
                }
                GhostButton {
                    objectName: "leaveButton"
                    width: ways.each
                    text: qsTr("Terminar")
                    onTapped: page.viewModel.leave()
                }
            }
        }
    }
}
