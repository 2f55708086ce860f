import QtQuick
import Cabina.Booth

// What happened, and the ways on; the one that helps most is the page's main action.
Column {
    id: ways

    required property FailedModel viewModel
    readonly property bool printable: viewModel.canPrint || viewModel.printing
    // Large text on a low screen: every line counts.
    readonly property bool tight: Tokens.accessible && !Tokens.portrait
    readonly property bool narrow: viewModel.number !== "" || viewModel.look !== ""

    spacing: Tokens.gap * (tight ? 0.7 : narrow || Tokens.accessible ? 1 : 1.6)

    Row {
        width: parent.width
        spacing: 28 * Tokens.unit

        Picture {
            id: small

            objectName: "refusedLook"
            visible: ways.viewModel.number && ways.viewModel.look && !ways.tight
            width: 160 * Tokens.unit
            height: width * 1.25
            radius: Tokens.radiusSmall
            focusY: 0.25
            source: ways.viewModel.look
        }
        Title {
            objectName: "failedTitle"
            anchors.verticalCenter: parent.verticalCenter
            width: parent.width - (small.visible ? small.width + parent.spacing : 0)
            text: ways.viewModel.title
            font.pixelSize: ways.tight ? Tokens.heading : Tokens.title * (ways.viewModel.number && Tokens.portrait ? 0.82 : 1)
        }
    }
    Words {
        width: parent.width
        text: ways.viewModel.sentence
        color: Tokens.inkSoft
        font.pixelSize: Tokens.body * (ways.narrow || Tokens.accessible ? 1 : 1.1)
    }
    Notice {
        width: parent.width
        text: ways.viewModel.notice
        icon: ways.viewModel.noticeSymbol
    }
    PrimaryButton {
        objectName: "printButton"
        width: parent.width
        visible: ways.printable
        text: qsTr("Imprimir la versión de la cabina")
        icon: "printer"
        ready: ways.viewModel.canPrint
        onTapped: ways.viewModel.printLook()
    }
    PrimaryButton {
        objectName: "retakeButton"
        width: parent.width
        visible: ways.viewModel.canRetake
        quiet: ways.printable
        text: qsTr("Tomar otra foto")
        icon: "camera"
        onTapped: ways.viewModel.retake()
    }
    Grid {
        id: others

        readonly property bool beside: ways.viewModel.canChoose && (ways.printable || ways.viewModel.canRetake)
        readonly property real tall: beside ? Math.max(another.implicitHeight, leave.implicitHeight) : 0
        readonly property real each: beside ? (width - spacing) / 2 : width

        width: parent.width
        columns: beside ? 2 : 1
        spacing: ways.spacing

        PrimaryButton {
            id: another

            objectName: "anotherButton"
            width: others.each
            height: others.tall || implicitHeight
            visible: ways.viewModel.canChoose
            quiet: ways.printable || ways.viewModel.canRetake
            text: ways.viewModel.chooseLabel
            icon: "sparkle"
            onTapped: ways.viewModel.another()
        }
        PrimaryButton {
            id: leave

            objectName: "leaveButton"
            width: others.each
            height: others.tall || implicitHeight
            quiet: ways.printable || ways.viewModel.canRetake || ways.viewModel.canChoose
            text: qsTr("Terminar")
            onTapped: ways.viewModel.leave()
        }
    }
}
