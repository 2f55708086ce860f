"""The book of looks: every look by its name, and the one way to make a picture with one."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from looks import darkroom, gallery, glass, night, party, printshop, sketchbook
from looks.canvas import Picture
from looks.limits import DEFAULT_ACCENT, SMALLEST, UnknownLookError
from looks.palette import rgb

Look: TypeAlias = Callable[[Picture, str], Picture]
"""A pure function of a picture and the event's accent colour."""

_LOOKS: Mapping[str, Look] = MappingProxyType(
    {
        "golden": party.golden,
        "duotone": party.duotone,
        "dream": party.dream,
        "cross": darkroom.cross,
        "noir": darkroom.noir,
        "silver": darkroom.silver,
        "vintage": darkroom.vintage,
        "instant": darkroom.instant,
        "pencil": sketchbook.pencil,
        "crayons": sketchbook.crayons,
        "ink": sketchbook.ink,
        "charcoal": sketchbook.charcoal,
        "comic": printshop.comic,
        "pop": printshop.pop,
        "risograph": printshop.risograph,
        "poster": printshop.poster,
        "oil": gallery.oil,
        "watercolour": gallery.watercolour,
        "stained-glass": glass.stained_glass,
        "gold-leaf": gallery.gold_leaf,
        "neon": night.neon,
        "synthwave": night.synthwave,
        "cyberpunk": night.cyberpunk,
        "vaporwave": night.vaporwave,
    }
)


def names() -> tuple[str, ...]:
    """The names of all looks, in the order of the catalogue."""
    return tuple(_LOOKS)


def apply(name: str, picture: NDArray[np.uint8], accent: str = DEFAULT_ACCENT) -> NDArray[np.uint8]:
    """The picture in that look: the same size, always the same for the same input; the input stays as it is.

    `picture` is HxWx3 uint8 in BGR, at least 64 pixels each way; `accent` is #rrggbb. Safe to call from
    several threads. Raises UnknownLookError, or ValueError for a picture or colour that is none.
    """
    look = _LOOKS.get(name)
    if look is None:
        raise UnknownLookError(name, names())
    rgb(accent)
    return look(_checked(picture), accent)


def _checked(picture: object) -> Picture:
    if not isinstance(picture, np.ndarray) or picture.dtype != np.uint8:
        raise ValueError("a picture is a numpy array of uint8")
    if picture.ndim != 3 or picture.shape[2] != 3:
        raise ValueError(f"a picture is HxWx3 in BGR, not {'x'.join(map(str, picture.shape)) or 'a number'}")
    if min(picture.shape[:2]) < SMALLEST:
        raise ValueError(f"a picture has at least {SMALLEST} pixels each way, not {picture.shape[:2]}")
    return np.ascontiguousarray(picture)
