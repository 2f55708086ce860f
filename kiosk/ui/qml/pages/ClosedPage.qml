import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property ClosedModel viewModel

    BrandBar {
        x: Tokens.margin
        y: Tokens.margin
        logo: page.booth.logo
        name: page.booth.brand
    }

    Column {
        anchors.centerIn: parent
        width: Math.min(parent.width - 4 * Tokens.margin, 1200 * Tokens.unit)
        spacing: Tokens.gapLarge

        Emblem {
            anchors.horizontalCenter: parent.horizontalCenter
            icon: page.viewModel.symbol
        }
        Item {
            width: 1
            height: Tokens.gap
        }
        Title {
            objectName: "closedTitle"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: page.viewModel.title
            font.pixelSize: Tokens.giant * 0.76
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: page.viewModel.sentence
            font.pixelSize: Tokens.body * 1.15
        }
        Notice {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, 900 * Tokens.unit)
            text: page.viewModel.still
            icon: "check"
            tint: Tokens.good
        }
    }

    LanguageChoice {
        anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Tokens.margin }
        language: page.booth.language
        onChosen: language => page.booth.speak(language)
    }
}
