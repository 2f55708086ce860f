"""Textures out of a seed: film grain, paper, strokes. The same size gives the same texture, always."""

from typing import cast

import cv2
import numpy as np

from looks.canvas import Plane, bands, blur, resized, unit


def noise(height: int, width: int, seed: int) -> Plane:
    """White noise, mean 0, spread 1."""
    generator = np.random.Generator(np.random.SFC64(seed))
    raw = np.frombuffer(generator.bytes(height * width), dtype=np.uint8).reshape(height, width)
    plane = np.multiply(raw, np.float32(1 / 73.9), dtype=np.float32)
    plane -= np.float32(127.5 / 73.9)
    return plane


def clouds(height: int, width: int, size: float, seed: int) -> Plane:
    """Smooth noise with lumps of `size` pixels, mean 0, spread about 1."""
    rows, columns = max(2, round(height / size) + 1), max(2, round(width / size) + 1)
    small = noise(rows, columns, seed) * np.float32(1.3)
    return cast(Plane, cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC))


def grain(model: Plane, seed: int, size: float = 1.1) -> Plane:
    """Film grain in the size of `model`, mean 0, spread about 1; `size` in units."""
    height, width = model.shape[:2]
    sigma = max(size * unit(model), 0.35)
    specks = blur(noise(height, width, seed), sigma)
    specks *= np.float32(1 + 2.6 * sigma)
    return specks


def grained(plane: Plane, amount: float, seed: int, size: float = 1.1) -> Plane:
    """Film grain laid on, strongest in the middle tones, as silver lies in a negative. In place."""
    specks = grain(plane, seed, size)
    for rows in bands(plane):
        band = plane[rows]
        tones = band if plane.ndim == 2 else cast(Plane, cv2.cvtColor(band, cv2.COLOR_BGR2GRAY))
        silver = specks[rows] * np.float32(amount)
        silver *= np.float32(0.35) + np.float32(2.6) * tones * (1 - tones)
        band += silver[..., None] if plane.ndim == 3 else silver
    return plane


def paper(model: Plane, seed: int, roughness: float = 1.0) -> Plane:
    """The tooth of drawing paper, mean 0, spread about 1: fibres over a gentle waviness."""
    height, width = model.shape[:2]
    pixel = unit(model)
    tooth = blur(noise(height, width, seed), max(1.3 * roughness * pixel, 0.35))
    wave = clouds(height, width, max(9 * roughness * pixel, 2), seed + 1)
    return cast(Plane, cv2.addWeighted(tooth, 2.4, wave, 0.35, 0, dst=wave))


def strokes(model: Plane, angle: float, length: float, width: float, seed: int) -> Plane:
    """Parallel strokes at `angle` degrees, `length` and `width` in units; mean 0, spread about 1."""
    height, columns = model.shape[:2]
    pixel = unit(model)
    side = int(np.hypot(height, columns)) + 2
    rows = max(4, round(side / max(width * pixel, 1)))
    marks = max(4, round(side / max(length * pixel, 2)))
    small = noise(rows, marks, seed) * np.float32(1.25)
    bars = cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), angle, 1)
    turn[:, 2] -= (side - columns) / 2, (side - height) / 2
    return cast(Plane, cv2.warpAffine(bars, turn, (columns, height), borderMode=cv2.BORDER_REFLECT_101))


def weave(model: Plane, seed: int) -> Plane:
    """The threads of a painter's canvas, mean 0, spread about 1."""
    height, width = model.shape[:2]
    pitch = 2 * np.pi / (4.4 * max(unit(model), 0.45))
    warp = np.sin(np.arange(width) * pitch).astype(np.float32)[None, :]
    weft = np.sin(np.arange(height) * pitch).astype(np.float32)[:, None]
    uneven = resized(noise(max(2, height // 3), max(2, width // 3), seed), width, height)
    return cast(Plane, warp * weft + uneven * np.float32(0.6))
