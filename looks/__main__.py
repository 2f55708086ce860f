"""`python -m looks SHEET.jpg [PHOTO ...]`: a contact sheet of every look on those photos."""

import argparse
import sys
import time
from pathlib import Path

import cv2
import numpy as np

import assets
import looks
from looks.canvas import Picture

PORTRAIT = assets.path("photos", "astronaut-portrait.jpg")
CAPTION = 26


def main(arguments: list[str] | None = None) -> int:
    """Write the sheet; 0 when it was written."""
    wish = _parser().parse_args(arguments)
    photos = [_read(path, wish.height) for path in wish.photos]
    names = wish.only or list(looks.names())
    cells = [_cell(name, photos, wish.accent) for name in names]
    if not cv2.imwrite(str(wish.sheet), _sheet(cells, wish.columns)):
        sys.exit(f"{wish.sheet} cannot be written")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m looks", description=__doc__)
    parser.add_argument("sheet", type=Path, help="the picture file to write")
    parser.add_argument("photos", type=Path, nargs="*", default=[PORTRAIT])
    parser.add_argument("--accent", default=looks.DEFAULT_ACCENT, help="#rrggbb, for duotone")
    parser.add_argument("--columns", type=int, default=6)
    parser.add_argument("--height", type=int, default=480, help="of each picture on the sheet, in pixels")
    parser.add_argument("--only", action="append", metavar="LOOK", help="this look; may be given again")
    return parser


def _read(path: Path, height: int) -> tuple[Picture, int]:
    photo = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if photo is None:
        sys.exit(f"{path} is not a picture")
    return np.asarray(photo, dtype=np.uint8), height


def _cell(name: str, photos: list[tuple[Picture, int]], accent: str) -> Picture:
    """One look on all photos, side by side, over its name and the time it took."""
    started = time.perf_counter()
    made = [looks.apply(name, photo, accent) for photo, _ in photos]
    spent = (time.perf_counter() - started) / len(photos) * 1000
    row = np.hstack([_fitted(picture, height) for picture, (_, height) in zip(made, photos, strict=True)])
    caption = np.full((CAPTION, row.shape[1], 3), 24, dtype=np.uint8)
    words = f"{name}  {spent:.0f} ms"
    cv2.putText(caption, words, (6, 18), cv2.FONT_HERSHEY_SIMPLEX, 0.5, (235,) * 3, 1, cv2.LINE_AA)
    return np.vstack([row, caption])


def _fitted(picture: Picture, height: int) -> Picture:
    width = round(picture.shape[1] * height / picture.shape[0])
    return np.asarray(cv2.resize(picture, (width, height), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _sheet(cells: list[Picture], columns: int) -> Picture:
    blank = np.full_like(cells[0], 24)
    rows = [cells[at : at + columns] for at in range(0, len(cells), columns)]
    return np.vstack([np.hstack(row + [blank] * (columns - len(row))) for row in rows])


if __name__ == "__main__":
    sys.exit(main())
