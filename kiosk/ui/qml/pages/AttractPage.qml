import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property AttractModel viewModel

    TapHandler {
        gesturePolicy: TapHandler.ReleaseWithinBounds
        onTapped: page.viewModel.start()
    }

    Poster {
        id: poster

        anchors.fill: parent
        samples: page.viewModel.samples
        head: brand.y + brand.height + Tokens.gap
        foot: Tokens.margin + footer.height + Tokens.gapLarge * (Tokens.portrait ? 1.2 : 0.6)

        Column {
            spacing: 34 * Tokens.unit

            Title {
                objectName: "eventTitle"
                width: parent.width
                text: page.viewModel.title
                maximumLineCount: 3
                font.pixelSize: Tokens.giant * (text.length > 26 ? 0.62 : text.length > (Tokens.portrait ? 16 : 12) ? 0.84 : 1)
            }
            Words {
                width: parent.width
                visible: text !== ""
                text: page.viewModel.welcome
                maximumLineCount: Tokens.portrait ? 3 : 2
                color: Tokens.inkSoft
                font.pixelSize: Tokens.body * (Tokens.accessible ? 1 : 1.08)
            }
            PrimaryButton {
                objectName: "startButton"
                width: parent.width
                height: 188 * Tokens.unit
                size: Tokens.body * (Tokens.accessible ? 1.14 : 1.36)
                calling: true
                text: qsTr("Tocá para empezar")
                icon: "sparkle"
                onTapped: page.viewModel.start()
            }
        }
    }
    BrandBar {
        id: brand

        x: Tokens.margin
        y: Tokens.margin
        widest: poster.panelWidth
        logo: page.viewModel.logo
        name: page.viewModel.brand
    }

    Row {
        id: footer

        x: Tokens.margin
        y: parent.height - height - Tokens.margin
        spacing: Tokens.gap

        LanguageChoice {
            language: page.booth.language
            onChosen: language => page.booth.speak(language)
        }
        GhostButton {
            objectName: "largeTextButton"
            height: Tokens.target
            width: Tokens.target * 1.2
            icon: page.booth.largeText ? "check" : "text"
            onTapped: page.booth.enlarge(!page.booth.largeText)
        }
    }
}
