"""Which driver the word after --camera means."""

from pathlib import Path

import pytest

from kiosk.camera import build, factory
from kiosk.camera.network import NetworkCamera
from kiosk.camera.simulated import SimulatedCamera
from kiosk.camera.v4l2 import CaptureDevice
from kiosk.camera.webcam import Webcam
from kiosk.domain.errors import CameraError, SetupError
from tests.kiosk.camera.portraits import put_portraits


@pytest.mark.parametrize(
    ("word", "driver", "name"),
    [
        ("simulated", SimulatedCamera, "simulated camera"),
        ("0", Webcam, "/dev/video0"),
        ("/dev/v4l/by-id/usb-cam", Webcam, "/dev/v4l/by-id/usb-cam"),
        ("http://10.0.0.9:8080/video", NetworkCamera, "network camera 10.0.0.9:8080"),
    ],
)
def test_each_word_means_one_driver(tmp_path: Path, word: str, driver: type, name: str):
    camera = build(word, tmp_path)()
    assert type(camera) is driver
    assert camera.name == name


def test_an_unknown_word_is_refused_with_the_words_that_work(tmp_path: Path):
    with pytest.raises(SetupError, match="say auto"):
        build("dslr9000", tmp_path)


class TestAutomaticChoice:
    @pytest.fixture
    def attached(self, monkeypatch: pytest.MonkeyPatch) -> list[CaptureDevice]:
        devices: list[CaptureDevice] = []
        monkeypatch.setattr(factory, "capture_devices", lambda: devices)
        return devices

    def test_sample_photos_when_there_is_no_camera_and_the_name_says_so(self, tmp_path: Path, attached: list):
        camera = build("demo", tmp_path)()
        assert isinstance(camera, SimulatedCamera)
        assert "no camera is attached" in camera.name

    def test_no_sample_faces_at_a_party(self, tmp_path: Path, attached: list):
        """They would be photographed, sent and paid for."""
        camera = build("auto", put_portraits(tmp_path, 1))()
        assert isinstance(camera, Webcam)
        with pytest.raises(SetupError, match="no camera"):
            camera.open()

    def test_the_attached_camera(self, tmp_path: Path, attached: list):
        attached.append(CaptureDevice("/dev/video2", "C922"))
        camera = build("auto", tmp_path)()
        assert isinstance(camera, Webcam)
        assert camera.name == "/dev/video2"

    def test_a_camera_pulled_out_is_waited_for_not_replaced(self, tmp_path: Path, attached: list):
        attached.append(CaptureDevice("/dev/video2", "C922"))
        make = build("auto", tmp_path)
        make()
        attached.clear()
        assert isinstance(make(), Webcam)

    def test_sample_photos_give_way_to_a_camera_that_is_plugged_in(
        self, tmp_path: Path, attached: list, monkeypatch: pytest.MonkeyPatch
    ):
        monkeypatch.setattr(factory, "_LOOK_FOR_DEVICE_EVERY", 2)
        camera = build("demo", put_portraits(tmp_path, 1))()
        camera.open()
        camera.read()
        camera.read()
        attached.append(CaptureDevice("/dev/video0", "C922"))
        camera.read()
        with pytest.raises(CameraError, match="was attached"):
            camera.read()
