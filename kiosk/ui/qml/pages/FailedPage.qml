pragma ComponentBehavior: Bound
import QtQuick
import Cabina
import Cabina.Booth

// With the guest's own picture or number where there is one, else with the event's sample pictures.
Page {
    id: page

    required property FailedModel viewModel

    Loader {
        anchors.fill: parent
        sourceComponent: page.viewModel.number || page.viewModel.picture ? staged : posted
    }

    Component {
        id: posted

        Poster {
            samples: page.viewModel.samples
            icon: "alert"

            FailedWays { viewModel: page.viewModel }
        }
    }
    Component {
        id: staged

        Stage {
            id: stage

            share: page.viewModel.number ? 0.46 : 0.44
            aspect: page.viewModel.number ? 0 : page.viewModel.aspect

            picture: Item {
                anchors.fill: parent

                Framed {
                    id: frame

                    bleeds: stage.wide
                    aspect: page.viewModel.aspect
                    visible: !page.viewModel.number

                    Picture {
                        objectName: page.viewModel.look ? "failedLook" : "failedPhoto"
                        anchors.fill: parent
                        radius: frame.corner
                        source: page.viewModel.picture
                    }
                }
                TicketCard {
                    anchors.fill: parent
                    visible: page.viewModel.number
                    number: page.viewModel.number
                    code: page.viewModel.qr
                }
            }

            FailedWays { viewModel: page.viewModel }
        }
    }
}
