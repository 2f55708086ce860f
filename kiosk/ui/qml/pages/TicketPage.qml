import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property TicketModel viewModel

    Stage {
        anchors.fill: parent
        share: 0.46

        picture: TicketCard {
            anchors.fill: parent
            number: page.viewModel.number
            code: page.viewModel.qr
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
