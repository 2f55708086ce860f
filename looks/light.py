"""Light: vignettes, bloom, leaks and flares."""

from dataclasses import dataclass
from typing import cast

import cv2
import numpy as np

from looks.canvas import Plane, blur, grid, mix, step, unit
from looks.palette import bgr
from looks.tone import screen


def vignette(plane: Plane, strength: float, reach: float = 0.75, centre: float = -0.12) -> Plane:
    """Darkened towards the corners; `centre` is the height of the light, -1 top to 1 bottom."""
    across, down = grid(*plane.shape[:2])
    distance = np.sqrt(across**2 * 0.9 + (down - centre) ** 2 * 0.8)
    shade = 1 - np.float32(strength) * step(distance, reach * 0.55, reach * 2.0)
    return plane * (shade[..., None] if plane.ndim == 3 else shade)


def bloom(plane: Plane, sigma: float, amount: float, threshold: float = 0.6) -> Plane:
    """Bright places shine into their surroundings; sigma in units."""
    bright = np.maximum(plane - np.float32(threshold), 0) * np.float32(amount / (1 - threshold))
    return screen(plane, np.minimum(blur(bright, sigma * unit(plane)), np.float32(0.95)))


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
    distance = ((across - lamp.x) * (width / longer)) ** 2 + ((down - lamp.y) * (height / longer)) ** 2
    shine = np.exp(distance * np.float32(-1 / lamp.radius**2)) * np.float32(lamp.strength)
    colour = bgr(lamp.colour)
    lit = screen(plane, (shine * np.float32(0.7))[..., None] * colour)
    return mix(lit, np.broadcast_to(colour, lit.shape), shine * np.float32(0.45))


def fringed(plane: Plane, amount: float) -> Plane:
    """Red and blue drawn apart towards the corners, as a simple lens does; `amount` in units."""
    height, width = plane.shape[:2]
    share = amount * unit(plane) / max(height, width) * 2
    blue, green, red = cv2.split(plane)
    return cast(Plane, cv2.merge([_zoomed(blue, 1 - share), green, _zoomed(red, 1 + share)]))


def _zoomed(channel: cv2.typing.MatLike, factor: float) -> cv2.typing.MatLike:
    height, width = channel.shape[:2]
    turn = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), 0, factor)
    return cv2.warpAffine(channel, turn, (width, height), borderMode=cv2.BORDER_REFLECT_101)
