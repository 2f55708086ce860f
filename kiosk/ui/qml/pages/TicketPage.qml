import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property TicketModel viewModel

    Stage {
        anchors.fill: parent
        share: 0.46

        picture: Card {
            anchors.fill: parent

            Column {
                anchors.centerIn: parent
                width: parent.width
                spacing: (Tokens.portrait ? 26 : 22) * Tokens.unit

                Words {
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: qsTr("Tu número")
                    color: Tokens.inkSoft
                }
                Title {
                    objectName: "ticketNumber"
                    width: parent.width
                    horizontalAlignment: Text.AlignHCenter
                    text: page.viewModel.number
                    color: Tokens.accentBright
                    font.pixelSize: (Tokens.portrait ? 220 : 190) * Tokens.unit
                }
                QrPlate {
                    anchors.horizontalCenter: parent.horizontalCenter
                    side: (Tokens.portrait ? 560 : 500) * Tokens.unit
                    text: page.viewModel.qr
                }
            }
        }

        Column {
            spacing: Tokens.portrait ? Tokens.gap * 1.2 : Tokens.gapLarge * 0.8

            Title {
                width: parent.width
                text: qsTr("Tu retrato va en camino")
                font.pixelSize: Tokens.title * (Tokens.portrait ? 0.82 : 1)
            }
            Words {
                width: parent.width
                text: page.viewModel.sentence
                color: Tokens.inkSoft
            }
            Notice {
                width: parent.width
                text: page.viewModel.prints || page.viewModel.notice
                icon: page.viewModel.prints ? page.viewModel.printsSymbol : "printer"
            }
            PrimaryButton {
                objectName: "printButton"
                width: parent.width
                visible: ready || page.viewModel.printing
                text: qsTr("Imprimir mi foto ya")
                icon: "printer"
                ready: page.viewModel.canPrint
                onTapped: page.viewModel.printLook()
            }
            PairOfButtons {
                width: parent.width
                first: qsTr("Otra foto")
                second: qsTr("Terminar")
                onFirstTapped: page.viewModel.another()
                onSecondTapped: page.viewModel.leave()
            }
        }
    }
}
