import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property ConsentModel viewModel

    Stage {
        anchors.fill: parent
        share: 0.4

        picture: Emblem {
            anchors.centerIn: parent
            icon: "shield"
            size: (Tokens.portrait ? 320 : 440) * Tokens.unit
        }

        Column {
            spacing: Tokens.gapLarge

            Title {
                width: parent.width
                text: qsTr("Antes de empezar")
            }
            Words {
                objectName: "consentSentence"
                width: parent.width
                text: page.viewModel.sentence
                font.pixelSize: Tokens.body * 1.15
                lineHeight: 1.28
            }
            Item { width: 1; height: Tokens.gap }
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
