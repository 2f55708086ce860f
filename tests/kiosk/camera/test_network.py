"""The network camera, against a real MJPEG stream over loopback."""

import socket

import pytest

from kiosk.camera import network
from kiosk.camera.network import NetworkCamera
from kiosk.domain.errors import CameraError
from tests.kiosk.camera.contract import CameraContract
from tests.kiosk.camera.mjpeg_server import MjpegServer


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
