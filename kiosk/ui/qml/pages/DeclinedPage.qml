import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property DeclinedModel viewModel

    Poster {
        anchors.fill: parent
        samples: page.viewModel.samples
        icon: "heart"

        Column {
            spacing: Tokens.gapLarge * 0.8

            Title {
                width: parent.width
                text: qsTr("¡Está perfecto!")
                font.pixelSize: Tokens.giant * 0.82
            }
            Words {
                width: parent.width
                text: qsTr("No tomamos ninguna foto. Si cambiás de idea, acá estamos.")
                color: Tokens.inkSoft
                font.pixelSize: Tokens.body * (Tokens.accessible ? 1 : 1.15)
            }
            PrimaryButton {
                objectName: "leaveButton"
                width: parent.width
                text: qsTr("Volver al inicio")
                icon: "back"
                onTapped: page.viewModel.leave()
            }
            Words {
                width: parent.width
                text: page.viewModel.secondsLeft > 0 ? qsTr("Volvemos al inicio en %1 s").arg(page.viewModel.secondsLeft) : " "
                color: Tokens.inkSoft
                font.pixelSize: Tokens.caption
            }
        }
    }
}
