import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property GoodbyeModel viewModel
    readonly property bool hasCode: page.viewModel.qr !== ""
    readonly property bool isBeside: hasCode && !Tokens.portrait
    readonly property real room: width - 4 * Tokens.margin

    Grid {
        anchors.centerIn: parent
        columns: page.isBeside ? 2 : 1
        columnSpacing: Tokens.gapLarge
        rowSpacing: Tokens.gap
        horizontalItemAlignment: Grid.AlignHCenter
        verticalItemAlignment: Grid.AlignVCenter

        Column {
            visible: page.hasCode
            spacing: Tokens.gap

            QrPlate {
                objectName: "goodbyeCode"
                anchors.horizontalCenter: parent.horizontalCenter
                side: 520 * Tokens.unit
                text: page.viewModel.qr
            }
            Words {
                objectName: "goodbyeNumber"
                anchors.horizontalCenter: parent.horizontalCenter
                text: qsTr("Tu número: %1").arg(page.viewModel.number)
                color: Tokens.accentBright
            }
        }
        Farewell {
            width: page.isBeside ? page.room - 620 * Tokens.unit - Tokens.gapLarge : page.room
            icon: page.hasCode ? "" : "sparkle"
            title: qsTr("¡Gracias por venir!")
            sentence: page.hasCode ? qsTr("Guardá tu código QR: ahí está tu retrato cuando quieras.") : ""
            action: qsTr("Listo")
            secondsLeft: page.viewModel.secondsLeft
            onTapped: page.viewModel.leave()
        }
    }
}
