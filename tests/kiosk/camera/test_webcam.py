"""The USB camera; its contract runs where one is attached."""

from pathlib import Path

import pytest

from kiosk.camera.v4l2 import capture_devices, describe
from kiosk.camera.webcam import Webcam
from kiosk.domain.errors import SetupError
from tests.kiosk.camera.contract import CameraContract


@pytest.fixture
def camera():
    devices = capture_devices()
    if not devices:
        pytest.skip("no camera is attached to this machine (/dev/video*)")
    camera = Webcam(devices[0].path)
    yield camera
    camera.close()


class TestWebcam(CameraContract):
    pass


def test_a_path_without_a_camera_is_absent_not_broken(tmp_path: Path):
    with pytest.raises(SetupError, match="no camera at"):
        Webcam(str(tmp_path / "video7")).open()


def test_a_file_that_is_no_camera_is_not_listed(tmp_path: Path):
    (tmp_path / "video0").write_bytes(b"")
    assert describe(str(tmp_path / "video0")) is None
    assert capture_devices(tmp_path) == []
