pragma ComponentBehavior: Bound
import QtQuick
import Cabina
import Cabina.Booth

// The guest's number and code once more; without them, the event's sample pictures.
Page {
    id: page

    required property GoodbyeModel viewModel
    readonly property string promise: qsTr("Guardá tu código QR: ahí está tu retrato cuando quieras.")

    Loader {
        anchors.fill: parent
        sourceComponent: page.viewModel.qr ? staged : posted
    }

    component Thanks: Farewell {
        title: page.viewModel.title || qsTr("¡Gracias por venir!")
        action: qsTr("Listo")
        icon: "check"
        secondsLeft: page.viewModel.secondsLeft
        onTapped: page.viewModel.leave()
    }

    Component {
        id: staged

        Stage {
            id: stage

            share: 0.46

            picture: TicketCard {
                anchors.fill: parent
                number: page.viewModel.number
                code: page.viewModel.qr
            }

            Thanks {
                room: stage.panelRoom
                sentence: page.viewModel.sentence || page.promise
            }
        }
    }
    Component {
        id: posted

        Poster {
            id: poster

            samples: page.viewModel.samples
            icon: "heart"

            Thanks {
                room: poster.panelRoom
                sentence: qsTr("Cuando quieras, acá te esperamos.")
            }
        }
    }
}
