"""Type on paper: the booth's typefaces, fitted into the room there is."""

from dataclasses import dataclass
from functools import cache

from PIL import ImageDraw, ImageFont

import assets

_LEADING = 1.16
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"
_NO_SUCH_CHARACTER = "\uffff"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size, ready to be drawn; `height` from the first line's top to the last one's bottom."""

    lines: tuple[str, ...]
    font: ImageFont.FreeTypeFont
    leading: int

    @property
    def height(self) -> int:
        """Pixels from the first ascender to the last descender."""
        ascent, descent = self.font.getmetrics()
        return (len(self.lines) - 1) * self.leading + ascent + descent if self.lines else 0

    def draw(self, canvas: ImageDraw.ImageDraw, x: int, y: int, colour: str, anchor: str = "l") -> None:
        """Draw with the top at `y`; `x` is the left edge, or the middle for anchor "m"."""
        for index, line in enumerate(self.lines):
            canvas.text((x, y + index * self.leading), line, fill=colour, font=self.font, anchor=f"{anchor}a")


@dataclass(frozen=True, slots=True)
class Room:
    """What a text may take: lines of `width` pixels, in sizes from `largest` down to `smallest`."""

    width: int
    largest: int
    smallest: int
    lines: int = 1


class Lettering:
    """Sets texts in the booth's typefaces: DISPLAY for titles, TEXT for everything else."""

    DISPLAY = "Sora-Bold.otf"
    TEXT = "Manrope-Medium.ttf"

    def __init__(self) -> None:
        self._font = cache(self._load)

    def fit(self, text: str, face: str, room: Room) -> Block:
        """`text` as large as it goes into `room`; cut off where even the smallest size is too wide."""
        words = self._printable(text, face).split()
        for size in range(room.largest, room.smallest, -max(1, room.largest // 24)):
            font = self._font(face, size)
            broken = _break(words, font, room.width)
            if len(broken) <= room.lines and all(font.getlength(line) <= room.width for line in broken):
                return _block(broken, font)
        return self._cut_off(words, self._font(face, room.smallest), room)

    def _cut_off(self, words: list[str], font: ImageFont.FreeTypeFont, room: Room) -> Block:
        broken = _break(words, font, room.width)
        kept = broken[: room.lines]
        last_is_cut = len(broken) > room.lines
        return _block(
            [
                _shorten(line, font, room.width, force=last_is_cut and index == room.lines - 1)
                for index, line in enumerate(kept)
            ],
            font,
        )

    def _printable(self, text: str, face: str) -> str:
        """Without the characters that this typeface would print as empty boxes."""
        font = self._font(face, 32)
        nothing = bytes(font.getmask(_NO_SUCH_CHARACTER))
        return "".join(c for c in text if c.isspace() or bytes(font.getmask(c)) != nothing)

    def _load(self, face: str, size: int) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(str(assets.path("fonts", face)), size)


def _block(lines: list[str], font: ImageFont.FreeTypeFont) -> Block:
    return Block(tuple(lines), font, round(font.size * _LEADING))


def _break(words: list[str], font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """The words in lines that are as even as they can be with as few lines as possible."""
    greedy = _greedy(words, font, width)
    if len(greedy) < 2:
        return greedy
    narrow, wide = max(1, width // 3), width
    while wide - narrow > 4:
        middle = (narrow + wide) // 2
        if len(_greedy(words, font, middle)) > len(greedy):
            narrow = middle
        else:
            wide = middle
    return _greedy(words, font, wide)


def _greedy(words: list[str], font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _shorten(line: str, font: ImageFont.FreeTypeFont, width: int, force: bool) -> str:
    if not force and font.getlength(line) <= width:
        return line
    while line and font.getlength(line + _ELLIPSIS) > width:
        line = line[:-1]
    return line.rstrip() + _ELLIPSIS
