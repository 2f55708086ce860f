"""Drawn pictures, for tests that need something to photograph."""

from pathlib import Path

import cv2
import numpy as np

from kiosk.domain.ports import Frame


def drawn_face(seed: int = 0, width: int = 900, height: int = 1200) -> Frame:
    """A face of simple shapes on a soft background; `seed` changes its colours and place."""
    dice = np.random.default_rng(seed)
    picture = np.empty((height, width, 3), np.uint8)
    picture[:] = np.linspace(60, 170, height).astype(np.uint8)[:, None, None]
    centre = (width // 2 + int(dice.integers(-30, 30)), int(height * 0.42))
    skin = tuple(int(value) for value in dice.integers(110, 230, 3))
    cv2.ellipse(picture, centre, (width // 5, height // 5), 0, 0, 360, skin, -1, cv2.LINE_AA)
    for side in (-1, 1):
        eye = (centre[0] + side * width // 12, centre[1] - height // 30)
        cv2.circle(picture, eye, width // 45, (30, 30, 30), -1, cv2.LINE_AA)
    mouth = (centre[0], centre[1] + height // 14)
    cv2.ellipse(picture, mouth, (width // 12, height // 40), 0, 0, 180, (40, 40, 160), 6, cv2.LINE_AA)
    return picture


def put_portraits(folder: Path, count: int) -> Path:
    """`count` different portraits as JPEG files; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(count):
        cv2.imwrite(str(folder / f"portrait-{seed}.jpg"), drawn_face(seed))
    return folder
