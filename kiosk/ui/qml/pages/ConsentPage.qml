import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property ConsentModel viewModel

    Poster {
        anchors.fill: parent
        samples: page.viewModel.samples
        icon: "shield"

        Column {
            spacing: Tokens.gapLarge * (Tokens.accessible ? 0.5 : 0.9)

            Title {
                width: parent.width
                text: qsTr("Antes de empezar")
            }
            Words {
                objectName: "consentSentence"
                width: parent.width
                text: page.viewModel.sentence
                font.pixelSize: Tokens.body * (Tokens.accessible ? 1 : 1.15)
                lineHeight: Tokens.accessible ? 1.16 : 1.28
            }
            PrimaryButton {
                objectName: "consentAccept"
                width: parent.width
                height: 168 * Tokens.unit
                text: qsTr("Acepto, ¡vamos!")
                icon: "check"
                ready: !page.viewModel.busy
                onTapped: page.viewModel.accept()
            }
            GhostButton {
                objectName: "consentRefuse"
                width: parent.width
                text: qsTr("No, gracias")
                ready: !page.viewModel.busy
                onTapped: page.viewModel.refuse()
            }
        }
    }
}
