import QtQuick
import Cabina
import Cabina.Booth

Page {
    id: page

    required property CameraModel viewModel
    readonly property string lens: page.booth.lens
    readonly property bool counting: page.viewModel.counting
    // A wide frame leaves room above it, where the title then points to the lens.
    readonly property bool leads: lens === "above" && page.viewModel.aspect > 1.6 && (stage.wide || stage.broad)

    TopBar {
        id: topBar

        z: 1
        canGoBack: page.viewModel.canGoBack
        title: page.counting || page.leads ? "" : page.viewModel.title
        leaveText: qsTr("Salir")
        onBack: page.viewModel.back()
        onLeave: page.viewModel.leave()
    }
    LensMark {
        z: 1
        visible: !page.counting && !page.leads
        lens: page.lens
    }
    LensCue {
        id: cue

        readonly property real over: stage.pictureRoom.y + frame.y - height - Tokens.gap

        x: (parent.width - width) / 2
        y: stage.broad ? 14 * Tokens.unit : over
        z: 1
        width: parent.width - 2 * Tokens.margin
        visible: page.leads && !page.counting
        compact: stage.broad
        text: page.viewModel.title
    }
    CountdownRoom {
        id: room

        lens: page.lens
        width: page.width
        height: page.height
        frameWidth: frame.width
        frameHeight: frame.height
        barBottom: Tokens.low ? Tokens.margin - Tokens.gap : Tokens.margin + topBar.height
        barWidth: topBar.leaveWidth
        between: Tokens.low ? topBar.height + Tokens.gap : 0
        floor: height - Tokens.margin - (Tokens.low ? topBar.height + Tokens.gap : 0)
    }

    Stage {
        id: stage

        anchors.fill: parent
        bar: topBar
        barY: !page.counting ? -1 : room.frameOnTop ? room.frameY + room.frame.height + Tokens.gap : height - topBar.height - Tokens.margin
        aspect: page.viewModel.aspect
        kept: !room.upright
        share: page.viewModel.aspect > 1.6 ? 0.68 : 0.5

        picture: Framed {
            id: frame

            readonly property point home: Qt.point(stage.pictureRoom.x + x, stage.pictureRoom.y + y)

            aspect: page.viewModel.aspect
            bleeds: stage.wide && !stage.kept
            scale: page.counting ? room.shrink : 1
            anchors.verticalCenterOffset: page.leads && stage.wide ? Math.min(90 * Tokens.unit, (parent.height - height) / 4) : 0
            transform: Translate {
                x: page.counting ? room.frameX + room.frame.width / 2 - frame.home.x - frame.width / 2 : 0
                y: page.counting ? room.frameY + room.frame.height / 2 - frame.home.y - frame.height / 2 : 0

                Behavior on x { NumberAnimation { duration: Tokens.calm; easing.type: Easing.InOutCubic } }
                Behavior on y { NumberAnimation { duration: Tokens.calm; easing.type: Easing.InOutCubic } }
            }

            Behavior on scale { NumberAnimation { duration: Tokens.calm; easing.type: Easing.InOutCubic } }

            LivePhoto {
                anchors.fill: parent
                radius: frame.corner
                frames: page.viewModel.frames
                live: page.viewModel.live
                counting: page.counting
                calling: !page.counting && !page.viewModel.taking
            }
        }

        Column {
            opacity: page.counting ? 0 : 1
            spacing: (Tokens.portrait || Tokens.accessible) && !stage.wide ? Tokens.gap : Tokens.gapLarge

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
                font.pixelSize: page.leads && stage.wide ? Tokens.heading * 0.92 : Tokens.portrait && !Tokens.accessible ? Tokens.caption * 1.1 : Tokens.body
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
                side: (page.leads && stage.wide && !Tokens.accessible ? 300 : 232) * Tokens.unit
                anchors.horizontalCenter: parent.horizontalCenter
                ready: page.viewModel.ready
                onTapped: page.viewModel.shoot()
            }
        }
    }

    Countdown {
        anchors.fill: parent
        z: 1
        lens: page.lens
        free: room.free
        counting: page.counting
        seconds: page.viewModel.countdown
        words: page.viewModel.hint
    }
    Flash {
        anchors.fill: parent
        z: 2
        lit: page.viewModel.taking
    }
}
