"""Light: vignettes, bloom, leaks and flares. All of it falls on a plane in place."""

from dataclasses import dataclass

import cv2
import numpy as np

from looks.canvas import Plane, bands, broad, grid, lay, like, step, unit
from looks.palette import bgr
from looks.tone import screen


def vignette(plane: Plane, strength: float, reach: float = 0.75, centre: float = -0.12) -> Plane:
    """Darkened towards the corners; `centre` is the height of the light, -1 top to 1 bottom."""
    across, down = grid(*plane.shape[:2])
    for rows in bands(plane):
        distance = np.sqrt(across**2 * 0.9 + (down[rows] - centre) ** 2 * 0.8)
        shade = 1 - np.float32(strength) * step(distance, reach * 0.55, reach * 2.0)
        plane[rows] *= shade[..., None] if plane.ndim == 3 else shade
    return plane


def bloom(plane: Plane, sigma: float, amount: float, threshold: float = 0.6) -> Plane:
    """Bright places shine into their surroundings; sigma in units."""
    bright = plane - np.float32(threshold)
    np.maximum(bright, 0, out=bright)
    bright *= np.float32(amount / (1 - threshold))
    bright = broad(bright, sigma * unit(plane))
    shine = like(bright, plane)
    return screen(plane, np.minimum(shine, np.float32(0.95), out=shine))


def beam(plane: Plane, amount: Plane, colour: Plane, most: float = 1.0) -> Plane:
    """Light of one colour, as much of it as `amount` says, and `most` at most."""
    for rows in bands(plane):
        screen(plane[rows], np.minimum(amount[rows][..., None] * colour, np.float32(most)))
    return plane


@dataclass(frozen=True)
class Lamp:
    """A soft light: its place (-1 to 1 each way; beyond is outside), radius, colour and strength."""

    x: float
    y: float
    radius: float
    colour: str
    strength: float


def glow(plane: Plane, lamp: Lamp) -> Plane:
    """A soft light over the picture."""
    height, width = plane.shape[:2]
    across, down = grid(height, width)
    longer = max(height, width)
    colour = bgr(lamp.colour)
    across = ((across - lamp.x) * (width / longer)) ** 2
    for rows in bands(plane):
        distance = across + ((down[rows] - lamp.y) * (height / longer)) ** 2
        shine = np.exp(distance * np.float32(-1 / lamp.radius**2)) * np.float32(lamp.strength)
        lit = screen(plane[rows], (shine * np.float32(0.7))[..., None] * colour)
        lay(lit, colour, shine * np.float32(0.45))
    return plane


def fringed(plane: Plane, amount: float) -> Plane:
    """Red and blue drawn apart towards the corners, as a simple lens does; `amount` in units."""
    height, width = plane.shape[:2]
    share = amount * unit(plane) / max(height, width) * 2
    for part, factor in ((0, 1 - share), (2, 1 + share)):
        plane[..., part] = _zoomed(np.ascontiguousarray(plane[..., part]), factor)
    return plane


def _zoomed(channel: cv2.typing.MatLike, factor: float) -> cv2.typing.MatLike:
    height, width = channel.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), 0, factor)
    return cv2.warpAffine(channel, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
