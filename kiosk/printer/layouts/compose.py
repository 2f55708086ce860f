"""From a print order to a print-ready JPEG on disk."""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from PIL import Image

from contract.config import Orientation, PrintLayout
from kiosk.domain.errors import BugError, PrinterError
from kiosk.domain.model import PrintOrder
from kiosk.domain.words import words_for
from kiosk.printer.cut_mark import CUT_COMMENT
from kiosk.printer.layouts.page import centred, sheet_on
from kiosk.store.files import durable
from pictures.lettering.text import Lettering, Room
from pictures.sheets.content import CannotBeShown, Sheet
from pictures.sheets.placing import try_logo
from pictures.sheets.single import draw_single
from pictures.sheets.strip import PICTURES, draw_strips

_QUALITY = 94

_log = logging.getLogger(__name__)


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

    def left_out(self, texts: Iterable[str], logo: Path | None) -> tuple[str, ...]:
        """What a print with these texts and this logo will be without, as sentences."""
        letters = self._lettering.missing("".join(texts))
        said = [f"no typeface has {letters!r}: they are left out of names"] if letters else []
        trouble = _logo_trouble(logo) if logo else ""
        return (*said, *([f"{trouble}: it is left out"] if trouble else []))

    def draw(self, order: PrintOrder, sheet: Sheet) -> Image.Image:
        """The sheet as pixels; a logo that cannot be read is left out rather than the print."""
        if order.logo and (trouble := _logo_trouble(order.logo)):
            _log.warning("printed without the logo: %s", trouble)
            order = replace(order, logo=None)
        strips = order.layout is PrintLayout.STRIP
        composed = sheet_on(sheet)
        with _printable():
            image = self._drawn(order, composed)
        if order.test_mark:
            _mark_as_test(image, order.test_mark, self._lettering)
        return image if composed == sheet else centred(image, sheet, strips)

    def _drawn(self, order: PrintOrder, sheet: Sheet) -> Image.Image:
        if order.layout is not PrintLayout.STRIP:
            lies = order.orientation is Orientation.LANDSCAPE
            return draw_single(order, sheet, self._lettering, lies=lies)
        if len(order.pictures) != PICTURES:
            raise BugError(f"a strip has {PICTURES} pictures, not {len(order.pictures)}")
        return draw_strips(order, sheet, self._lettering)


@contextmanager
def _printable() -> Iterator[None]:
    """What the sheet cannot show is a PrinterError, with a sentence for staff."""
    try:
        yield
    except CannotBeShown as error:
        cause = error.__cause__
        why = words_for(cause) if isinstance(cause, OSError) else cause
        raise PrinterError(f"{error.name} cannot be read: {why}", "refused") from error


def _logo_trouble(logo: Path) -> str:
    """Why the logo cannot be printed; empty when it can."""
    try:
        with _printable():
            try_logo(logo)
    except PrinterError as error:
        return str(error)
    return ""


def _save(image: Image.Image, file: BinaryIO, dpi: int, comment: bytes) -> None:
    # Full colour resolution: with the usual halved one, small coloured letters and the QR code fray.
    image.save(file, "JPEG", quality=_QUALITY, subsampling=0, dpi=(dpi, dpi), comment=comment)


def _mark_as_test(sheet: Image.Image, text: str, lettering: Lettering) -> None:
    """Write `text` across the whole sheet, three times, so that a cut strip bears it too.

    Nobody may take a print that was made to test the booth for the real thing.
    """
    width, height = sheet.size
    block = lettering.fit(text.upper(), Lettering.DISPLAY, Room(round(width * 0.9), width // 6, width // 30))
    band = Image.new("L", (round(width * 1.4), block.height))
    text = "   ".join(block.lines * 3)
    block.typeface.draw(band, text, ((band.width - block.typeface.length(text)) / 2, 0), "#ffffff")
    turned = band.rotate(30, Image.Resampling.BICUBIC, expand=True)
    veil = turned.point(lambda value: round(value * 0.55))
    for third in (0.2, 0.5, 0.8):
        place = (width // 2 - turned.width // 2, round(height * third) - turned.height // 2)
        sheet.paste((255, 255, 255), _moved(place, turned), veil)
        sheet.paste((200, 30, 40), _moved((place[0] + 3, place[1] + 3), turned), veil.point(lambda v: v // 2))


def _moved(place: tuple[int, int], picture: Image.Image) -> tuple[int, int, int, int]:
    return place[0], place[1], place[0] + picture.width, place[1] + picture.height
