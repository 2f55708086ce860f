"""The network camera, against a real MJPEG stream over loopback."""

import os
import socket

import cv2
import numpy as np
import pytest

from kiosk.camera import network
from kiosk.camera.network import NetworkCamera
from kiosk.domain.errors import CameraError
from tests.kiosk.camera.contract import CameraContract
from tests.kiosk.camera.dialects import DIALECTS, DialectServer
from tests.kiosk.camera.mjpeg_server import MjpegServer
from tests.kiosk.camera.portraits import drawn_face


@pytest.fixture
def server():
    server = MjpegServer()
    yield server
    server.close()


@pytest.fixture
def camera(server: MjpegServer):
    camera = NetworkCamera(server.address)
    yield camera
    camera.close()


class TestNetworkCamera(CameraContract):
    pass


def test_a_cut_stream_is_a_camera_error_and_opens_anew(server: MjpegServer, camera: NetworkCamera):
    camera.open()
    server.cut()
    with pytest.raises(CameraError):
        for _ in range(1000):
            camera.read()
    camera.close()
    with pytest.raises(CameraError, match="does not answer"):
        camera.open()
    server.resume()
    camera.open()
    assert camera.read().size


# FFmpeg by itself would wait for 30 s.
@pytest.mark.timeout(25)
def test_a_stalled_stream_is_a_camera_error_in_time(
    server: MjpegServer, camera: NetworkCamera, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(network, "READ_TIMEOUT_MS", 300)
    camera.open()
    server.stall()
    with pytest.raises(CameraError):
        for _ in range(1000):
            camera.read()


def test_nobody_there_is_a_camera_error():
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        with pytest.raises(CameraError):
            NetworkCamera(f"http://127.0.0.1:{closed.getsockname()[1]}/").open()


def test_its_name_keeps_the_password_to_itself():
    camera = NetworkCamera("http://staff:secret@10.0.0.9:8080/video")
    assert camera.name == "network camera 10.0.0.9:8080"


@pytest.fixture(scope="module")
def jpegs() -> list[bytes]:
    """Three moments of one scene."""
    scenes = [drawn_face(1, 640, 480) + np.uint8(light) for light in range(3)]
    return [np.asarray(cv2.imencode(".jpg", scene)[1]).tobytes() for scene in scenes]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_every_dialect_of_mjpeg_is_read(dialect: str, jpegs: list[bytes]):
    server = DialectServer(DIALECTS[dialect], jpegs)
    camera = NetworkCamera(server.address)
    try:
        camera.open()
        shades = {int(camera.read().mean()) for _ in range(6)}
    finally:
        camera.close()
        server.close()
    assert len(shades) == 3, "whole pictures, one after the other"
    assert "OPENCV_FFMPEG_CAPTURE_OPTIONS" not in os.environ


CUTS = {
    "cut off": lambda jpeg: jpeg[: len(jpeg) // 3],
    "cut off and ended": lambda jpeg: jpeg[: len(jpeg) // 3] + b"\xff\xd9",
}


@pytest.mark.parametrize("cut", CUTS)
@pytest.mark.parametrize("dialect", ["usual", "no length", "image/jpg"])
def test_torn_pictures_are_no_frames(dialect: str, cut: str, jpegs: list[bytes]):
    server = DialectServer(DIALECTS[dialect], [CUTS[cut](jpeg) for jpeg in jpegs])
    camera = NetworkCamera(server.address)
    try:
        with pytest.raises(CameraError):
            camera.open()
    finally:
        camera.close()
        server.close()


@pytest.mark.parametrize("cut", CUTS)
def test_a_torn_picture_between_whole_ones_is_passed_over(cut: str, jpegs: list[bytes]):
    server = DialectServer(DIALECTS["usual"], [jpegs[0], CUTS[cut](jpegs[1]), jpegs[2]])
    camera = NetworkCamera(server.address)
    try:
        camera.open()
        frames = [camera.read() for _ in range(8)]
        frames += [camera.capture() for _ in range(2)]
    finally:
        camera.close()
        server.close()
    whole = [cv2.imdecode(np.frombuffer(jpegs[each], np.uint8), cv2.IMREAD_COLOR) for each in (0, 2)]
    assert all(any(np.array_equal(frame, np.asarray(each)) for each in whole) for frame in frames)
