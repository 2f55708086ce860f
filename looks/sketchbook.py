"""A mano: drawn on paper."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import (
    Picture,
    Plane,
    blur,
    cover,
    filled,
    floats,
    grey,
    lay,
    like,
    picture_of,
    reduced,
    step,
    unit,
)
from looks.flow import along, flow_of
from looks.lines import dodged, drawn
from looks.palette import bgr
from looks.smooth import flattered, guided, painted
from looks.texture import clouds, noise, paper, strokes
from looks.tone import curve, leveled, saturated, through, vibrant


def pencil(picture: Picture, accent: str) -> Picture:
    """Graphite on ivory paper: fine contours and patient hatching."""
    pixel = unit(picture)
    tones = _tones(picture)
    lines = drawn(tones, 2.0 * pixel, 0.80)
    sketch = dodged(tones, 22 * pixel)
    dark = 1 - np.minimum(tones * 1.06 + 0.03, 1)
    graphite = np.minimum(sketch**1.4, 1 - 0.76 * _hatched(tones, dark, pixel))
    graphite *= 1 - 0.42 * blur(dark, 3 * pixel) ** 0.8
    graphite *= 0.30 + 0.70 * lines
    del lines, sketch, dark
    graphite = 1 - (1 - graphite) * (1 + 0.15 * paper(tones, 21))
    return picture_of(_on_paper(cast(Plane, graphite), "#2a2a30", "#f8f5ee", paper(tones, 22)))


def _hatched(tones: Plane, dark: Plane, pixel: float) -> Plane:
    first = strokes(tones, 52, 95, 3.4, 23)
    second = strokes(tones, 118, 70, 3.6, 24)
    light = step(dark * 2.3 - 0.95 + first * 0.26, 0.0, 1.0)
    deep = step(dark * 2.6 - 1.95 + second * 0.30, 0.0, 0.9)
    return cast(Plane, np.minimum(light * 0.62 + deep * 0.5, 1))


def crayons(picture: Picture, accent: str) -> Picture:
    """Coloured pencils: bright layered strokes that let the paper through."""
    pixel = unit(picture)
    sketch = reduced(floats(vibrant(leveled(picture), 0.75)), 800)
    sketch = painted(sketch, 3 * unit(sketch))
    dim = sketch * np.float32(0.32)
    tones = cast(Plane, cv2.cvtColor(like(sketch, picture), cv2.COLOR_BGR2GRAY))
    contours = 1 - drawn(tones, 2.0 * pixel, 0.66)
    first, second = strokes(tones, 58, 130, 2.2, 25), strokes(tones, 40, 90, 2.4, 26)
    tooth = paper(tones, 27)
    pressure = 1.20 - 0.62 * tones * tones + 0.075 * first + 0.05 * second + 0.085 * tooth
    thin = 1 - (0.035 * first + 0.03 * second + 0.02 * tooth) * (1.15 - tones)
    del tones, first, second, tooth
    drawing = saturated(like(sketch, picture), 1.25)
    drawing *= np.float32(0.90)
    drawing += np.float32(0.07)
    cover(drawing, bgr("#fdfaf3"), np.clip(pressure, 0, 0.98))
    drawing *= thin[..., None]
    contours *= np.float32(0.75)
    return picture_of(lay(drawing, like(dim, picture), contours))


def ink(picture: Picture, accent: str) -> Picture:
    """China ink: brush lines, black masses and two thinned washes."""
    pixel = unit(picture)
    tones = flattered(_tones(picture), 0.8)
    height, width = tones.shape
    lines = drawn(tones, 3.2 * pixel, 0.74, shade=0.20, softness=0.07)
    wet = guided(tones, 20 * pixel, 0.16) + clouds(height, width, 60 * pixel, 28) * np.float32(0.014)
    pale = float(np.clip(np.quantile(wet[::4, ::4], 0.5), 0.54, 0.74))
    wash = _wash(wet, pale, pixel) * np.float32(0.22) + _wash(wet, pale * 0.66, pixel) * np.float32(0.36)
    del wet
    wash *= 1 + 0.10 * clouds(height, width, 140 * pixel, 29) + 0.05 * paper(tones, 30)
    sheet = np.minimum(1 - wash, 1) * lines
    del wash, lines
    return picture_of(_on_paper(cast(Plane, sheet), "#13141c", "#f7f2e7", paper(tones, 31)))


def _wash(tones: Plane, level: float, pixel: float) -> Plane:
    """Thinned ink below `level`: its edge dries darker, as a puddle does."""
    puddle = step(tones, level + 0.022, level - 0.022)
    rim = puddle - blur(puddle, 5 * pixel)
    return cast(Plane, puddle * np.float32(0.86) + np.maximum(rim, 0) * np.float32(0.7))


def charcoal(picture: Picture, accent: str) -> Picture:
    """Willow charcoal and a white chalk on grey-brown paper."""
    pixel = unit(picture)
    tones = _tones(picture)
    coal = 1 - drawn(tones, 3.6 * pixel, 0.7)
    smudged, grit = _rubbed(tones)
    grit = grit + paper(tones, 33, 1.5) * np.float32(0.8)
    dark = step(0.60 - smudged + 0.085 * grit, 0.0, 0.52)
    chalk = step(smudged - 0.70 + 0.065 * grit, 0.0, 0.36)
    del smudged
    coal *= 0.82 + 0.12 * grit
    np.maximum(dark, coal, out=coal)
    del dark, grit
    sheet = filled(bgr("#c3b6a3"), tones)
    sheet *= (1 + 0.020 * paper(tones, 34, 1.4))[..., None]
    lay(sheet, bgr("#fbf7ee"), chalk * np.float32(0.82))
    return picture_of(lay(sheet, bgr("#1a1819"), np.clip(coal, 0, 0.97)))


def _rubbed(tones: Plane) -> tuple[Plane, Plane]:
    """Tones smudged with a finger along the form, and the streaks that it leaves."""
    small = reduced(tones, 800)
    pixel = unit(small)
    flow = flow_of(blur(small, 2 * pixel), 7 * pixel)
    smudged = along(blur(small, 2.2 * pixel), flow, 16 * pixel)
    streaks = along(noise(small.shape[0], small.shape[1], 32) * np.float32(2.2), flow, 9 * pixel)
    return like(smudged, tones), like(streaks, tones)


def _tones(picture: Picture) -> Plane:
    return through(leveled(grey(picture)), PAPER_TONES)


def _on_paper(sheet: Plane, dark: str, light: str, tooth: Plane) -> Plane:
    """A drawing (1: untouched) in `dark` on paper of the colour `light`."""
    ground = filled(bgr(light), sheet)
    ground *= (1 + 0.010 * tooth)[..., None]
    return cover(ground, bgr(dark), np.clip(sheet, 0, 1))


PAPER_TONES = curve([(0, 0), (0.25, 0.24), (0.5, 0.55), (0.75, 0.82), (1, 1)])
