pragma ComponentBehavior: Bound
import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property ProcessingModel viewModel

    LivingPicture {
        width: Tokens.portrait ? parent.width : parent.width * 0.6
        height: Tokens.portrait ? parent.height * 0.8 : parent.height
        source: page.viewModel.picture
    }
    Rectangle {
        anchors.fill: parent
        gradient: Gradient {
            orientation: Tokens.portrait ? Gradient.Vertical : Gradient.Horizontal

            GradientStop { position: 0; color: Tokens.nightGlass(0.1) }
            GradientStop { position: 0.34; color: Tokens.accessible ? Tokens.nightGlass(0.9) : Tokens.nightGlass(0.35) }
            GradientStop { position: Tokens.portrait ? 0.62 : 0.56; color: Tokens.accessible ? Tokens.nightGlass(1) : Tokens.nightGlass(0.94) }
            GradientStop { position: Tokens.portrait ? 0.79 : 0.6; color: Tokens.nightGlass(1) }
            GradientStop { position: 1; color: Tokens.nightGlass(1) }
        }
    }

    Column {
        id: panel

        x: Tokens.portrait ? Tokens.margin : parent.width * 0.52
        y: Tokens.portrait ? parent.height - height - Tokens.margin : (parent.height - height) / 2
        width: parent.width - x - Tokens.margin
        spacing: Tokens.gapLarge * (Tokens.portrait ? 1 : Tokens.accessible ? 0.5 : 0.8)

        Row {
            width: parent.width
            spacing: 40 * Tokens.unit

            ProgressRing {
                id: ring

                width: (Tokens.accessible && !Tokens.portrait ? 190 : 230) * Tokens.unit
                height: width
                value: page.viewModel.fraction

                Title {
                    objectName: "progressPercent"
                    anchors.centerIn: parent
                    text: Math.round(page.viewModel.fraction * 100) + " %"
                    font.pixelSize: 50 * Tokens.unit
                }
            }
            Column {
                anchors.verticalCenter: parent.verticalCenter
                width: parent.width - ring.width - parent.spacing
                spacing: 8 * Tokens.unit

                Title {
                    width: parent.width
                    text: qsTr("Creando tu retrato")
                    font.pixelSize: Tokens.title * 0.82
                }
                Words {
                    width: parent.width
                    text: page.viewModel.styleName
                    maximumLineCount: 2
                    color: Tokens.accentBright
                    strong: true
                }
            }
        }
        Column {
            width: parent.width
            spacing: (Tokens.accessible ? 12 : 22) * Tokens.unit

            Repeater {
                model: page.viewModel.steps

                StepRow {
                    width: panel.width
                }
            }
        }
        Words {
            width: parent.width
            text: page.viewModel.promise
            color: Tokens.inkSoft
            font.pixelSize: Tokens.caption * 1.05
        }
        GhostButton {
            objectName: "leaveButton"
            width: parent.width
            text: qsTr("Seguir sin esperar")
            onTapped: page.viewModel.leave()
        }
    }
}
