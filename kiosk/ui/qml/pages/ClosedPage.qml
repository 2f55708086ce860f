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
        anchors.verticalCenterOffset: Tokens.portrait ? -40 * Tokens.unit : -56 * Tokens.unit
        width: Math.min(parent.width - 4 * Tokens.margin, (Tokens.portrait ? 1000 : 1400) * Tokens.unit)
        spacing: Tokens.portrait ? Tokens.gapLarge : Tokens.gap * 1.2

        Emblem {
            anchors.horizontalCenter: parent.horizontalCenter
            icon: page.viewModel.symbol
            size: (Tokens.portrait ? 300 : 200) * Tokens.unit
        }
        Item { width: 1; height: Tokens.gap }
        Title {
            objectName: "closedTitle"
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: page.viewModel.title
            font.pixelSize: Tokens.giant * (Tokens.portrait ? 0.76 : 0.66)
        }
        Words {
            width: parent.width
            horizontalAlignment: Text.AlignHCenter
            text: page.viewModel.sentence
            font.pixelSize: Tokens.body * 1.15
        }
        Notice {
            anchors.horizontalCenter: parent.horizontalCenter
            width: Math.min(parent.width, (Tokens.portrait ? 900 : 1300) * Tokens.unit)
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
