import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property ResultModel viewModel

    Stage {
        id: stage

        anchors.fill: parent
        aspect: page.viewModel.aspect
        share: 0.48
        spreads: true

        picture: Framed {
            id: frame

            aspect: page.viewModel.aspect
            bleeds: stage.wide

            BeforeAfter {
                objectName: "beforeAfter"
                anchors.fill: parent
                radius: frame.bleeds ? 0 : Tokens.radius
                before: page.viewModel.before
                after: page.viewModel.after
            }
        }

        Column {
            spacing: Tokens.portrait ? Tokens.gap * 1.1 : Tokens.gapLarge * (Tokens.accessible || stage.spread ? 0.5 : 0.8)

            Item {
                id: scanPlace

                width: parent.width
                height: scan.height
                visible: !stage.spread

                ScanHint {
                    id: scan

                    parent: stage.spread ? stage.asideRoom : scanPlace
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width
                    stacked: stage.spread
                    tall: stage.asideRoom.height
                    side: (stage.wide ? 540 : Tokens.portrait ? 330 : Tokens.accessible ? 300 : 380) * Tokens.unit
                    code: page.viewModel.qr
                    number: page.viewModel.number
                }
            }
            Notice {
                width: parent.width
                text: page.viewModel.prints || page.viewModel.notice
                icon: page.viewModel.prints ? page.viewModel.printsSymbol : "printer"
            }
            Grid {
                id: ways

                readonly property bool beside: stage.spread && prints.visible
                readonly property real each: beside ? (width - spacing) / 2 : width

                width: parent.width
                columns: beside ? 2 : 1
                spacing: parent.spacing

                PrintChoice {
                    id: prints

                    width: ways.each
                    visible: page.viewModel.canPrint || page.viewModel.printing
                    printable: page.viewModel.canPrint
                    copies: page.viewModel.copies
                    most: page.viewModel.copiesLeft
                    onChosen: copies => page.viewModel.chooseCopies(copies)
                    onAsked: page.viewModel.printResult()
                }
                PairOfButtons {
                    width: ways.each
                    least: ways.beside ? Tokens.button : 0
                    first: qsTr("Otra más")
                    second: qsTr("Terminar")
                    onFirstTapped: page.viewModel.another()
                    onSecondTapped: page.viewModel.leave()
                }
            }
        }
    }
    Confetti {
        width: Tokens.portrait ? parent.width : stage.pictureRight + Tokens.margin * (stage.spread ? 0 : 0.5)
        height: Tokens.portrait || stage.spread ? stage.pictureBottom : parent.height
    }
}
