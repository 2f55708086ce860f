import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property ClosedModel viewModel

    Poster {
        id: poster

        anchors.fill: parent
        samples: page.viewModel.samples
        icon: page.viewModel.symbol
        head: brand.y + brand.height + Tokens.gap
        foot: Tokens.margin + languages.height + Tokens.gapLarge

        Column {
            id: column

            spacing: Tokens.gapLarge * (Tokens.accessible && !Tokens.portrait ? 0.4 : 0.8)

            RoomyTitle {
                objectName: "closedTitle"
                width: parent.width
                text: page.viewModel.title
                size: Tokens.giant * (Tokens.portrait ? (Tokens.accessible ? 0.7 : 0.8) : Tokens.accessible ? 0.54 : 0.72)
                room: poster.panelRoom - sentence.height - still.height - tryAgain.height - 3 * column.spacing
            }
            Words {
                id: sentence

                width: parent.width
                text: page.viewModel.sentence
                font.pixelSize: Tokens.body * (Tokens.accessible ? 1 : 1.15)
            }
            Notice {
                id: still

                width: parent.width
                text: page.viewModel.still
                icon: "check"
                tint: Tokens.good
            }
            PrimaryButton {
                id: tryAgain

                objectName: "tryAgainButton"
                width: parent.width
                ready: !pause.running
                text: pause.running ? qsTr("Consultando…") : qsTr("Probar de nuevo")
                icon: "retake"
                onTapped: {
                    page.viewModel.tryAgain();
                    pause.restart();
                }

                Timer {
                    id: pause

                    interval: 2500
                }
            }
        }
    }
    BrandBar {
        id: brand

        x: Tokens.margin
        y: Tokens.margin
        widest: poster.panelWidth
        logo: page.booth.logo
        name: page.booth.brand
    }
    LanguageChoice {
        id: languages

        x: Tokens.margin
        y: parent.height - height - Tokens.margin
        language: page.booth.language
        onChosen: language => page.booth.speak(language)
    }
}
