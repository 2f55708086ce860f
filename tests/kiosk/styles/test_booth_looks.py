"""The looks that the booth makes, and what a print shows of them."""

from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from contract.config import ConfigStyle, PrintLayout
from contract.ids import new_id
from kiosk.domain.errors import BugError, DiskError
from kiosk.domain.model import Shot
from kiosk.styles.booth_looks import BoothLooks
from tests.kiosk.worlds import style

ACCENT = "#ff3d81"
NOIR = style("noir").model_copy(update={"look": "noir"})
NEWER = style("newer").model_copy(update={"look": "sepia-2040"})


@pytest.fixture
def looks(tmp_path: Path) -> BoothLooks:
    return BoothLooks(tmp_path / "looks")


@pytest.fixture
def shots(tmp_path: Path) -> tuple[Shot, ...]:
    return tuple(shot(tmp_path / f"{place}.jpg", place) for place in range(3))


def shot(path: Path, place: int) -> Shot:
    cv2.imwrite(str(path), np.full((120, 90, 3), 60 + 40 * place, np.uint8))
    return Shot(new_id(), new_id(), place, path, str(place) * 64, 90, 120, datetime(2026, 11, 21, tzinfo=UTC))


def test_a_look_keeps_the_photos_size(looks: BoothLooks, shots: tuple[Shot, ...]) -> None:
    picture = cv2.imread(str(looks.make(shots[0], "noir", ACCENT)))
    assert picture is not None and picture.shape == (120, 90, 3)


def test_a_look_is_made_once(looks: BoothLooks, shots: tuple[Shot, ...]) -> None:
    made = looks.make(shots[0], "noir", ACCENT)
    made.write_bytes(b"as it was")
    assert looks.make(shots[0], "noir", ACCENT).read_bytes() == b"as it was"


def test_each_shot_look_and_accent_has_a_picture_of_its_own(
    looks: BoothLooks, shots: tuple[Shot, ...]
) -> None:
    made = {
        looks.make(shots[0], "noir", ACCENT),
        looks.make(shots[1], "noir", ACCENT),
        looks.make(shots[0], "duotone", ACCENT),
        looks.make(shots[0], "duotone", "#00ff00"),
    }
    assert len(made) == 4 and all(path.exists() for path in made)


def test_a_look_of_a_newer_platform_is_a_fault_of_ours(looks: BoothLooks, shots: tuple[Shot, ...]) -> None:
    with pytest.raises(BugError, match="sepia-2040"):
        looks.make(shots[0], "sepia-2040", ACCENT)


def test_a_photo_that_is_gone_is_a_fault_of_the_disk(looks: BoothLooks, shots: tuple[Shot, ...]) -> None:
    shots[0].path.unlink()
    with pytest.raises(DiskError):
        looks.make(shots[0], "noir", ACCENT)


@pytest.mark.parametrize("layout", list(PrintLayout))
def test_a_print_shows_the_result_as_hero(
    looks: BoothLooks, shots: tuple[Shot, ...], layout: PrintLayout, tmp_path: Path
) -> None:
    result = tmp_path / "result.jpg"
    pictures = looks.pictures_for_print(shots, layout, NOIR, ACCENT, result)
    others = [looks.make(each, "noir", ACCENT) for each in shots[:2]] if layout is PrintLayout.STRIP else []
    assert list(pictures) == [*others, result]


def test_before_the_result_the_look_takes_its_place(looks: BoothLooks, shots: tuple[Shot, ...]) -> None:
    pictures = looks.pictures_for_print(shots, PrintLayout.SINGLE, NOIR, ACCENT, None)
    assert pictures == (looks.make(shots[2], "noir", ACCENT),)


@pytest.mark.parametrize("chosen", [None, NEWER], ids=["no style", "unknown look"])
def test_a_print_is_never_refused_for_want_of_a_look(
    looks: BoothLooks, shots: tuple[Shot, ...], chosen: ConfigStyle | None
) -> None:
    pictures = looks.pictures_for_print(shots, PrintLayout.STRIP, chosen, ACCENT, None)
    assert pictures == tuple(each.path for each in shots)
