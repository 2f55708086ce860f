"""Museo: paint, glass and gold."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import (
    Picture,
    Plane,
    bands,
    blur,
    cover,
    floats,
    grey,
    like,
    picture_of,
    reduced,
    step,
    unit,
)
from looks.flow import along, flow_of
from looks.light import bloom, vignette
from looks.lines import drawn
from looks.palette import bgr, coloured
from looks.relief import raised
from looks.smooth import flattered, painted
from looks.texture import clouds, noise, paper, weave
from looks.tone import clarity, curve, leveled, saturated, through, vibrant


def oil(picture: Picture, accent: str) -> Picture:
    """Oil on canvas: brush strokes that follow the form, thick where the light falls."""
    small = reduced(floats(vibrant(leveled(picture), 0.55)), _EASEL)
    pixel = unit(small)
    paint = painted(painted(small, 4.0 * pixel, 10), 2.6 * pixel, 10)
    tones = cast(Plane, cv2.cvtColor(paint, cv2.COLOR_BGR2GRAY))
    flow = flow_of(blur(tones, 2 * pixel), 8 * pixel)
    paint = along(paint, flow, 7 * pixel, 2)
    bristles = along(noise(tones.shape[0], tones.shape[1], 61) * np.float32(1.4), flow, 32 * pixel, 4)
    relief = raised(blur(bristles, 0.8 * pixel) * np.float32(4) + tones * 3, 0.16)
    features = drawn(cast(Plane, cv2.cvtColor(small, cv2.COLOR_BGR2GRAY)), 2.4 * pixel, 0.55)
    paint = saturated(paint, 1.15) * ((1 + relief * 0.27) * (0.62 + 0.38 * features))[..., None]
    large = like(paint, picture)
    large += weave(large, 62)[..., None] * np.float32(0.008)
    return picture_of(vignette(large, 0.30, 0.85))


def watercolour(picture: Picture, accent: str) -> Picture:
    """Watercolour: wet washes with dried edges on cold-pressed paper."""
    pixel = unit(picture)
    sketch = reduced(floats(vibrant(leveled(picture), 0.7)), _EASEL)
    sketch = _wobbled(painted(sketch, 4.5 * unit(sketch)), 5 * unit(sketch))
    tones = cast(Plane, cv2.cvtColor(like(sketch, picture), cv2.COLOR_BGR2GRAY))
    lines = drawn(tones, 1.8 * pixel, 0.7)
    brushed = _brushed_edge(tones)
    density = _density(tones, pixel)
    sheet = like(sketch, picture)
    for rows in bands(sheet):
        washed = saturated(1 - (1 - sheet[rows]) * np.float32(0.86), 1.3)
        np.power(np.clip(washed, 0.02, 1), density[rows][..., None], out=sheet[rows])
    cover(sheet, bgr("#fdfbf6"), brushed)
    sheet *= (1 - 0.40 * (1 - lines))[..., None]
    sheet *= (1 + 0.014 * paper(tones, 65, 1.8))[..., None]
    return picture_of(sheet)


def _density(tones: Plane, pixel: float) -> Plane:
    """Of the pigment: lumps in the wash, and rims where a puddle has dried."""
    height, width = tones.shape
    pigment = 0.13 * clouds(height, width, 110 * pixel, 63) + 0.09 * paper(tones, 64, 1.6)
    pigment *= 0.25 + 0.9 * tones
    pigment += 1.0
    pigment += np.clip(blur(tones, 5 * pixel) - tones, -0.03, 0.16) * 1.7
    return np.clip(pigment, 0.5, 2.0, out=pigment)


def _wobbled(plane: Plane, reach: float) -> Plane:
    """Borders that wander a little, as water takes them."""
    height, width = plane.shape[:2]
    xs = np.arange(width, dtype=np.float32)[None, :] + clouds(height, width, reach * 5, 66) * np.float32(
        reach * 0.3
    )
    ys = np.arange(height, dtype=np.float32)[:, None] + clouds(height, width, reach * 5, 67) * np.float32(
        reach * 0.3
    )
    return cast(Plane, cv2.remap(plane, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _brushed_edge(tones: Plane) -> Plane:
    """1 where the brush went: nearly everywhere, with a dry rim of bare paper."""
    height, width = tones.shape
    pixel = unit(tones)
    xs = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)[None, :]
    ys = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)[:, None]
    rim = np.minimum(xs, ys) / np.float32(pixel)
    rim = rim + clouds(height, width, 170 * pixel, 68) * 12 + clouds(height, width, 40 * pixel, 69) * 3
    return step(cast(Plane, rim + 3 * paper(tones, 78, 1.6)), 16, 34)


def gold_leaf(picture: Picture, accent: str) -> Picture:
    """Gold leaf on black lacquer: a portrait beaten out of metal."""
    pixel = unit(picture)
    tones = clarity(leveled(grey(picture), 0.02, 0.99), 50 * pixel, 0.4)
    metal = flattered(through(tones, METAL), 0.7)
    height, width = metal.shape
    leaf = _leaves(height, width, 190 * pixel)
    crumple = clouds(height, width, 34 * pixel, 72) * np.float32(0.6)
    crumple += clouds(height, width, 9 * pixel, 73) * np.float32(0.16)
    sheen = raised(blur(metal, 1.2 * pixel) * 9 + crumple * np.float32(0.35), 0.5)
    shaded = np.clip(metal * (1 + leaf * 0.06) + sheen * 0.10 * (0.3 + metal), 0, 1)
    glints = blur(step(noise(height, width, 74) + metal * 1.2, 2.78, 2.9) * metal, 0.7 * pixel)
    del metal, leaf, crumple, sheen
    gold = coloured(grey(picture_of(cast(Plane, shaded))), GOLD)
    for rows in bands(gold):
        gold[rows] += glints[rows][..., None] * bgr("#fff3c0") * np.float32(0.8)
    return picture_of(vignette(bloom(gold, 14, 0.35, 0.66), 0.45, 0.75))


def _leaves(height: int, width: int, side: float) -> Plane:
    """Squares of leaf, each a little brighter or darker than its neighbour, with torn seams."""
    rows, columns = int(height / side) + 2, int(width / side) + 2
    shade = noise(rows, columns, 75)
    ys = np.arange(height, dtype=np.float32)[:, None] + clouds(height, width, side / 5, 76) * np.float32(
        side / 60
    )
    xs = np.arange(width, dtype=np.float32)[None, :] + clouds(height, width, side / 5, 77) * np.float32(
        side / 60
    )
    row = np.clip(ys / np.float32(side), 0, rows - 1).astype(np.int32)
    column = np.clip(xs / np.float32(side), 0, columns - 1).astype(np.int32)
    return cast(Plane, np.tanh(shade)[row, column])


METAL = curve([(0, 0.0), (0.25, 0.16), (0.5, 0.5), (0.75, 0.8), (1, 1)])
_EASEL = 720
"""Oil is painted on a canvas whose short side has so many pixels; only its threads are finer."""

GOLD = [
    (0.0, "#090706"),
    (0.18, "#2a1a09"),
    (0.42, "#7d5212"),
    (0.64, "#c8932b"),
    (0.82, "#efc95c"),
    (1.0, "#fff6d2"),
]
