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
        share: page.viewModel.aspect > 1.6 ? 0.54 : 0.48

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
            spacing: Tokens.portrait ? Tokens.gap * 1.1 : Tokens.gapLarge * (Tokens.accessible ? 0.5 : 0.8)

            Row {
                width: parent.width
                spacing: 40 * Tokens.unit

                QrPlate {
                    id: plate

                    side: (stage.wide ? 540 : Tokens.portrait ? 330 : Tokens.accessible ? 300 : 380) * Tokens.unit
                    text: page.viewModel.qr
                }
                Column {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - plate.width - parent.spacing
                    spacing: 14 * Tokens.unit

                    Title {
                        width: parent.width
                        text: qsTr("¡Mirate!")
                        font.pixelSize: Tokens.title
                    }
                    Words {
                        width: parent.width
                        text: qsTr("Escaneá el código y llevate tu retrato en el celular.")
                        color: Tokens.inkSoft
                    }
                    Words {
                        objectName: "resultNumber"
                        width: parent.width
                        text: qsTr("Tu número: %1").arg(page.viewModel.number)
                        color: Tokens.accentBright
                    }
                }
            }
            Notice {
                width: parent.width
                text: page.viewModel.prints || page.viewModel.notice
                icon: page.viewModel.prints ? page.viewModel.printsSymbol : "printer"
            }
            Row {
                width: parent.width
                spacing: Tokens.gap
                visible: page.viewModel.canPrint || page.viewModel.printing

                Stepper {
                    id: stepper

                    anchors.verticalCenter: parent.verticalCenter
                    visible: page.viewModel.copiesLeft > 1
                    label: value === 1 ? qsTr("copia") : qsTr("copias")
                    value: page.viewModel.copies
                    highest: page.viewModel.copiesLeft
                    onChosen: value => page.viewModel.chooseCopies(value)
                }
                PrimaryButton {
                    objectName: "printButton"
                    width: parent.width - (stepper.visible ? stepper.width + parent.spacing : 0)
                    text: qsTr("Imprimir")
                    icon: "printer"
                    ready: page.viewModel.canPrint
                    onTapped: page.viewModel.printResult()
                }
            }
            PairOfButtons {
                width: parent.width
                first: qsTr("Otra más")
                second: qsTr("Terminar")
                onFirstTapped: page.viewModel.another()
                onSecondTapped: page.viewModel.leave()
            }
        }
    }
    Confetti {
        width: Tokens.portrait ? parent.width : stage.panelX - Tokens.gapLarge
        height: Tokens.portrait ? stage.pictureBottom : parent.height
    }
}
