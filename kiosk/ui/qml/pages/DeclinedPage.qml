import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property DeclinedModel viewModel

    Poster {
        id: poster

        anchors.fill: parent
        samples: page.viewModel.samples
        icon: "heart"

        Farewell {
            room: poster.panelRoom
            title: qsTr("¡Está perfecto!")
            sentence: qsTr("No tomamos ninguna foto. Si cambiás de idea, acá estamos.")
            action: qsTr("Volver al inicio")
            icon: "back"
            secondsLeft: page.viewModel.secondsLeft
            onTapped: page.viewModel.leave()
        }
    }
}
