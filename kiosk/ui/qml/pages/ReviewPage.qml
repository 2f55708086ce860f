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
        share: 0.52
        spreads: true

        picture: PhotoSet {
            anchors.fill: parent
            shots: page.viewModel.shots
            bleeds: stage.wide
            aspect: page.viewModel.aspect
            retakable: page.viewModel.retakesLeft > 0 && !page.viewModel.busy
            onRetake: place => page.viewModel.retakeOne(place)
        }

        Column {
            spacing: Tokens.portrait || stage.spread ? Tokens.gap : Tokens.gapLarge

            Item {
                id: stylePlace

                width: parent.width
                height: chosen.height
                visible: !stage.spread

                StyleHint {
                    id: chosen

                    parent: stage.spread ? stage.asideRoom : stylePlace
                    anchors.verticalCenter: parent.verticalCenter
                    width: parent.width
                    stacked: stage.spread
                    side: (stage.wide || stage.spread ? 330 : Tokens.portrait ? 104 : 200) * Tokens.unit
                    shape: Tokens.portrait && !stage.wide ? 1 : 1.25
                    nameSize: Tokens.heading * (stage.wide ? 1.25 : 1)
                    name: page.viewModel.styleName
                    sample: page.viewModel.sample
                }
            }
            Notice {
                width: parent.width
                text: page.viewModel.notice
                icon: "later"
            }
            Grid {
                id: ways

                readonly property bool beside: stage.spread && retake.visible

                width: parent.width
                columns: beside ? 2 : 1
                spacing: parent.spacing

                PrimaryButton {
                    objectName: "makeItButton"
                    width: ways.beside ? (ways.width - ways.spacing) * 0.64 : ways.width
                    height: (Tokens.portrait || stage.spread ? 150 : 168) * Tokens.unit
                    text: qsTr("¡Hacelo!")
                    icon: "sparkle"
                    ready: !page.viewModel.busy
                    onTapped: page.viewModel.make()
                }
                GhostButton {
                    id: retake

                    objectName: "retakeButton"
                    width: ways.beside ? (ways.width - ways.spacing) * 0.36 : ways.width
                    height: ways.beside ? 150 * Tokens.unit : implicitHeight
                    text: page.viewModel.retakeLabel
                    icon: "retake"
                    visible: page.viewModel.retakesLeft > 0
                    ready: !page.viewModel.busy
                    onTapped: page.viewModel.retake()
                }
            }
        }
    }
}
