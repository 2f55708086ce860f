"""From a print order to a print-ready JPEG on disk."""

from pathlib import Path
from typing import BinaryIO

from PIL import Image

from contract.config import PrintLayout
from kiosk.domain.model import PrintOrder, Sheet
from kiosk.printer.cut_mark import CUT_COMMENT
from kiosk.printer.layouts.single import draw_single
from kiosk.printer.layouts.strip import draw_strips
from kiosk.printer.layouts.text import Lettering
from kiosk.printer.layouts.watermark import mark_as_test
from kiosk.store.files import durable

_QUALITY = 94


class PillowLayouts:
    """Composes prints with Pillow."""

    def __init__(self) -> None:
        self._lettering = Lettering()

    def compose(self, order: PrintOrder, sheet: Sheet, target: Path) -> None:
        """Write the JPEG of exactly the sheet's size to `target`, whole or not at all.

        Raises PrinterError when a picture cannot be read, DiskError when the sheet cannot be written.
        """
        image = self.draw(order, sheet)
        comment = CUT_COMMENT if order.layout is PrintLayout.STRIP else b""
        with durable(target) as file:
            _save(image, file, sheet.dpi, comment)

    def draw(self, order: PrintOrder, sheet: Sheet) -> Image.Image:
        """The sheet as pixels."""
        draw = draw_strips if order.layout is PrintLayout.STRIP else draw_single
        image = draw(order, sheet, self._lettering)
        if order.test_mark:
            mark_as_test(image, order.test_mark, self._lettering)
        return image


def _save(image: Image.Image, file: BinaryIO, dpi: int, comment: bytes) -> None:
    # Full colour resolution: with the usual halved one, small coloured letters and the QR code fray.
    image.save(file, "JPEG", quality=_QUALITY, subsampling=0, dpi=(dpi, dpi), comment=comment)
