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

    SampleWall {
        x: Tokens.portrait ? 0 : parent.width * 0.5
        width: Tokens.portrait ? parent.width : parent.width * 0.56
        height: Tokens.portrait ? parent.height * 0.66 : parent.height
        samples: page.viewModel.samples
    }
    Rectangle {
        x: Tokens.portrait ? 0 : parent.width * 0.36
        y: Tokens.portrait ? Math.min(parent.height * 0.32, invitation.y - 260 * Tokens.unit) : 0
        width: Tokens.portrait ? parent.width : parent.width * 0.36
        height: Tokens.portrait ? parent.height * 0.664 - y : parent.height
        gradient: Gradient {
            orientation: Tokens.portrait ? Gradient.Vertical : Gradient.Horizontal

            GradientStop { position: 0; color: Tokens.nightGlass(0) }
            GradientStop { position: 0.5; color: Tokens.portrait ? Tokens.nightGlass(0.78) : Tokens.nightGlass(0.85) }
            GradientStop { position: 1; color: Tokens.portrait ? Tokens.nightGlass(1) : Tokens.nightGlass(0) }
        }
    }
    Rectangle {
        width: parent.width
        height: 260 * Tokens.unit
        visible: Tokens.portrait
        gradient: Gradient {
            GradientStop { position: 0; color: Tokens.nightGlass(0.9) }
            GradientStop { position: 1; color: Tokens.nightGlass(0) }
        }
    }
    BrandBar {
        x: Tokens.margin
        y: Tokens.margin
        logo: page.viewModel.logo
        name: page.viewModel.brand
    }

    Column {
        id: invitation

        x: Tokens.margin
        width: (Tokens.portrait ? parent.width : parent.width * 0.46) - 2 * x
        y: Tokens.portrait ? footer.y - height - Tokens.gapLarge * 1.2 : (footer.y - height) / 2 + Tokens.gapLarge
        spacing: 34 * Tokens.unit

        Title {
            objectName: "eventTitle"
            width: parent.width
            text: page.viewModel.title
            font.pixelSize: Tokens.giant * (text.length > 26 ? 0.62 : text.length > (Tokens.portrait ? 16 : 12) ? 0.84 : 1) * (Tokens.accessible && !Tokens.portrait ? 0.78 : 1)
        }
        Words {
            width: parent.width
            visible: text !== ""
            text: page.viewModel.welcome
            color: Tokens.inkSoft
            font.pixelSize: Tokens.body * 1.08
        }
        Item { width: 1; height: 4 * Tokens.unit }
        PrimaryButton {
            objectName: "startButton"
            width: Math.min(parent.width, 760 * Tokens.unit)
            height: 168 * Tokens.unit
            text: qsTr("Tocá para empezar")
            icon: "sparkle"
            onTapped: page.viewModel.start()
        }
        Notice {
            width: parent.width
            visible: text !== "" && Tokens.portrait
            text: page.viewModel.notice
            icon: "printer"
        }
    }
    Notice {
        x: parent.width - width - Tokens.margin
        y: footer.y + (footer.height - height) / 2
        width: parent.width * 0.44
        visible: text !== "" && !Tokens.portrait
        color: Tokens.nightGlass(0.9)
        text: page.viewModel.notice
        icon: "printer"
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
