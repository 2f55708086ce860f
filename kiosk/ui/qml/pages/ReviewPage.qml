import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property ReviewModel viewModel

    TopBar {
        id: topBar

        z: 1
        canGoBack: page.viewModel.canGoBack
        title: qsTr("¿Te gusta?")
        leaveText: qsTr("Salir")
        onBack: page.viewModel.back()
        onLeave: page.viewModel.leave()
    }

    Stage {
        id: stage

        anchors.fill: parent
        bar: topBar
        aspect: page.viewModel.shots.length > 1 ? 0 : page.viewModel.aspect
        share: page.viewModel.aspect > 1.6 ? 0.6 : 0.52

        picture: PhotoSet {
            anchors.fill: parent
            shots: page.viewModel.shots
            bleeds: stage.wide
            aspect: page.viewModel.aspect
            retakable: page.viewModel.retakesLeft > 0 && !page.viewModel.busy
            onRetake: place => page.viewModel.retakeOne(place)
        }

        Column {
            spacing: Tokens.portrait ? Tokens.gap : Tokens.gapLarge

            Row {
                width: parent.width
                spacing: 28 * Tokens.unit

                Picture {
                    id: sample

                    width: (stage.wide ? 330 : Tokens.portrait ? 104 : 200) * Tokens.unit
                    height: width * (Tokens.portrait && !stage.wide ? 1 : 1.25)
                    radius: Tokens.radiusSmall
                    focusY: 0.25
                    source: page.viewModel.sample
                }
                Column {
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width - sample.width - parent.spacing

                    Words {
                        width: parent.width
                        text: qsTr("Tu estilo")
                        color: Tokens.inkSoft
                        font.pixelSize: Tokens.caption
                    }
                    Title {
                        width: parent.width
                        text: page.viewModel.styleName
                        maximumLineCount: 2
                        font.pixelSize: Tokens.heading * (stage.wide ? 1.25 : 1)
                    }
                }
            }
            Notice {
                width: parent.width
                text: page.viewModel.notice
                icon: "later"
            }
            PrimaryButton {
                objectName: "makeItButton"
                width: parent.width
                height: (Tokens.portrait ? 150 : 168) * Tokens.unit
                text: qsTr("¡Hacelo!")
                icon: "sparkle"
                ready: !page.viewModel.busy
                onTapped: page.viewModel.make()
            }
            GhostButton {
                objectName: "retakeButton"
                width: parent.width
                text: page.viewModel.retakeLabel
                icon: "retake"
                visible: page.viewModel.retakesLeft > 0
                ready: !page.viewModel.busy
                onTapped: page.viewModel.retake()
            }
        }
    }
}
