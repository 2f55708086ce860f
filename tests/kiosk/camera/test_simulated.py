"""The camera that plays sample photos."""

import time
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from kiosk.camera.simulated import PHOTO_SIZE, Fault, SimulatedCamera
from kiosk.domain.errors import CameraError, SetupError
from tests.kiosk.camera.contract import CameraContract
from tests.kiosk.camera.portraits import put_portraits
from tests.pictures import files
from tests.pictures.gamuts import difference, in_srgb, profile


@pytest.fixture
def camera(tmp_path: Path):
    camera = SimulatedCamera(put_portraits(tmp_path / "photos", 2))
    yield camera
    camera.close()


class TestSimulatedCamera(CameraContract):
    pass


def test_without_photos_it_names_the_folder(tmp_path: Path):
    with pytest.raises(SetupError, match=str(tmp_path)):
        SimulatedCamera(tmp_path).open()


def test_a_file_that_is_no_picture_is_a_camera_error(tmp_path: Path):
    (tmp_path / "a.jpg").write_bytes(b"not a picture")
    with pytest.raises(CameraError, match=r"a\.jpg"):
        SimulatedCamera(tmp_path).open()


def test_its_photo_is_upright_and_full_size(camera: SimulatedCamera):
    camera.open()
    assert camera.capture().shape == (PHOTO_SIZE[1], PHOTO_SIZE[0], 3)


def test_wide_photos_are_played_only_when_there_are_no_upright_ones(tmp_path: Path):
    cv2.imwrite(str(tmp_path / "a-wide.jpg"), np.full((600, 900, 3), 20, np.uint8))
    camera = SimulatedCamera(tmp_path)
    camera.open()
    assert camera.read().mean() < 30
    cv2.imwrite(str(tmp_path / "b-upright.jpg"), np.full((900, 600, 3), 200, np.uint8))
    camera.open()
    assert camera.read().mean() > 190


def test_unplugged_every_call_fails_until_it_is_plugged_in_again(camera: SimulatedCamera):
    camera.open()
    camera.fault = Fault.UNPLUGGED
    for action in (camera.open, camera.read, camera.capture):
        with pytest.raises(CameraError, match="unplugged"):
            action()
    camera.fault = None
    camera.open()
    assert camera.read().size


def test_frozen_it_repeats_one_frame(camera: SimulatedCamera):
    camera.open()
    frame = camera.read()
    camera.fault = Fault.FROZEN
    assert np.array_equal(frame, camera.read())


def test_black_it_shows_nothing(camera: SimulatedCamera):
    camera.open()
    camera.fault = Fault.BLACK
    assert not camera.read().any()
    assert not camera.capture().any()


def test_the_next_guest_is_another_person(camera: SimulatedCamera, monkeypatch: pytest.MonkeyPatch):
    now = [100.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    camera.open()

    def watch(pause: float) -> np.ndarray:
        now[0] += pause
        return camera.read().astype(int)

    watch(0.03)
    first = watch(0.03)
    assert np.abs(watch(0.03) - first).mean() < 3, "the same guest, a little later"
    watch(5.0)
    assert np.abs(watch(0.03) - first).mean() < 12, "still the same guest, who looked at the review"
    watch(10.0)
    assert np.abs(watch(0.03) - first).mean() > 3


def test_photos_of_phones_are_played_upright_and_in_their_own_colours(tmp_path: Path):
    skin = (224, 172, 140)
    lying = Image.new("RGB", (800, 600), skin)
    phones = files.jpeg(lying, quality=98, exif=files.exif(6), icc_profile=profile("Display P3"))
    (tmp_path / "b-lying.jpg").write_bytes(phones)
    cv2.imwrite(str(tmp_path / "a-wide.jpg"), np.full((600, 900, 3), 20, np.uint8))
    camera = SimulatedCamera(tmp_path)
    camera.open()
    red, green, blue = (float(each) for each in camera.capture()[800, 600, ::-1])
    meant = in_srgb("Display P3", skin)
    light = sum((red, green, blue)) / sum(meant)
    assert 0.95 < light < 1.05, "it is the upright one, in the changing light"
    assert difference(meant, (red / light, green / light, blue / light)) < 1.5
