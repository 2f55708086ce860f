import QtQuick
import Cabina.Booth

// Shows the booth's page, and lets the last one fade away under the new one.
Item {
    id: host

    required property BoothModel booth
    property Loader front: one
    readonly property Loader behind: front === one ? two : one

    function turn(): void {
        const next = behind;
        next.setSource(Qt.resolvedUrl("../pages/" + booth.page + ".qml"), {
            booth: booth,
            viewModel: booth.pageModel
        });
        front.enabled = false;
        front.z = 0;
        next.z = 1;
        next.enabled = true;
        front = next;
        arrival.restart();
    }

    Loader {
        id: one

        objectName: "page_one"
        anchors.fill: parent
    }
    Loader {
        id: two

        objectName: "page_two"
        anchors.fill: parent
    }

    ParallelAnimation {
        id: arrival

        NumberAnimation { target: host.front; property: "opacity"; from: 0; to: 1; duration: Tokens.calm; easing.type: Easing.OutCubic }
        NumberAnimation { target: host.front; property: "scale"; from: 0.97; to: 1; duration: Tokens.calm; easing.type: Easing.OutCubic }
        NumberAnimation { target: host.behind; property: "opacity"; to: 0; duration: Tokens.calm * 0.7 }

        onFinished: {
            host.behind.source = "";
            host.booth.pageGone();
        }
    }
    Connections {
        target: host.booth

        function onPageChanged(): void {
            host.turn();
        }
    }

    Component.onCompleted: turn()
}
