"""QR codes read back from pixels, as a guest's phone would."""

from pathlib import Path

import cv2
import zxingcpp

_QR = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)


def read_qr(picture: Path) -> list[str]:
    """The texts of all QR codes in a picture file, in no order."""
    pixels = cv2.imread(str(picture))
    if pixels is None:
        raise ValueError(f"{picture} is not a picture")
    return [code.text for code in zxingcpp.read_barcodes(pixels, formats=_QR)]
