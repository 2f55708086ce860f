"""Type on paper: texts fitted into the room there is, wrapped, then elided, never cut."""

from bisect import bisect_right
from dataclasses import dataclass
from functools import cache

from PIL import Image

from pictures.lettering.typefaces import Typeface, clusters

_LEADING = 1.16
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


@dataclass(frozen=True, slots=True)
class Block:
    """Lines of one size, ready to be drawn; `height` from the first line's top to the last one's bottom."""

    lines: tuple[str, ...]
    typeface: Typeface

    @property
    def leading(self) -> int:
        """Pixels from one line to the next."""
        return round(self.typeface.size * _LEADING)

    @property
    def height(self) -> int:
        """Pixels from the first ascender to the last descender."""
        one = self.typeface.ascent + self.typeface.descent
        return (len(self.lines) - 1) * self.leading + one if self.lines else 0

    def draw(self, canvas: Image.Image, x: int, y: int, colour: str, middle: bool = False) -> None:
        """Draw with the top at `y`; `x` is the left edge, or the `middle`."""
        for index, line in enumerate(self.lines):
            left = x - self.typeface.length(line) / 2 if middle else x
            self.typeface.draw(canvas, line, (left, y + index * self.leading), colour)


@dataclass(frozen=True, slots=True)
class Room:
    """What a text may take: lines of `width` pixels, in sizes from `largest` down to `smallest`."""

    width: int
    largest: int
    smallest: int
    lines: int = 1


class Lettering:
    """Sets texts in the product's typefaces: DISPLAY for titles, TEXT for everything else."""

    DISPLAY = "Sora-Bold.otf"
    TEXT = "Manrope-Medium.ttf"

    def __init__(self) -> None:
        self._typeface = cache(Typeface)

    def fit(self, text: str, face: str, room: Room, tail: str = "") -> Block:
        """`text` and `tail` as large as they go into `room`.

        Where even the smallest size is too wide, the text is elided; the tail never is.
        """
        plain = self._typeface(face, room.smallest)
        text, _ = plain.without(text)
        words = f"{text}{tail}".split()
        for size in range(room.largest, room.smallest, -max(1, room.largest // 24)):
            typeface = self._typeface(face, size)
            if len(_greedy(words, typeface, room.width)) > room.lines:
                continue
            broken = _break(words, typeface, room.width)
            if all(typeface.length(line) <= room.width for line in broken):
                return Block(tuple(broken), typeface)
        if tail and plain.length(" ".join(words)) > room.width:
            return Block((_elided(text, plain, room.width - plain.length(tail)) + tail,), plain)
        return self._elide(words, plain, room)

    def missing(self, text: str) -> str:
        """The letters that can be set neither in a title nor in a caption, each once."""
        lost = "".join(self._typeface(face, 32).without(text)[1] for face in (self.DISPLAY, self.TEXT))
        return "".join(dict.fromkeys(clusters(lost)))

    def _elide(self, words: list[str], typeface: Typeface, room: Room) -> Block:
        broken = _break(words, typeface, room.width)
        kept = broken[: room.lines]
        if len(broken) > room.lines:
            kept[-1] = _elided(f"{kept[-1]} {broken[room.lines]}", typeface, room.width, force=True)
        return Block(tuple(_elided(line, typeface, room.width) for line in kept), typeface)


def _break(words: list[str], typeface: Typeface, width: int) -> list[str]:
    """The words in lines that are as even as they can be with as few lines as possible."""
    greedy = _greedy(words, typeface, width)
    if len(greedy) < 2:
        return greedy
    narrow, wide = max(1, width // 3), width
    while wide - narrow > 4:
        middle = (narrow + wide) // 2
        if len(_greedy(words, typeface, middle)) > len(greedy):
            narrow = middle
        else:
            wide = middle
    return _greedy(words, typeface, wide)


def _greedy(words: list[str], typeface: Typeface, width: int) -> list[str]:
    lines: list[str] = []
    for word in words:
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and typeface.length(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def _elided(line: str, typeface: Typeface, width: float, force: bool = False) -> str:
    """As many whole letters as go in, with an ellipsis for the rest."""
    if not force and typeface.length(line) <= width:
        return line
    letters = clusters(line.removesuffix(_ELLIPSIS))
    fitting = bisect_right(
        range(1, len(letters) + 1),
        width,
        key=lambda count: typeface.length("".join(letters[:count]) + _ELLIPSIS),
    )
    return "".join(letters[:fitting]).rstrip() + _ELLIPSIS
