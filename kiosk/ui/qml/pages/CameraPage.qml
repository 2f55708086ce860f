import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property CameraModel viewModel
    // A wide frame leaves room above it on an upright screen, where the title then points to the lens.
    readonly property bool leads: stage.wide && page.viewModel.aspect > 1.6

    TopBar {
        id: topBar

        z: 1
        canGoBack: page.viewModel.canGoBack
        title: page.viewModel.counting || page.leads ? "" : page.viewModel.title
        leaveText: qsTr("Salir")
        onBack: page.viewModel.back()
        onLeave: page.viewModel.leave()
    }

    Stage {
        id: stage

        anchors.fill: parent
        bar: topBar
        aspect: page.viewModel.aspect
        share: page.viewModel.aspect > 1.6 ? 0.56 : 0.5

        picture: Framed {
            id: frame

            aspect: page.viewModel.aspect
            bleeds: stage.wide
            anchors.verticalCenterOffset: page.leads ? Math.min(90 * Tokens.unit, (parent.height - height) / 4) : 0

            LensCue {
                anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.top; bottomMargin: Tokens.gapLarge }
                width: parent.width - 2 * Tokens.margin
                visible: page.leads && !page.viewModel.counting
                text: page.viewModel.title
            }
            Rectangle {
                anchors.fill: parent
                radius: frame.corner
                color: Tokens.surface
            }
            Preview {
                objectName: "preview"
                anchors.fill: parent
                visible: page.viewModel.live
                frames: page.viewModel.frames
                radius: frame.corner
            }
            FaceGuide {
                anchors.fill: parent
                visible: page.viewModel.live
                calling: !page.viewModel.counting && !page.viewModel.taking
            }
            Rectangle {
                anchors.fill: parent
                radius: frame.corner
                color: "transparent"
                border.width: 4 * Tokens.unit
                border.color: page.viewModel.counting ? Tokens.accentBright : "#66ffffff"
            }
            Icon {
                anchors.centerIn: parent
                visible: !page.viewModel.live
                name: "camera"
                size: 160 * Tokens.unit
                color: Tokens.inkSoft
                weight: 1.4
            }
        }

        Column {
            spacing: (Tokens.portrait || Tokens.accessible) && !page.leads ? Tokens.gap : Tokens.gapLarge

            ShotCounter {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: page.viewModel.shots.length > 1
                shots: page.viewModel.shots
                aspect: page.viewModel.aspect
            }
            Words {
                width: parent.width
                horizontalAlignment: Text.AlignHCenter
                text: page.viewModel.hint
                color: Tokens.inkSoft
                font.pixelSize: page.leads ? Tokens.heading * 0.92 : Tokens.portrait && !Tokens.accessible ? Tokens.caption * 1.1 : Tokens.body
            }
            Notice {
                width: parent.width
                text: page.viewModel.notice
                icon: "later"
            }
            OrientationChoice {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: page.viewModel.offersWide
                opacity: page.viewModel.counting ? 0 : 1
                orientation: page.viewModel.orientation
                ready: page.viewModel.ready
                onChosen: orientation => page.viewModel.chooseOrientation(orientation)
            }
            ShutterButton {
                objectName: "shutterButton"
                side: (page.leads && !Tokens.accessible ? 300 : 232) * Tokens.unit
                anchors.horizontalCenter: parent.horizontalCenter
                ready: page.viewModel.ready
                onTapped: page.viewModel.shoot()
            }
        }
    }

    Countdown {
        anchors.horizontalCenter: parent.horizontalCenter
        y: 18 * Tokens.unit
        z: 1
        side: (page.leads ? 560 : 460) * Tokens.unit
        counting: page.viewModel.counting
        seconds: page.viewModel.countdown
    }
    Rectangle {
        id: flash

        anchors.fill: parent
        z: 2
        color: "#ffffff"
        opacity: 0

        states: State {
            when: page.viewModel.taking
            PropertyChanges { flash.opacity: 1 }
        }
        transitions: Transition {
            to: ""
            NumberAnimation { property: "opacity"; duration: 520; easing.type: Easing.OutQuad }
        }
    }
}
