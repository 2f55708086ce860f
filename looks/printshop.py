"""Imprenta: ink pressed on paper, a plate for each colour."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import (
    Picture,
    Plane,
    bands,
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
from looks.lines import drawn
from looks.palette import bgr
from looks.smooth import flattered, guided, painted
from looks.texture import clouds, paper
from looks.tone import clarity, curve, leveled, saturated, through, vibrant


def comic(picture: Picture, accent: str) -> Picture:
    """A page of a comic book: flat bright colour, brush contours, dots in the shadows."""
    pixel = unit(picture)
    lines = drawn(through(leveled(grey(picture)), CRISP), 3.0 * pixel, 0.72, shade=0.10, softness=0.06)
    sketch = reduced(floats(vibrant(leveled(picture), 0.8)), 800)
    page = like(painted(sketch, 5 * unit(sketch)), picture)
    tones = cast(Plane, cv2.cvtColor(page, cv2.COLOR_BGR2GRAY))
    page *= ((_stepped(tones, 5, 0.28) + 0.05) / (tones + 0.05))[..., None]
    saturated(page, 1.32)
    shadow = step(blur(tones, 6 * pixel), 0.52, 0.28)
    dots = dotted(1 - shadow * np.float32(0.42), 9.0, 45)
    page *= (1 - 0.26 * (1 - dots) * shadow)[..., None]
    page *= 1.04
    return picture_of(cover(np.minimum(page, 1, out=page), bgr("#15121c"), lines))


def _stepped(tones: Plane, count: int, softness: float) -> Plane:
    """Tones gathered to `count` steps, with a soft border between them."""
    scaled = tones * np.float32(count)
    base = np.floor(scaled)
    return cast(Plane, (base + step(scaled - base, 0.5 - softness, 0.5 + softness)) / np.float32(count))


def dotted(tones: Plane, pitch: float, angle: float) -> Plane:
    """A halftone screen: 1 on paper, 0 on ink; `pitch` in units, its dots as dark as the tones."""
    height, width = tones.shape
    cell = max(pitch * unit(tones), 3.2)
    one, other = _Waves(height, width, cell, angle), _Waves(height, width, cell, angle + 90)
    limits = _screen_limits()
    dots = np.empty_like(tones)
    for rows in bands(tones):
        screen = one.at(rows) * other.at(rows)
        screen -= cv2.LUT(cv2.convertScaleAbs(tones[rows], alpha=255), limits)
        screen *= np.float32(cell * 0.21)
        screen += np.float32(0.5)
        np.clip(screen, 0, 1, out=dots[rows])
    return dots


def _screen_limits() -> Plane:
    """For each of 256 tones the height of the screen under which there is ink, so that tones stay true."""
    phase = np.cos((np.arange(128) + 0.5) * (np.pi / 128))
    limits = np.quantile(np.outer(phase, phase), 1 - np.arange(256) / 255).astype(np.float32)
    limits[:3], limits[-3:] = 3, -3
    return limits


class _Waves:
    """cos(x cos a + y sin a), by the sum of angles, so that only one row and one column need a cosine."""

    def __init__(self, height: int, width: int, cell: float, angle: float) -> None:
        turn = np.radians(angle)
        xs = np.arange(width) * (np.pi * np.cos(turn) * np.sqrt(2) / cell)
        ys = np.arange(height) * (np.pi * np.sin(turn) * np.sqrt(2) / cell)
        self._cosines = np.cos(ys).astype(np.float32), np.cos(xs).astype(np.float32)
        self._sines = np.sin(ys).astype(np.float32), np.sin(xs).astype(np.float32)

    def at(self, rows: slice) -> Plane:
        """The waves in these rows."""
        wave = np.outer(self._cosines[0][rows], self._cosines[1])
        wave -= np.outer(self._sines[0][rows], self._sines[1])
        return cast(Plane, wave)


def pop(picture: Picture, accent: str) -> Picture:
    """Pop art: a silkscreen in four loud inks, with dots for skin."""
    pixel = unit(picture)
    tones = through(clarity(leveled(grey(picture), 0.02, 0.99), 60 * pixel, 0.22), POP_TONES)
    tones = flattered(tones, 0.9)
    lines = drawn(tones, 3.0 * pixel, 0.62, shade=0.15, softness=0.05)
    sheet = filled(bgr("#fff4d9"), tones)
    for ink, low, high, angle in POP_INKS:
        cover(sheet, bgr(ink), dotted(np.clip((tones - low) / (high - low), 0, 1), 12.0, angle))
    return picture_of(cover(sheet, bgr("#1b1464"), lines))


def risograph(picture: Picture, accent: str) -> Picture:
    """Three spot inks, a coarse screen, and plates that never quite meet."""
    pixel = unit(picture)
    photo = saturated(flattered(through(leveled(picture), RISO_TONES), 0.7), 1.15)
    height, width = photo.shape[:2]
    sheet = filled(bgr("#f7f1e3"), photo)
    sheet *= (1 + 0.014 * paper(photo[..., 0], 41, 1.2))[..., None]
    shifts = ((3.6, 2.0), (-3.2, 1.0), (1.0, -2.6))
    for number, (channel, ink, angle, weight) in enumerate(RISO_INKS):
        x, y = (part * pixel for part in shifts[number])
        move = np.array([[1, 0, x], [0, 1, y]], dtype=np.float32)
        plate = cv2.warpAffine(photo[..., channel], move, (width, height), borderMode=cv2.BORDER_REFLECT_101)
        inked = (1 - dotted(np.clip(cast(Plane, plate), 0, 1), 8.0, angle)) * np.float32(weight)
        inked *= 0.97 + 0.035 * clouds(height, width, 6 * pixel, 42 + number)
        for rows in bands(sheet):
            sheet[rows] *= 1 - np.clip(inked[rows], 0, 1)[..., None] * (1 - bgr(ink))
    return picture_of(sheet)


def poster(picture: Picture, accent: str) -> Picture:
    """A stencil poster: four inks, cut by hand, with ruled half-shadows."""
    pixel = unit(picture)
    tones = floats(clarity(leveled(grey(picture), 0.02, 0.99), 70 * pixel, 0.40))
    cut = blur(guided(guided(tones, 9 * pixel, 0.10), 5 * pixel, 0.08), 1.8 * pixel)
    shares = np.quantile(cut[::4, ::4], (0.22, 0.42, 0.70))
    deep, low, high = (float(part) for part in np.clip(shares, (0.15, 0.33, 0.62), (0.26, 0.44, 0.76)))
    height, _ = cut.shape
    rows = np.arange(height, dtype=np.float32)[:, None] * np.float32(np.pi / max(4.2 * pixel, 1.6))
    ruled = step(np.sin(rows), -0.35, 0.35)
    lines = drawn(tones, 3.2 * pixel, 0.5)
    del tones
    sheet = filled(bgr("#f6e7c1"), cut)
    lay(sheet, bgr("#7fb2ad"), _stencil(cut, high) * ruled)
    lay(sheet, bgr("#5e9c9d"), _stencil(cut, (high + low) / 2))
    lay(sheet, bgr("#d8412f"), _stencil(cut, low))
    cover(sheet, bgr("#16263d"), lines)
    lay(sheet, bgr("#16263d"), _stencil(cut, deep))
    sheet += (paper(cut, 45, 1.3) * np.float32(0.010))[..., None]
    return picture_of(sheet)


def _stencil(tones: Plane, level: float) -> Plane:
    return step(tones, level + 0.012, level - 0.012)


CRISP = curve([(0, 0), (0.22, 0.15), (0.5, 0.55), (0.78, 0.9), (1, 1)])
POP_TONES = curve([(0, 0), (0.25, 0.14), (0.5, 0.44), (0.75, 0.74), (1, 0.97)])
POP_INKS = (("#ffcb2e", 0.62, 1.0, 15), ("#ff4f8b", 0.34, 0.78, 45), ("#14b8c4", 0.06, 0.42, 75))
RISO_TONES = curve([(0, 0.02), (0.25, 0.26), (0.5, 0.62), (0.78, 0.93), (0.9, 1), (1, 1)])
RISO_INKS = ((0, "#ffd84d", 5, 0.42), (1, "#ff3f92", 45, 0.96), (2, "#1b4fd0", 75, 0.94))
