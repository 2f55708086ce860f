"""What guests see is what is kept: the preview and the photo show the same, whatever the camera."""

import numpy as np
import pytest

from kiosk.camera.viewfinder import Viewfinder
from kiosk.domain.errors import CameraError
from kiosk.domain.framing import LANDSCAPE, PORTRAIT, STRIP, Framing
from kiosk.domain.mount import Mount
from kiosk.domain.ports import Frame

FRAMINGS = {"portrait": PORTRAIT, "landscape": LANDSCAPE, "strip": STRIP}
CAMERAS = {
    "webcam": ((1920, 1080), (1920, 1080)),
    "old webcam": ((640, 480), (640, 480)),
    "DSLR": ((1920, 1080), (6000, 4000)),
    "DSLR whose preview is 3:2": ((960, 640), (6000, 4000)),
    "phone": ((1280, 720), (4032, 3024)),
    "phone whose preview is 4:3": ((1440, 1080), (4032, 3024)),
    "phone that films upright": ((1080, 1920), (3024, 4032)),
    "16:9 photos of a 4:3 preview": ((1024, 768), (3840, 2160)),
}


def place_map(width: int, height: int) -> Frame:
    """Each pixel says where it is: green from left to right, red from top to bottom."""
    picture = np.zeros((height, width, 3), np.uint8)
    picture[:, :, 1] = np.linspace(0, 255, width).astype(np.uint8)
    picture[:, :, 2] = np.linspace(0, 255, height).astype(np.uint8)[:, None]
    return picture


def taken_in(photo_size: tuple[int, int], seen_size: tuple[int, int]) -> Frame:
    """A photo of the scene that the preview shows as `place_map`; blue is what lies outside of that."""
    width, height = photo_size
    wide, tall = Framing(*seen_size).within(width, height)
    left, top = (width - wide) // 2, (height - tall) // 2
    photo = np.zeros((height, width, 3), np.uint8)
    photo[:, :, 0] = 255
    photo[top : top + tall, left : left + wide] = place_map(wide, tall)
    return photo


def corners(picture: Frame) -> np.ndarray:
    return np.array([picture[y, x] for y in (0, -1) for x in (0, -1)], np.int16)


@pytest.mark.slow
@pytest.mark.parametrize("framing", FRAMINGS)
@pytest.mark.parametrize("camera", CAMERAS)
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_the_photo_shows_what_the_preview_showed(camera: str, framing: str, turn: int) -> None:
    seen, photo = CAMERAS[camera]
    finder, shape = Viewfinder(Mount(turn)), FRAMINGS[framing]
    frame = place_map(*seen)
    finder.look(frame)
    previewed, kept = finder.preview(frame, shape), finder.photo(taken_in(photo, seen), shape)
    assert shape.fits(kept.shape[1], kept.shape[0])
    assert shape.fits(previewed.shape[1], previewed.shape[0])
    assert not kept[:, :, 0].any(), "nothing that was not seen"
    assert np.abs(corners(previewed) - corners(kept)).max() <= 2
    assert kept.shape[0] >= previewed.shape[0] and kept.shape[1] >= previewed.shape[1]


@pytest.mark.parametrize(
    ("turn", "top_left"), [(0, (0, 0)), (90, (0, 255)), (180, (255, 255)), (270, (255, 0))]
)
def test_a_camera_that_is_mounted_turned_gives_upright_photos(turn: int, top_left: tuple[int, int]) -> None:
    picture = place_map(1200, 1416) if turn in (0, 180) else place_map(1416, 1200)
    photo = Viewfinder(Mount(turn)).photo(picture, PORTRAIT)
    assert tuple(photo[0, 0, 1:]) == top_left


def test_more_goes_at_the_foot_than_above_the_head() -> None:
    photo = Viewfinder(Mount()).photo(place_map(1080, 1920), PORTRAIT)
    above, below = int(photo[0, 0, 2]), 255 - int(photo[-1, 0, 2])
    assert 0 < above < below / 2


def test_photos_are_mirrored_only_where_that_is_asked_for() -> None:
    picture = place_map(1200, 1416)
    assert Viewfinder(Mount()).photo(picture, PORTRAIT)[0, 0, 1] == 0
    assert Viewfinder(Mount(mirrored=True)).photo(picture, PORTRAIT)[0, 0, 1] == 255
    assert Viewfinder(Mount(mirrored=True)).preview(picture, PORTRAIT)[0, 0, 1] == 0, "the screen mirrors it"


@pytest.mark.parametrize("size", [(16, 16), (1920, 60), (60, 1080)])
def test_a_camera_whose_pictures_no_look_can_be_made_of_is_no_camera(size: tuple[int, int]) -> None:
    finder = Viewfinder(Mount())
    with pytest.raises(CameraError, match="too small"):
        finder.look(place_map(*size))


def test_a_photo_that_is_too_small_once_it_is_cut_is_not_kept() -> None:
    finder, picture = Viewfinder(Mount()), place_map(100, 70)
    finder.look(picture)
    with pytest.raises(CameraError, match="too small"):
        finder.photo(picture, PORTRAIT)
