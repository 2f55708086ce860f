import QtQuick

// An upright portrait, or a wide one for a group.
Row {
    id: choice

    property string orientation
    property bool ready: true

    signal chosen(string orientation)

    spacing: 16 * Tokens.unit

    ChoiceOption {
        objectName: "orientationPortrait"
        text: qsTr("Retrato")
        icon: "single"
        current: choice.orientation === "portrait"
        ready: choice.ready
        onTapped: choice.chosen("portrait")
    }
    ChoiceOption {
        objectName: "orientationLandscape"
        text: qsTr("Grupo")
        icon: "group"
        current: choice.orientation === "landscape"
        ready: choice.ready
        onTapped: choice.chosen("landscape")
    }
}
