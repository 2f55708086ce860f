import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property GoodbyeModel viewModel

    Farewell {
        anchors.centerIn: parent
        width: parent.width - 4 * Tokens.margin
        icon: "sparkle"
        title: qsTr("¡Gracias por venir!")
        sentence: qsTr("Guardá tu código QR: ahí está tu retrato cuando quieras.")
        action: qsTr("Listo")
        secondsLeft: page.viewModel.secondsLeft
        onTapped: page.viewModel.leave()
    }
}
