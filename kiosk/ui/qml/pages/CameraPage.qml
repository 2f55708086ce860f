import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property CameraModel viewModel

    TopBar {
        id: topBar

        x: Tokens.portrait ? Tokens.margin : stage.panelX
        y: Tokens.margin
        z: 1
        width: parent.width - x - Tokens.margin
        canGoBack: page.viewModel.canGoBack
        title: page.viewModel.title
        leaveText: qsTr("Salir")
        onBack: page.viewModel.back()
        onLeave: page.viewModel.leave()
    }

    Stage {
        id: stage

        anchors.fill: parent
        panelHead: Tokens.portrait ? 0 : topBar.y + topBar.height
        head: Tokens.portrait ? topBar.y + topBar.height + Tokens.gap : Tokens.margin
        share: page.viewModel.aspect > 1.6 ? 0.56 : 0.5

        picture: Framed {
            aspect: page.viewModel.aspect

            Rectangle {
                anchors.fill: parent
                radius: Tokens.radius * 1.25
                color: Tokens.surface
            }
            Preview {
                objectName: "preview"
                anchors.fill: parent
                visible: page.viewModel.live
                frames: page.viewModel.frames
                radius: Tokens.radius * 1.25
            }
            FaceGuide {
                anchors.fill: parent
                visible: page.viewModel.live
                calling: !page.viewModel.counting && !page.viewModel.taking
            }
            Rectangle {
                anchors.fill: parent
                radius: Tokens.radius * 1.25
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
            Countdown {
                anchors { horizontalCenter: parent.horizontalCenter; bottom: parent.bottom; bottomMargin: Tokens.gap }
                transformOrigin: Item.Bottom
                scale: Math.min(1, parent.height * 0.55 / implicitHeight)
                counting: page.viewModel.counting
                seconds: page.viewModel.countdown
            }
        }

        Column {
            spacing: Tokens.portrait ? Tokens.gap : Tokens.gapLarge

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
                font.pixelSize: Tokens.portrait ? Tokens.caption * 1.1 : Tokens.body
            }
            Notice {
                width: parent.width
                text: page.viewModel.notice
                icon: "later"
            }
            OrientationChoice {
                anchors.horizontalCenter: parent.horizontalCenter
                visible: page.viewModel.offersWide
                orientation: page.viewModel.orientation
                ready: page.viewModel.ready
                onChosen: orientation => page.viewModel.chooseOrientation(orientation)
            }
            ShutterButton {
                objectName: "shutterButton"
                anchors.horizontalCenter: parent.horizontalCenter
                ready: page.viewModel.ready
                onTapped: page.viewModel.shoot()
            }
        }
    }

    Rectangle {
        id: flash

        anchors.fill: parent
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
