import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property DeclinedModel viewModel

    Farewell {
        anchors.centerIn: parent
        width: parent.width - 4 * Tokens.margin
        icon: "heart"
        title: qsTr("¡Está perfecto!")
        sentence: qsTr("No tomamos ninguna foto. Si cambiás de idea, acá estamos.")
        action: qsTr("Volver al inicio")
        secondsLeft: page.viewModel.secondsLeft
        onTapped: page.viewModel.leave()
    }
}
