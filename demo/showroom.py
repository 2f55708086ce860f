"""Renders every screen to PNG from example sessions, for people to look at: `python -m demo.showroom OUTDIR`.

Run it under `xvfb-run -s '-screen 0 1920x1920x24'` for true pixels. `--only` takes beginnings of names.
"""

import argparse
import logging
from collections.abc import Iterator, Mapping
from itertools import chain
from pathlib import Path

import cv2
import numpy as np
from PySide6.QtCore import QEventLoop, QSize, QTimer
from PySide6.QtGui import QGuiApplication

import assets
from contract.config import Orientation
from demo.booth import QUICKLY
from demo.examples import Pictures, example_scenes
from demo.strained import strained_scenes
from kiosk.domain.machine import Event
from kiosk.domain.model import Language
from kiosk.ui.screens import Screens
from kiosk.ui.window import open_window
from looks import apply
from looks.catalogue import PACKS

ROOT = Path(__file__).resolve().parents[1]
SIZES = {"portrait": QSize(1080, 1920), "landscape": QSize(1920, 1080)}
"""The usual ones by name; others are given as WIDTHxHEIGHT."""
SETTLE_MS = {"attract": 1200, "gallery": 1300, "result": 3600, "processing": 1400}


class Samples(Mapping[str, Path]):
    """A sample of every style from the photos, drawn when it is first asked for."""

    def __init__(self, folder: Path, photos: list[Path], accent: str) -> None:
        self._folder, self._accent = folder, accent
        styles = [style for pack in PACKS for style in pack.styles]
        self._made_of = {
            style.slug: (photos[place % len(photos)], style.look) for place, style in enumerate(styles)
        }

    def __getitem__(self, slug: str) -> Path:
        return _styled(*self._made_of[slug], self._folder / f"{slug}.jpg", self._accent)

    def __iter__(self) -> Iterator[str]:
        return iter(self._made_of)

    def __len__(self) -> int:
        return len(self._made_of)


def make_pictures(folder: Path, photos: list[Path], accent: str = "#ff3d81") -> Pictures:
    """Samples, a look and a result; once drawn, they are taken from `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    first, second = PACKS[0].styles[:2]
    result = _styled(photos[0], first.look, folder / "result.jpg", accent)
    look = _styled(photos[0], second.look, folder / "look.jpg", accent)
    wide = _styled(photos[1], first.look, folder / "wide.jpg", accent)
    return Pictures(Samples(folder, photos, accent), tuple(photos[:3]), look, result, wide)


def _styled(photo: Path, look: str, target: Path, accent: str) -> Path:
    if not target.exists():
        picture = cv2.imread(str(photo))
        assert picture is not None
        tall = 1000 / picture.shape[0]
        small = cv2.resize(picture, None, fx=tall, fy=tall, interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(target), apply(look, small.astype(np.uint8), accent))
    return target


def _wait(milliseconds: int) -> None:
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def render(
    target: Path, only: tuple[str, ...], languages: list[str], sizes: list[str], large: bool = False
) -> None:
    """Write the scenes whose names begin with one of `only` (empty: all), on this process's Qt."""
    target.mkdir(parents=True, exist_ok=True)
    pictures = make_pictures(ROOT / "build" / "showroom", sorted(assets.path("photos").glob("*.jpg")))
    frames = [np.asarray(cv2.imread(str(shot)), dtype=np.uint8) for shot in pictures.shots]
    for size in sizes:
        screens = Screens(_ignore)
        window = open_window(_size(size))
        screens.open(window)
        for language in languages:
            of_size = (pictures, Language(language), large)
            for name, scene in chain(example_scenes(*of_size), strained_scenes(*of_size)):
                if not _is_wanted(name, only):
                    continue
                screens.show(scene)
                screens.frames.offer(frames[scene.session.orientation is Orientation.LANDSCAPE])
                _wait(SETTLE_MS.get(name.split("-")[0], 700))
                window.grabWindow().save(
                    str(target / f"{size}-{language}{'-large' if large else ''}-{name}.png"), quality=QUICKLY
                )
        screens.close()
        _wait(50)


def _size(name: str) -> QSize:
    return SIZES.get(name) or QSize(*map(int, name.split("x")))


def _is_wanted(name: str, only: tuple[str, ...]) -> bool:
    """Strained scenes are for those who ask for them: `strained` or a name's beginning with `-strained`."""
    if only in ((), ("strained",)):
        return ("-strained" in name) == bool(only)
    return name.startswith(only) and ("-strained" in name) == any("-strained" in each for each in only)


def _ignore(_event: Event) -> None:
    """Nobody is at the booth."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", type=Path)
    parser.add_argument("--only", default="")
    parser.add_argument("--languages", default="es,en,pt")
    parser.add_argument("--sizes", default="portrait,landscape")
    parser.add_argument("--large", action="store_true")
    choice = parser.parse_args()
    logging.basicConfig(level=logging.INFO)
    _app = QGuiApplication([])
    only = tuple(name for name in choice.only.split(",") if name)
    render(choice.target, only, choice.languages.split(","), choice.sizes.split(","), choice.large)


if __name__ == "__main__":
    main()
