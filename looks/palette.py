"""Colours: the accent, ramps through OKLab, and pictures coloured by a ramp."""

import re
from collections.abc import Sequence
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from looks.canvas import Picture, Plane

_HEX = re.compile(r"#[0-9a-fA-F]{6}")
_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)

Stop = tuple[float, str]
"""A place on a ramp, 0 to 1, and its colour as #rrggbb."""


def rgb(colour: str) -> NDArray[np.float64]:
    """The three parts of #rrggbb, red first, 0 to 1. Raises ValueError for anything else."""
    if not isinstance(colour, str) or not _HEX.fullmatch(colour):
        raise ValueError(f"a colour is written #rrggbb, not {colour!r}")
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255


def bgr(colour: str) -> Plane:
    """A colour as OpenCV orders it, to be spread over a plane."""
    return rgb(colour)[::-1].astype(np.float32)


def lch(colour: str) -> tuple[float, float, float]:
    """Lightness 0 to 1, chroma, and hue in degrees, in OKLCh (Björn Ottosson, 2020)."""
    lightness, a, b = _oklab(rgb(colour)[None])[0]
    return float(lightness), float(np.hypot(a, b)), float(np.degrees(np.arctan2(b, a)) % 360)


def from_lch(lightness: float, chroma: float, hue: float) -> str:
    """The colour nearest to that on a screen: chroma gives way until it can be shown."""
    angle = np.radians(hue)
    for share in np.linspace(1, 0, 41):
        a, b = chroma * share * np.cos(angle), chroma * share * np.sin(angle)
        shown = _srgb(np.array([[lightness, a, b]]))[0]
        if shown.min() >= -0.002 and shown.max() <= 1.002:
            break
    red, green, blue = (round(float(part) * 255) for part in np.clip(shown, 0, 1))
    return f"#{red:02x}{green:02x}{blue:02x}"


def ramp(stops: Sequence[Stop]) -> Plane:
    """256 colours in BGR from dark to light, blended in OKLab so that no blend turns to mud."""
    places = [place for place, _ in stops]
    colours = _oklab(np.array([rgb(colour) for _, colour in stops]))
    at = np.linspace(0, 1, 256)
    blended = np.stack([np.interp(at, places, colours[:, part]) for part in range(3)], axis=1)
    return np.clip(_srgb(blended)[:, ::-1], 0, 1).astype(np.float32)


def coloured(tones: Picture, stops: Sequence[Stop]) -> Plane:
    """Grey tones (HxW uint8) in the colours of a ramp."""
    table = ramp(stops)[None]
    return cast(Plane, cv2.LUT(cv2.merge([tones, tones, tones]), table))


def _oklab(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return cast(NDArray[np.float64], np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def _srgb(oklab: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = (oklab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    bright = 1.055 * np.power(np.maximum(linear, 0.0031308), 1 / 2.4) - 0.055
    return np.where(linear <= 0.0031308, linear * 12.92, bright)
