pragma Singleton
import QtQuick
import Cabina.Booth

// Items that Python draws, lent to a page for as long as it is there, and then to the next one.
// PySide6 6.11 never frees the Python half of an object that QML has made, some 20 KB of signals each.
Item {
    id: lent

    property list<QrCode> codes
    property list<Preview> previews

    readonly property Component codeKind: Component { QrCode { objectName: "qrCode" } }
    readonly property Component previewKind: Component { Preview { objectName: "preview" } }

    function code(place: Item): QrCode {
        let item = codes.find(each => each.parent === lent);
        if (!item) {
            item = codeKind.createObject(lent) as QrCode;
            codes.push(item);
        }
        item.parent = place;
        return item;
    }

    function preview(place: Item): Preview {
        let item = previews.find(each => each.parent === lent);
        if (!item) {
            item = previewKind.createObject(lent) as Preview;
            previews.push(item);
        }
        item.parent = place;
        return item;
    }

    function takeBack(item: Item): void {
        item.parent = lent;
    }
}
