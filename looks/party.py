"""Luz de fiesta: the light that one wishes there had been."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import Picture, Plane, blur, broad, grey, grid, lay, like, picture_of, step, unit
from looks.light import Lamp, bloom, glow, vignette
from looks.palette import Stop, bgr, coloured, from_lch, lch
from looks.smooth import flattered
from looks.texture import grained, noise
from looks.tone import clarity, curve, leveled, saturated, screen, soft_light, through


def duotone(picture: Picture, accent: str) -> Picture:
    """Two colours out of the event's own: its night and its daylight."""
    pixel = unit(picture)
    tones = clarity(leveled(grey(picture), 0.02, 0.99), 60 * pixel, 0.25)
    lit = flattered(through(tones, DUOTONE), 0.6)
    toned = coloured(grey(picture_of(lit)), accent_stops(accent))
    return picture_of(grained(bloom(toned, 24, 0.16, 0.8), 0.016, 51, 0.9))


def accent_stops(accent: str) -> list[Stop]:
    """Night to daylight through the accent: shadows turn one way round the wheel, lights the other."""
    lightness, chroma, hue = lch(accent)
    strength = max(chroma, 0.02)
    middle = min(max(lightness, 0.56), 0.68)
    return [
        (0.0, from_lch(0.17, min(strength * 0.55, 0.12), hue - 38)),
        (0.30, from_lch(0.36, min(strength * 0.95, 0.20), hue - 22)),
        (0.58, from_lch(middle, strength, hue)),
        (0.82, from_lch(0.85, strength * 0.52, hue + 22)),
        (1.0, from_lch(0.975, min(strength * 0.14, 0.03), hue + 40)),
    ]


def golden(picture: Picture, accent: str) -> Picture:
    """The last hour of sun: a low warm light from the side and skin that glows."""
    photo = flattered(through(leveled(picture), BLUE_GOLD, GREEN_GOLD, RED_GOLD), 0.55)
    photo = bloom(saturated(photo, 1.06), 46, 0.42, 0.55)
    photo = glow(photo, Lamp(1.12, -1.05, 0.62, "#ff9a3c", 0.78))
    photo = glow(photo, Lamp(1.18, -1.15, 0.30, "#fff0c4", 0.75))
    photo = vignette(photo, 0.30, 0.8)
    return picture_of(grained(photo, 0.014, 52, 0.9))


def dream(picture: Picture, accent: str) -> Picture:
    """A daydream: pastel air, a soft halo, floating lights."""
    pixel = unit(picture)
    photo = flattered(through(leveled(picture), BLUE_DREAM, GREEN_DREAM, RED_DREAM), 0.8)
    across, down = grid(*photo.shape[:2])
    rim = step(across**2 * 0.8 + (down + np.float32(0.15)) ** 2 * 0.6, 0.15, 1.1)
    lay(photo, blur(photo, 11 * pixel), rim * np.float32(0.85))
    halo = blur(photo, 20 * pixel)
    halo *= halo
    halo *= np.float32(0.85 * 0.60)
    screen(photo, halo)
    del halo
    sky = _sky(photo)
    lay(soft_light(photo, sky), sky, rim * np.float32(0.34) + np.float32(0.08))
    return picture_of(screen(photo, _floating_lights(photo)))


def _sky(photo: Plane) -> Plane:
    height, width = photo.shape[:2]
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    colour = bgr("#b9a2ff") * (1 - down) + bgr("#ff9fb8") * down
    return cast(Plane, np.broadcast_to(colour * np.float32(0.78) + np.float32(0.10), (height, width, 3)))


def _floating_lights(photo: Plane) -> Plane:
    """Discs of light out of focus, kept away from the middle, where the faces are."""
    height, width = photo.shape[:2]
    pixel = unit(photo)
    lights = np.zeros((height, width, 3), dtype=np.float32)
    places = noise(16, 4, 53)
    for x, y, size, tint in places:
        across, down = (float(np.tanh(part * 1.3)) for part in (x, y))
        if across**2 * 0.9 + (down + 0.1) ** 2 * 0.55 < 0.5:
            continue
        centre = (round((across * 0.5 + 0.5) * width), round((down * 0.5 + 0.5) * height))
        colour = bgr("#ffe3f0" if tint > 0 else "#d9d4ff") * np.float32(0.09 + 0.05 * abs(tint))
        cv2.circle(lights, centre, max(2, round((26 + 20 * abs(float(size))) * pixel)), colour.tolist(), -1)
    lights = broad(lights, 5 * pixel)
    return like(lights, photo)


DUOTONE = curve([(0, 0), (0.22, 0.16), (0.5, 0.52), (0.78, 0.86), (1, 1)])
BLUE_GOLD = curve([(0, 0.035), (0.3, 0.24), (0.7, 0.58), (1, 0.82)])
GREEN_GOLD = curve([(0, 0.025), (0.3, 0.29), (0.7, 0.71), (1, 0.96)])
RED_GOLD = curve([(0, 0.035), (0.3, 0.36), (0.7, 0.82), (1, 1)])
BLUE_DREAM = curve([(0, 0.17), (0.3, 0.38), (0.7, 0.74), (1, 0.99)])
GREEN_DREAM = curve([(0, 0.10), (0.3, 0.32), (0.7, 0.71), (1, 0.97)])
RED_DREAM = curve([(0, 0.15), (0.3, 0.39), (0.7, 0.79), (1, 1)])
