"""A sheet to print: a page with the event's own code, then its booths', four to a page to be cut out.

Codes are vectors, texts are pictures of them: `pictures.lettering` has every letter (decision 70).
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from PIL import Image
from reportlab import rl_config
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A3, A4, A5, LETTER
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from central.blobs import store
from central.blobs.errors import BlobMissing
from central.events.branding import event_brand
from central.events.models import Event
from central.fleet.errors import LimitReached
from central.fleet.models import Kiosk
from central.qr_codes.addresses import event_address, kiosk_address
from central.qr_codes.files import dark_runs
from central.qr_codes.words import Words, words_for
from contract.accent import contrast
from contract.config import Branding
from pictures.lettering.text import Lettering, Room
from pictures.qr import encode

MOST_BOOTHS: Final = 200
"""On one sheet."""
rl_config.useA85 = 0  # Pictures are bytes in the file, not text: a quarter smaller, and made faster.
_WIDTH, _HEIGHT = A4
SIZES: Final = {"a4": A4, "a3": A3, "a5": A5, "letter": LETTER}
"""Of the paper, the usual one first. All are drawn as an A4, and then as large as the paper lets them be."""
_MARGIN: Final = 15 * mm
_DOTS: Final = 300 / 72
"""Pixels of a text's picture in one point."""
_INK, _QUIET_INK, _PAPER = "#15131d", "#5a5566", "#ffffff"


@dataclass(frozen=True, slots=True)
class _Box:
    """A part of a page: its left and upper edge, as PDF counts, and its size; all in points."""

    left: float
    top: float
    width: float
    height: float


def sheet(event: Event, language: str, size: str = "a4") -> bytes:
    """A PDF in this language for this of SIZES, with the event's name and brand.

    Raises LimitReached: too many booths.
    """
    booths = Kiosk.objects.filter(tenant_id=event.tenant_id, event_id=event.id, retired_at=None)
    kiosks = list(booths.order_by("name", "id")[: MOST_BOOTHS + 1])
    if len(kiosks) > MOST_BOOTHS:
        raise LimitReached(f"A sheet has room for {MOST_BOOTHS} booths; move some to another event first.")
    return _Sheet(event, event_brand(event), words_for(language), SIZES[size]).drawn(kiosks)


@dataclass(frozen=True, slots=True)
class _Style:
    """How a text looks."""

    points: float
    lines: int = 1
    face: str = Lettering.DISPLAY
    ink: str = _INK
    paper: str = _PAPER


def _quiet(points: float) -> _Style:
    return _Style(points, face=Lettering.TEXT, ink=_QUIET_INK)


class _Sheet:
    def __init__(self, event: Event, brand: Branding, words: Words, paper: tuple[float, float] = A4) -> None:
        self._event, self._brand, self._words, self._paper = event, brand, words, paper
        self._file = io.BytesIO()
        self._canvas = Canvas(self._file, paper, invariant=1, lang=words.language)
        self._canvas.setTitle(f"{words.sheet} · {event.name}")
        self._canvas.setAuthor(brand.display_name)
        self._lettering = Lettering()
        self._set = cache(self._pictured)  # Most of what cards say is the same on each.
        self._logo = _logo(brand)

    def drawn(self, kiosks: Sequence[Kiosk]) -> bytes:
        """The whole file."""
        self._poster()
        for first in range(0, len(kiosks), 4):
            self._fit()
            for place, kiosk in enumerate(kiosks[first : first + 4]):
                self._card(kiosk, place)
            self._canvas.showPage()
        self._canvas.save()
        return self._file.getvalue()

    def _fit(self) -> None:
        """An A4 in the middle of the paper, for the page that begins."""
        wide, high = self._paper
        scale = min(wide / _WIDTH, high / _HEIGHT)
        self._canvas.translate((wide - _WIDTH * scale) / 2, (high - _HEIGHT * scale) / 2)
        self._canvas.scale(scale, scale)

    def _poster(self) -> None:
        self._fit()
        self._band(_Box(0, _HEIGHT, _WIDTH, 42 * mm))
        wide = _WIDTH - 2 * _MARGIN
        self._text(self._event.name, _Box(_MARGIN, _HEIGHT - 52 * mm, wide, 40 * mm), _Style(40, lines=2))
        self._code(event_address(self._event), _Box((_WIDTH - 120 * mm) / 2, 200 * mm, 120 * mm, 120 * mm))
        self._text(self._words.scan, _Box(_MARGIN, 70 * mm, wide, 16 * mm), _Style(26))
        self._text(self._words.how, _Box(_MARGIN, 52 * mm, wide, 10 * mm), _quiet(15))
        self._text(event_address(self._event), _Box(_MARGIN, 25 * mm, wide, 6 * mm), _quiet(9))
        self._canvas.showPage()

    def _card(self, kiosk: Kiosk, place: int) -> None:
        wide, high = _WIDTH / 2, _HEIGHT / 2
        left, top = place % 2 * wide, _HEIGHT - place // 2 * high
        self._canvas.setStrokeColor(HexColor("#d8d5e0"))
        self._canvas.rect(left, top - high, wide, high)
        self._band(_Box(left, top, wide, 20 * mm))
        inner = wide - 2 * _MARGIN
        self._text(self._event.name, _Box(left + _MARGIN, top - 25 * mm, inner, 14 * mm), _Style(17, lines=2))
        self._code(kiosk_address(kiosk), _Box(left + (wide - 72 * mm) / 2, top - 42 * mm, 72 * mm, 72 * mm))
        self._text(self._words.scan, _Box(left + _MARGIN, top - 117 * mm, inner, 8 * mm), _Style(13))
        name = f"{self._words.booth} · {kiosk.name}"
        self._text(name, _Box(left + _MARGIN, top - 129 * mm, inner, 8 * mm), _quiet(11))

    def _band(self, box: _Box) -> None:
        """The brand: its logo on its colour, or its name."""
        colour = self._brand.primary_color
        self._canvas.setFillColor(HexColor(colour))
        self._canvas.rect(box.left, box.top - box.height, box.width, box.height, stroke=0, fill=1)
        pad = box.height / 5
        inner = _Box(box.left + _MARGIN, box.top - pad, box.width - 2 * _MARGIN, box.height - 2 * pad)
        if self._logo is None:
            ink = max(_INK, _PAPER, key=lambda each: contrast(each, colour))
            self._text(self._brand.display_name, inner, _Style(box.height / 4, ink=ink, paper=colour))
        else:
            self._canvas.drawImage(
                self._logo,
                inner.left,
                inner.top - inner.height,
                inner.width,
                inner.height,
                mask="auto",
                preserveAspectRatio=True,
                anchor="c",
            )

    def _text(self, text: str, box: _Box, style: _Style) -> None:
        """In the middle of the box."""
        picture = self._set(text, box.width, style)
        if picture is not None:
            high = picture.height / _DOTS
            bottom = box.top - (box.height + high) / 2
            self._canvas.drawImage(ImageReader(picture), box.left, bottom, box.width, high)

    def _pictured(self, text: str, width: float, style: _Style) -> Image.Image | None:
        """As large as the style says if it fits, never less than half of that; None: it has no letter."""
        largest = round(style.points * _DOTS)
        room = Room(round(width * _DOTS), largest, max(1, largest // 2), style.lines)
        block = self._lettering.fit(text, style.face, room)
        if not block.lines:
            return None
        picture = Image.new("RGB", (room.width, block.height), style.paper)
        block.draw(picture, room.width // 2, 0, style.ink, middle=True)
        return picture

    def _code(self, address: str, box: _Box) -> None:
        rows = encode(address)
        side = box.width / len(rows)
        path = self._canvas.beginPath()
        for at, row in enumerate(rows, start=1):
            for start, length in dark_runs(row):
                path.rect(box.left + start * side, box.top - at * side, length * side, side)
        self._canvas.setFillColor(HexColor("#000000"))
        self._canvas.drawPath(path, stroke=0, fill=1)
        around = (box.left, box.top - box.height, box.left + box.width, box.top)
        self._canvas.linkURL(address, around, relative=1)


def _logo(brand: Branding) -> ImageReader | None:
    """None without one, and when it is being replaced at this very moment."""
    if not brand.logo_sha256:
        return None
    try:
        return ImageReader(io.BytesIO(store.read(brand.logo_sha256)))
    except BlobMissing:
        return None
