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
            spacing: Tokens.gapLarge * (Tokens.accessible && !Tokens.portrait ? 0.4 : 0.8)

            Title {
                objectName: "closedTitle"
                width: parent.width
                text: page.viewModel.title
                font.pixelSize: Tokens.giant * (Tokens.portrait ? (Tokens.accessible ? 0.7 : 0.8) : Tokens.accessible ? 0.54 : 0.72)
            }
            Words {
                width: parent.width
                text: page.viewModel.sentence
                font.pixelSize: Tokens.body * (Tokens.accessible ? 1 : 1.15)
            }
            Notice {
                width: parent.width
                text: page.viewModel.still
                icon: "check"
                tint: Tokens.good
            }
            PrimaryButton {
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
