"""The event's accent colour (`Branding.primary_color`) made to work on the dark screens of booth and phone.

On white paper it is printed as it was chosen. Contrast is that of WCAG 2.2. Colours are `#rrggbb`.
"""

from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import dataclass
from functools import lru_cache

NIGHT = "#0a0a10"
"""The background of every screen."""
_INKS = ("#ffffff", "#000000")
"""One of the two has a contrast of 4.5 or more on any colour."""
_CONTROL = 4.0
"""WCAG asks for 3; the background glows in the accent itself."""
_TEXT = 4.5
_STEP = 0.02


@dataclass(frozen=True, slots=True)
class ScreenAccent:
    """`fill` is for buttons, `ink` for the words on them, `text` for words on the background."""

    fill: str
    ink: str
    text: str


@lru_cache(maxsize=64)
def screen_accent(color: str) -> ScreenAccent:
    """The colour itself where it reads, else lightened in its own hue until it does.

    Remembered, because the booth asks for it with every scene.
    """
    fill = _lightened(color, _CONTROL)
    ink = max(_INKS, key=lambda ink: contrast(ink, fill))
    return ScreenAccent(fill, ink, _lightened(color, _TEXT))


def contrast(one: str, other: str) -> float:
    """1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _lightened(color: str, least: float) -> str:
    """`color`, with at least this contrast to the night."""
    hue, lightness, saturation = rgb_to_hls(*_channels(color))
    while contrast(color, NIGHT) < least:
        lightness = min(1.0, lightness + _STEP)
        color = "#" + "".join(f"{round(part * 255):02x}" for part in hls_to_rgb(hue, lightness, saturation))
    return color.lower()


def _channels(color: str) -> tuple[float, float, float]:
    return int(color[1:3], 16) / 255, int(color[3:5], 16) / 255, int(color[5:7], 16) / 255


def _luminance(color: str) -> float:
    red, green, blue = map(_linear, _channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
