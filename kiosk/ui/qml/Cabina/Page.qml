import QtQuick
import Cabina.Booth

// What every page is given: the booth around it, and its own view-model.
Item {
    required property BoothModel booth
}
