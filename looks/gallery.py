"""Museo: paint, glass and gold."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import Picture, Plane, blur, floats, grey, like, mix, picture_of, resized, step, unit
from looks.flow import Flow, along, flow_of
from looks.light import bloom, vignette
from looks.lines import drawn
from looks.palette import bgr, coloured
from looks.smooth import flattered, guided, painted
from looks.texture import clouds, noise, paper, strokes, weave
from looks.tone import clarity, curve, leveled, saturated, soft_light, through, vibrant


def oil(picture: Picture, accent: str) -> Picture:
    """Oil on canvas: brush strokes that follow the form, thick where the light falls."""
    pixel = unit(picture)
    photo = floats(vibrant(leveled(picture), 0.55))
    paint = painted(painted(photo, 5.5 * pixel), 5.5 * pixel)
    tones = cast(Plane, cv2.cvtColor(paint, cv2.COLOR_BGR2GRAY))
    flow = flow_of(blur(tones, 3 * pixel), 9 * pixel)
    paint = along(paint, flow, 10 * pixel, 2)
    bristles = along(noise(*tones.shape, 61) * np.float32(1.4), flow, 34 * pixel, 4)
    relief = _raised(blur(bristles, 0.9 * pixel) * np.float32(5) + tones * 3, 0.16)
    paint = saturated(paint, 1.15) * (1 + relief * 0.22 + weave(tones, 62) * 0.010)[..., None]
    return picture_of(vignette(cast(Plane, paint), 0.30, 0.85))


def _raised(height: Plane, steepness: float) -> Plane:
    """Light on a relief from the upper left, -1 to 1."""
    kernel = np.array([[1, 1, 0], [1, 0, -1], [0, -1, -1]], dtype=np.float32) * np.float32(-steepness)
    return cast(Plane, np.tanh(cv2.filter2D(height, cv2.CV_32F, kernel)))


def watercolour(picture: Picture, accent: str) -> Picture:
    """Watercolour: wet washes with dried edges on cold-pressed paper."""
    pixel = unit(picture)
    photo = floats(vibrant(leveled(picture), 0.7))
    height, width = photo.shape[:2]
    wet = _wobbled(painted(photo, 7 * pixel), 5 * pixel)
    tones = cast(Plane, cv2.cvtColor(wet, cv2.COLOR_BGR2GRAY))
    washed = 1 - (1 - wet) * np.float32(0.88)
    pigment = 0.16 * clouds(height, width, 90 * pixel, 63) + 0.09 * paper(tones, 64, 1.6)
    dried = np.clip(blur(tones, 5 * pixel) - tones, -0.03, 0.16) * 1.6
    density = 1.0 + pigment * (1.15 - tones) + dried
    sheet = np.power(np.clip(washed, 0.02, 1), np.clip(density, 0.5, 2.0)[..., None])
    sheet = mix(np.broadcast_to(bgr("#fdfbf6"), sheet.shape), cast(Plane, saturated(cast(Plane, sheet), 1.2)), _brushed_edge(tones))
    lines = drawn(through(leveled(grey(picture)), curve([(0, 0), (0.5, 0.56), (1, 1)])), 1.8 * pixel, 0.7)
    sheet = sheet * (1 - 0.42 * (1 - lines))[..., None]
    return picture_of(cast(Plane, sheet * (1 + 0.014 * paper(tones, 65, 1.8))[..., None]))


def _wobbled(plane: Plane, reach: float) -> Plane:
    """Borders that wander a little, as water takes them."""
    height, width = plane.shape[:2]
    xs = np.arange(width, dtype=np.float32)[None, :] + clouds(height, width, reach * 5, 66) * np.float32(reach * 0.3)
    ys = np.arange(height, dtype=np.float32)[:, None] + clouds(height, width, reach * 5, 67) * np.float32(reach * 0.3)
    return cast(Plane, cv2.remap(plane, xs, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101))


def _brushed_edge(tones: Plane) -> Plane:
    """1 where the brush went: nearly everywhere, with a ragged rim of bare paper."""
    height, width = tones.shape
    pixel = unit(tones)
    xs = np.minimum(np.arange(width), np.arange(width)[::-1]).astype(np.float32)[None, :]
    ys = np.minimum(np.arange(height), np.arange(height)[::-1]).astype(np.float32)[:, None]
    rim = np.minimum(xs, ys) / np.float32(pixel)
    rim = rim + clouds(height, width, 70 * pixel, 68) * 11 + clouds(height, width, 12 * pixel, 69) * 4
    return step(cast(Plane, rim), 14, 30)


def stained_glass(picture: Picture, accent: str) -> Picture:
    """Stained glass: leaded pieces, smallest where the face is, with the sun behind."""
    pixel = unit(picture)
    photo = flattered(through(vibrant(leveled(picture), 0.9), GLASS), 0.8)
    height, width = photo.shape[:2]
    seeds = _pieces(cast(Plane, cv2.cvtColor(photo, cv2.COLOR_BGR2GRAY)))
    near = cv2.distanceTransformWithLabels(seeds, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL)
    labels = near[1]
    glass = _mean_colours(photo, labels)
    glass = mix(saturated(glass, 1.5), photo, 0.30)
    lead = _lead(labels, pixel)
    light = clouds(height, width, 40 * pixel, 70) * np.float32(0.035) + np.float32(1.02)
    bevel = _raised(blur(lead, 2.2 * pixel), 0.55)
    lit = bloom(cast(Plane, glass * (light + bevel * 0.25)[..., None]), 18, 0.30, 0.6)
    return picture_of(vignette(mix(np.broadcast_to(bgr("#15130f"), lit.shape), lit, lead), 0.25, 0.9))


def _pieces(tones: Plane) -> Picture:
    """Zeros where a piece has its heart, denser where the picture has detail."""
    height, width = tones.shape
    pixel = unit(tones)
    detail = blur(np.abs(tones - blur(tones, 9 * pixel)), 12 * pixel)
    pitch = max(13 * pixel, 3.0)
    rows, columns = max(2, round(height / pitch)), max(2, round(width / pitch))
    wanted = np.clip(resized(detail, columns, rows) * 9, 0.05, 0.75)
    chance = np.random.Generator(np.random.SFC64(71)).random((3, rows, columns), dtype=np.float32)
    row, column = np.nonzero(chance[0] < wanted)
    seeds = np.full((height, width), 255, dtype=np.uint8)
    ys = np.minimum((row + chance[1][row, column]) * (height / rows), height - 1).astype(int)
    xs = np.minimum((column + chance[2][row, column]) * (width / columns), width - 1).astype(int)
    seeds[ys, xs] = 0
    seeds[height // 2, width // 2] = 0
    return seeds


def _mean_colours(photo: Plane, labels: cv2.typing.MatLike) -> Plane:
    flat = labels.ravel()
    counts = np.maximum(np.bincount(flat), 1)
    means = [np.bincount(flat, photo[..., part].ravel()) / counts for part in range(3)]
    return cast(Plane, np.stack(means, axis=1).astype(np.float32)[labels])


def _lead(labels: cv2.typing.MatLike, pixel: float) -> Plane:
    """0 on the lead between the pieces, 1 on glass."""
    edge = np.zeros(labels.shape, dtype=np.float32)
    edge[:, 1:] = labels[:, 1:] != labels[:, :-1]
    edge[1:] = np.maximum(edge[1:], labels[1:] != labels[:-1])
    return step(blur(edge, max(1.5 * pixel, 0.5)), 0.24, 0.12)


def gold_leaf(picture: Picture, accent: str) -> Picture:
    """Gold leaf on black lacquer: a portrait beaten out of metal."""
    pixel = unit(picture)
    tones = clarity(leveled(grey(picture), 0.02, 0.99), 50 * pixel, 0.4)
    metal = flattered(through(tones, METAL), 0.7)
    height, width = metal.shape
    leaf = _leaves(height, width, 150 * pixel)
    crumple = clouds(height, width, 26 * pixel, 72) * np.float32(0.5) + clouds(height, width, 7 * pixel, 73) * np.float32(0.3)
    sheen = _raised(blur(metal, 1.2 * pixel) * 9 + crumple * np.float32(0.35), 0.5)
    shaded = np.clip(metal * (1 + leaf * 0.16) + sheen * 0.10 * (0.3 + metal), 0, 1)
    gold = coloured(grey(picture_of(cast(Plane, shaded))), GOLD)
    glints = step(noise(height, width, 74) + metal * 1.2, 2.45, 2.7) * metal
    gold = gold + blur(cast(Plane, glints), 0.7 * pixel)[..., None] * bgr("#fff3c0") * np.float32(0.8)
    return picture_of(vignette(bloom(cast(Plane, gold), 14, 0.35, 0.66), 0.45, 0.75))


def _leaves(height: int, width: int, side: float) -> Plane:
    """Squares of leaf, each a little brighter or darker than its neighbour, with torn seams."""
    rows, columns = int(height / side) + 2, int(width / side) + 2
    shade = noise(rows, columns, 75)
    ys = np.arange(height, dtype=np.float32)[:, None] + clouds(height, width, side / 5, 76) * np.float32(side / 60)
    xs = np.arange(width, dtype=np.float32)[None, :] + clouds(height, width, side / 5, 77) * np.float32(side / 60)
    row = np.clip(ys / np.float32(side), 0, rows - 1).astype(np.int32)
    column = np.clip(xs / np.float32(side), 0, columns - 1).astype(np.int32)
    return cast(Plane, np.tanh(shade)[row, column])


GLASS = curve([(0, 0.03), (0.25, 0.22), (0.5, 0.55), (0.8, 0.88), (1, 1)])
METAL = curve([(0, 0.0), (0.25, 0.16), (0.5, 0.5), (0.75, 0.8), (1, 1)])
GOLD = [
    (0.0, "#090706"),
    (0.18, "#2a1a09"),
    (0.42, "#7d5212"),
    (0.64, "#c8932b"),
    (0.82, "#efc95c"),
    (1.0, "#fff6d2"),
]
