"""Revelado: photographs as chemistry made them."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import Picture, Plane, blur, grey, grid, lay, mix, picture_of, step, unit
from looks.light import Lamp, bloom, fringed, glow, vignette
from looks.palette import coloured
from looks.smooth import flattered
from looks.texture import clouds, grained, paper
from looks.tone import clarity, curve, leveled, saturated, screen, through


def noir(picture: Picture, accent: str) -> Picture:
    """A still of the forties: hard light, deep blacks, silver skin."""
    pixel = unit(picture)
    tones = leveled(_orthochromatic(picture, red=0.52, green=0.40, blue=0.08), 0.02, 0.995)
    tones = clarity(tones, 46 * pixel, 0.42)
    lit = through(tones, curve([(0, 0), (0.22, 0.07), (0.48, 0.46), (0.74, 0.84), (1, 1)]))
    lit = vignette(bloom(lit, 26, 0.30, 0.72), 0.78, 0.62)
    return picture_of(_toned(grained(lit, 0.055, 11, 1.2), NOIR))


def silver(picture: Picture, accent: str) -> Picture:
    """A studio portrait on gelatin silver paper: creamy skin, a glow, a touch of selenium."""
    pixel = unit(picture)
    tones = leveled(_orthochromatic(picture, red=0.42, green=0.46, blue=0.12), 0.01, 0.998)
    soft = flattered(through(clarity(tones, 90 * pixel, 0.16), STUDIO), 0.75)
    halo = blur(soft, 16 * pixel)
    shining = screen(soft, halo * halo * np.float32(0.34))
    shining = vignette(shining * np.float32(0.95), 0.42, 0.8)
    return picture_of(_toned(grained(shining, 0.026, 12, 0.9), SELENIUM))


def vintage(picture: Picture, accent: str) -> Picture:
    """An albumen print out of grandmother's album: sepia, soft corners, a century of light."""
    pixel = unit(picture)
    tones = leveled(_orthochromatic(picture, red=0.20, green=0.55, blue=0.25), 0.01, 0.995)
    print_ = through(clarity(tones, 60 * pixel, 0.2), FADED)
    height, width = print_.shape
    across, down = grid(height, width)
    rim = step(across**2 + (down * 0.9) ** 2, 0.35, 1.5)
    print_ = mix(print_, blur(print_, 7 * pixel), rim)
    print_ = print_ + rim * 0.10 + clouds(height, width, 420 * pixel, 3) * 0.022 * (0.4 + rim)
    print_ = vignette(print_, 0.20, 0.95, 0.0) + paper(print_, 5, 1.2) * np.float32(0.011)
    aged = _toned(grained(print_, 0.030, 13, 1.3), SEPIA)
    return picture_of(aged)


def instant(picture: Picture, accent: str) -> Picture:
    """An instant picture of the seventies: milky blacks, warm lights, a leak of sun."""
    pixel = unit(picture)
    film = through(leveled(picture), BLUE_FILM, GREEN_FILM, RED_FILM)
    film = saturated(film, 0.86)
    lay(film, blur(film, 2.2 * pixel), 0.35)
    film = bloom(film, 40, 0.30, 0.62)
    film = glow(film, Lamp(-1.15, -0.55, 0.42, "#ff6a1f", 0.62))
    film = glow(film, Lamp(-1.2, 0.05, 0.30, "#ffb347", 0.30))
    film = vignette(fringed(film, 1.2), 0.30, 0.95, 0.0)
    return picture_of(grained(film, 0.034, 14, 1.2))


def cross(picture: Picture, accent: str) -> Picture:
    """Slide film in the wrong chemistry: acid lights, ink-blue shadows, colours that shout."""
    film = through(leveled(picture), BLUE_CROSSED, GREEN_CROSSED, RED_CROSSED)
    film = saturated(film, 1.12)
    film = bloom(film, 22, 0.22, 0.7)
    return picture_of(grained(vignette(fringed(film, 2.2), 0.62, 0.7), 0.034, 15, 1.1))


def _orthochromatic(picture: Picture, red: float, green: float, blue: float) -> Picture:
    """Grey tones as a film sees them that is more or less blind to a colour."""
    return cast(Picture, cv2.transform(picture, np.array([[blue, green, red]], dtype=np.float32)))


def _toned(tones: Plane, stops: list[tuple[float, str]]) -> Plane:
    return coloured(grey(picture_of(tones)), stops)


STUDIO = curve([(0, 0.01), (0.18, 0.10), (0.5, 0.56), (0.78, 0.89), (1, 1)])
FADED = curve([(0, 0.06), (0.25, 0.21), (0.5, 0.52), (0.78, 0.87), (1, 0.98)])
NOIR = [(0.0, "#050608"), (0.5, "#7d7e80"), (1.0, "#f7f6f2")]
SELENIUM = [(0.0, "#0c090b"), (0.35, "#534a4a"), (0.7, "#b3a9a3"), (1.0, "#faf5ec")]
SEPIA = [(0.0, "#21130b"), (0.3, "#5d3a22"), (0.6, "#a87c50"), (0.85, "#dfc397"), (1.0, "#f5e8cd")]

BLUE_FILM = curve([(0, 0.16), (0.3, 0.34), (0.7, 0.64), (1, 0.82)])
GREEN_FILM = curve([(0, 0.10), (0.25, 0.25), (0.6, 0.62), (1, 0.94)])
RED_FILM = curve([(0, 0.09), (0.25, 0.27), (0.6, 0.69), (1, 0.99)])

BLUE_CROSSED = curve([(0, 0.16), (0.35, 0.36), (0.65, 0.56), (1, 0.80)])
GREEN_CROSSED = curve([(0, 0), (0.25, 0.20), (0.6, 0.66), (1, 1)])
RED_CROSSED = curve([(0, 0), (0.28, 0.17), (0.6, 0.70), (1, 1)])
