"""Noche de neón: light after midnight."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import Picture, Plane, bands, blur, floats, grey, grid, lay, picture_of, step, unit
from looks.light import beam, bloom, fringed, vignette
from looks.lines import drawn
from looks.palette import bgr, coloured
from looks.smooth import flattered, guided
from looks.texture import grained
from looks.tone import clarity, curve, leveled, screen, through


def neon(picture: Picture, accent: str) -> Picture:
    """Neon tubes bent round the contours, in a dark violet room."""
    pixel = unit(picture)
    tones = leveled(grey(picture), 0.02, 0.99)
    lit = flattered(through(clarity(tones, 50 * pixel, 0.35), NEON_TONES), 0.7)
    shades = grey(picture_of(lit))
    across, down = grid(*tones.shape)
    share = step(across * np.float32(0.7) + down * np.float32(0.45), -0.75, 0.75)
    tubes = 1 - drawn(guided(1 - lit, 18 * pixel, 0.16), 5 * pixel, 0.40)
    shine = blur(tubes, 6 * pixel) * np.float32(0.8) + blur(tubes, 30 * pixel) * np.float32(1.3)
    del lit
    room = lay(coloured(shades, PINK_ROOM), coloured(shades, BLUE_ROOM), share)
    for rows in bands(room):
        colour = bgr("#ff38c8") + (bgr("#22e0ff") - bgr("#ff38c8")) * share[rows][..., None]
        screen(room[rows], np.minimum(shine[rows][..., None] * colour, np.float32(0.95)))
        core = tubes[rows][..., None] * (colour * np.float32(0.5) + np.float32(0.5))
        screen(room[rows], np.minimum(core, 1))
    return picture_of(vignette(room, 0.45, 0.8))


def synthwave(picture: Picture, accent: str) -> Picture:
    """An eighties sunset: violet night, hot horizon, a grid that runs to it."""
    pixel = unit(picture)
    tones = clarity(leveled(grey(picture), 0.02, 0.99), 50 * pixel, 0.35)
    lit = flattered(through(tones, NEON_TONES), 0.6)
    sunset = bloom(coloured(grey(picture_of(lit)), SUNSET), 26, 0.4, 0.62)
    height, width = tones.shape
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    haze = bgr("#3b0d8f") * (1 - down) ** 2 * np.float32(0.35) + bgr("#ff2f7e") * down**3 * np.float32(0.30)
    screen(sunset, np.broadcast_to(haze.astype(np.float32), sunset.shape))
    lines = _floor(height, width)
    shine = np.minimum(blur(lines, 8 * pixel) * np.float32(1.8) + lines * np.float32(0.8), 1)
    beam(sunset, shine, bgr("#35e6ff") * np.float32(0.85))
    return picture_of(vignette(_scanned(sunset, 0.07), 0.30, 0.85))


def _floor(height: int, width: int) -> Plane:
    """A grid in perspective on the lowest fifth, fading upwards."""
    horizon = 0.80
    across, _ = grid(height, width)
    down = (np.arange(height, dtype=np.float32)[:, None] / height - horizon) / (1 - horizon)
    depth = np.maximum(down, np.float32(1e-3))
    aspect = width / height
    rows = 1.0 / (depth + np.float32(0.12)) * np.float32(1.6)
    columns = across * aspect / (depth * 0.9 + np.float32(0.16)) * np.float32(2.6)
    thin = 0.012
    off_row = cast(Plane, np.abs(rows - np.round(rows)) * (depth + 0.12) ** 2)
    off_column = cast(Plane, np.abs(columns - np.round(columns)) * (depth * 0.9 + 0.16))
    row_line = step(off_row, thin * 1.2, thin * 0.4)
    column_line = step(off_column, thin * 1.2, thin * 0.4)
    return np.maximum(row_line, column_line) * step(cast(Plane, down), 0.0, 0.55)


def cyberpunk(picture: Picture, accent: str) -> Picture:
    """Two signs light the face: cyan from the left, magenta from the right; rain-black shadows."""
    pixel = unit(picture)
    tones = clarity(leveled(grey(picture), 0.02, 0.99), 55 * pixel, 0.45)
    lit = grey(picture_of(flattered(through(tones, CYBER_TONES), 0.55)))
    height, width = lit.shape
    across, down = grid(height, width)
    side = step(across + down * np.float32(0.15), -0.36, 0.36)
    photo = lay(coloured(lit, CYAN_SIGN), coloured(lit, MAGENTA_SIGN), side)
    lay(photo, soft_colour(picture, lit), 0.10)
    photo = bloom(photo, 30, 0.55, 0.58)
    photo = vignette(fringed(photo, 2.6), 0.5, 0.75)
    return picture_of(grained(photo, 0.024, 81, 1.0))


def soft_colour(picture: Picture, tones: Picture) -> Plane:
    """The photo's own colours at the brightness of `tones`."""
    lab = cv2.cvtColor(picture, cv2.COLOR_BGR2LAB)
    lab[..., 0] = tones
    return floats(cast(Picture, cv2.cvtColor(lab, cv2.COLOR_LAB2BGR)))


def vaporwave(picture: Picture, accent: str) -> Picture:
    """A pastel memory of a video tape: pink and turquoise, drifting colours, torn lines."""
    pixel = unit(picture)
    tones = clarity(leveled(grey(picture), 0.02, 0.99), 60 * pixel, 0.3)
    lit = grey(picture_of(flattered(through(tones, VAPOR_TONES), 0.6)))
    photo = coloured(lit, VAPOR)
    lay(photo, soft_colour(picture, lit), 0.15)
    photo = _torn(photo, pixel)
    photo = bloom(photo, 24, 0.25, 0.7)
    return picture_of(grained(_scanned(photo, 0.055), 0.022, 82, 1.2))


def _torn(photo: Plane, pixel: float) -> Plane:
    """Red and blue apart, and a few bands of lines pulled sideways, as a worn tape plays."""
    height, width = photo.shape[:2]
    shift = max(1, round(6 * pixel))
    rows = np.zeros(height, dtype=np.float32)
    for start, tall, pull in TEARS:
        first = round(start * height)
        rows[first : first + max(1, round(tall * height))] += pull * pixel
    xs = np.arange(width, dtype=np.float32)[None, :] + rows[:, None]
    ys = np.repeat(np.arange(height, dtype=np.float32)[:, None], width, axis=1)
    for part, offset in enumerate((-shift, 0, shift)):
        tape, moved = np.ascontiguousarray(photo[..., part]), xs + np.float32(offset)
        photo[..., part] = cv2.remap(tape, moved, ys, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    return photo


def _scanned(photo: Plane, depth: float) -> Plane:
    """The lines of a picture tube."""
    height = photo.shape[0]
    pitch = max(4.0 * unit(photo), 2.0)
    rows = 1 - depth * (0.5 + 0.5 * np.sin(np.arange(height) * (2 * np.pi / pitch)))
    photo *= rows.astype(np.float32)[:, None, None]
    return photo


NEON_TONES = curve([(0, 0), (0.25, 0.13), (0.5, 0.42), (0.75, 0.74), (1, 0.95)])
CYBER_TONES = curve([(0, 0), (0.2, 0.08), (0.5, 0.46), (0.8, 0.86), (1, 1)])
VAPOR_TONES = curve([(0, 0.06), (0.25, 0.24), (0.5, 0.54), (0.8, 0.86), (1, 1)])
PINK_ROOM = [(0.0, "#0a0318"), (0.35, "#4a0a55"), (0.65, "#c2248f"), (0.88, "#ff7fc6"), (1.0, "#ffd9f0")]
BLUE_ROOM = [(0.0, "#050318"), (0.35, "#161663"), (0.65, "#3a4fd0"), (0.88, "#6fb8ff"), (1.0, "#d6f4ff")]
SUNSET = [
    (0.0, "#0d0630"),
    (0.25, "#3f0f76"),
    (0.48, "#c2218a"),
    (0.68, "#ff5f6d"),
    (0.85, "#ffb35c"),
    (1.0, "#fff2b8"),
]
CYAN_SIGN = [(0.0, "#040812"), (0.3, "#06305a"), (0.6, "#00a2cf"), (0.85, "#4fe6f2"), (1.0, "#d8fdff")]
MAGENTA_SIGN = [(0.0, "#0a0414"), (0.3, "#4a0a5e"), (0.6, "#e6157f"), (0.85, "#ff74b4"), (1.0, "#ffdff0")]
VAPOR = [
    (0.0, "#1f1147"),
    (0.25, "#5a3fa0"),
    (0.5, "#d36fc4"),
    (0.7, "#ff9fc5"),
    (0.85, "#9fe8ea"),
    (1.0, "#fbfff6"),
]
TEARS = (
    (0.022, 0.010, 30.0),
    (0.040, 0.004, -22.0),
    (0.868, 0.018, -30.0),
    (0.902, 0.006, 40.0),
    (0.955, 0.01, 16.0),
)
