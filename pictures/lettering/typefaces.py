"""Typefaces of which none has every letter: each character is set in the first that has it.

Sora and Manrope are the product's own; Noto brings Vietnamese, Cyrillic, Greek, Arabic and Hebrew with the
program, and Chinese, Japanese, Korean and emoji as Debian packages. libraqm, which Pillow brings, shapes
each run of letters; the order of runs follows the text's own direction.
"""

import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

import assets
from pictures.lettering.coverage import characters

_DEBIAN = Path("/usr/share/fonts")
_EMOJI = _DEBIAN / "truetype/noto/NotoColorEmoji.ttf"
_EMOJI_PIXELS = 109
"""The only size that the font of coloured pictures has."""
_RIGHT_TO_LEFT = ("R", "AL")
_JOINER, _AS_EMOJI, _AS_TEXT = (
    "\N{ZERO WIDTH JOINER}",
    "\N{VARIATION SELECTOR-16}",
    "\N{VARIATION SELECTOR-15}",
)


_Place = tuple[bool, Path]
"""Whether a letter is read to the left, and its font."""


def _assets(*names: str) -> tuple[Path, ...]:
    return tuple(assets.path("fonts", name) for name in names)


_CHAINS = {
    "Sora-Bold.otf": (
        *_assets("Sora-Bold.otf", "NotoSans-Bold.ttf", "NotoSansArabic-Bold.ttf", "NotoSansHebrew-Bold.ttf"),
        _DEBIAN / "opentype/noto/NotoSansCJK-Bold.ttc",
    ),
    "Manrope-Medium.ttf": (
        *_assets(
            "Manrope-Medium.ttf",
            "NotoSans-Regular.ttf",
            "NotoSansArabic-Regular.ttf",
            "NotoSansHebrew-Regular.ttf",
        ),
        _DEBIAN / "opentype/noto/NotoSansCJK-Regular.ttc",
    ),
}


@cache
def _has(path: Path) -> frozenset[int]:
    return characters(path)


@cache
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


def clusters(text: str) -> list[str]:
    """What a reader calls letters: marks, variants and joined emoji stay with what they belong to."""
    found: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        if found and (
            _continues(character) or found[-1].endswith(_JOINER) or _is_half_flag(found[-1], character)
        ):
            found[-1] += character
        else:
            found.append(character)
    return found


def _continues(character: str) -> bool:
    is_skin = 0x1F3FB <= ord(character) <= 0x1F3FF
    return is_skin or character == _JOINER or unicodedata.category(character) in ("Mn", "Me", "Mc")


def _is_half_flag(before: str, character: str) -> bool:
    return len(before) == 1 and all(0x1F1E6 <= ord(each) <= 0x1F1FF for each in (before, character))


@dataclass(frozen=True, slots=True)
class _Run:
    """Letters of one font."""

    text: str
    path: Path
    size: int

    @property
    def is_emoji(self) -> bool:
        return self.path == _EMOJI

    @property
    def font(self) -> ImageFont.FreeTypeFont:
        return _font(self.path, _EMOJI_PIXELS if self.is_emoji else self.size)

    @property
    def width(self) -> float:
        natural = self.font.getlength(self.text)
        return natural * self.size / _EMOJI_PIXELS if self.is_emoji else natural

    def draw(self, canvas: Image.Image, x: float, baseline: int, colour: str) -> None:
        if not self.is_emoji:
            ImageDraw.Draw(canvas).text((x, baseline), self.text, fill=colour, font=self.font, anchor="ls")
            return
        left, top, right, bottom = (round(side) for side in self.font.getbbox(self.text, anchor="ls"))
        picture = Image.new("RGBA", (max(1, right - left), max(1, bottom - top)))
        ink = ImageDraw.Draw(picture)
        ink.text((-left, -top), self.text, font=self.font, anchor="ls", embedded_color=True)
        scale = self.size / _EMOJI_PIXELS
        size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
        picture = picture.resize(size, Image.Resampling.LANCZOS)
        canvas.paste(picture, (round(x + left * scale), baseline + round(top * scale)), picture)


class Typeface:
    """One of the two at one size, with those that help it out. `face` is its file's name."""

    def __init__(self, face: str, size: int) -> None:
        self.size = size
        self._face = face
        self.ascent, self.descent = _font(_CHAINS[face][0], size).getmetrics()

    def length(self, line: str) -> float:
        """How wide the line is, in pixels."""
        return sum(run.width for run in self._runs(line))

    def draw(self, canvas: Image.Image, line: str, corner: tuple[float, int], colour: str) -> None:
        """Draw the line with its top left at `corner`."""
        x, y = corner
        for run in self._runs(line):
            run.draw(canvas, x, y + self.ascent, colour)
            x += run.width

    def without(self, text: str) -> tuple[str, str]:
        """The text without the letters that no font here has, and those letters."""
        kept: list[str] = []
        lost: list[str] = []
        for cluster in clusters(text):
            (kept if cluster.isspace() or _path_of(self._face, cluster) else lost).append(cluster)
        return "".join(kept), "".join(lost)

    def _runs(self, line: str) -> list[_Run]:
        return [_Run(text, path, self.size) for path, text in _in_order(self._face, line)]


@lru_cache(4096)
def _path_of(face: str, cluster: str) -> Path | None:
    """The first font of the face's that has all of the letter."""
    needed = {ord(each) for each in cluster if each not in (_JOINER, _AS_EMOJI, _AS_TEXT)}
    fonts = (*_CHAINS[face], _EMOJI)
    chain = (_EMOJI, *fonts) if _AS_EMOJI in cluster else fonts
    return next((path for path in chain if needed <= _has(path)), None)


@lru_cache(2048)
def _in_order(face: str, line: str) -> tuple[tuple[Path, str], ...]:
    """The line's runs of one font and one direction, from left to right as they are drawn."""
    base = _is_right_to_left(line)
    letters = clusters(line)
    places = [_place_of(face, letter) for letter in letters]
    following: list[_Place | None] = []
    for place in reversed(places):
        following.append(place or (following[-1] if following else None))
    settled: list[_Place] = []
    for letter, place, after in zip(letters, places, reversed(following), strict=True):
        settled.append(place or _between(face, letter, (settled[-1] if settled else None, after), base))
    runs = [
        (path, "".join(letter for _, letter in group))
        for (_, path), group in groupby(zip(settled, letters, strict=True), key=lambda each: each[0])
    ]
    return tuple(runs[::-1] if base else runs)


def _place_of(face: str, letter: str) -> _Place | None:
    leftwards = _leftwards(letter)
    return None if leftwards is None else (leftwards, _path_of(face, letter) or _CHAINS[face][0])


def _between(face: str, letter: str, around: tuple[_Place | None, _Place | None], base: bool) -> _Place:
    """A space or a stop goes with its neighbours if they are of one kind, else with the whole line."""
    before, after = around
    if before and before == after and {ord(each) for each in letter} <= _has(before[1]):
        return before
    return base, _path_of(face, letter) or _CHAINS[face][0]


def _leftwards(cluster: str) -> bool | None:
    """Whether the letter is read to the left; None for what goes with its neighbours."""
    kind = unicodedata.bidirectional(cluster[0])
    if kind in _RIGHT_TO_LEFT:
        return True
    return False if kind in ("L", "EN", "AN") or ord(cluster[0]) >= 0x1F000 else None


def _is_right_to_left(line: str) -> bool:
    """By its first letter that has a direction, as the Unicode standard has it."""
    strong = (unicodedata.bidirectional(each) for each in line)
    return next((kind for kind in strong if kind in ("L", *_RIGHT_TO_LEFT)), "L") in _RIGHT_TO_LEFT
