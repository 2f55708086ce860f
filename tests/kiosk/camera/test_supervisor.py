"""The camera thread, with real drivers and real time."""

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from kiosk.camera import CameraSupervisor, supervisor
from kiosk.camera.network import NetworkCamera
from kiosk.camera.simulated import Fault, SimulatedCamera
from kiosk.domain.errors import CameraError
from kiosk.domain.framing import PORTRAIT
from kiosk.domain.model import CameraState, CameraStatus
from kiosk.domain.ports import Camera, Frame
from tests.kiosk.camera.mjpeg_server import MjpegServer
from tests.kiosk.camera.portraits import put_portraits


class Watched:
    """A supervisor, and conditions to wait on instead of sleeping."""

    def __init__(self, make_camera: Callable[[], Camera]) -> None:
        self.frames: list[Frame] = []
        self.statuses: list[CameraStatus] = []
        self._news = threading.Condition()
        self.supervisor = CameraSupervisor(
            make_camera, lambda frame: self._note(self.frames, frame), lambda s: self._note(self.statuses, s)
        )
        self.supervisor.start()

    def _note(self, heard: list, thing: object) -> None:
        with self._news:
            heard.append(thing)
            self._news.notify_all()

    def wait(self, condition: Callable[[], bool], seconds: float = 60) -> None:
        with self._news:
            assert self._news.wait_for(condition, seconds), self.statuses

    def wait_for(self, state: CameraState) -> None:
        self.wait(lambda: bool(self.statuses) and self.statuses[-1].state is state)

    def photo(self) -> Frame | Exception:
        outcomes: list[Frame | Exception] = []
        self.supervisor.capture(PORTRAIT, lambda outcome: self._note(outcomes, outcome))
        self.wait(lambda: bool(outcomes))
        assert len(outcomes) == 1
        return outcomes[0]


@pytest.fixture
def watch() -> Iterator[Callable[[Callable[[], Camera]], Watched]]:
    watched: list[Watched] = []

    def begin(make_camera: Callable[[], Camera]) -> Watched:
        watched.append(Watched(make_camera))
        return watched[-1]

    yield begin
    for each in watched:
        each.supervisor.stop()


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    return put_portraits(tmp_path / "photos", 1)


def test_without_opencv_the_camera_is_lost_until_it_can_be_imported(watch, photos: Path, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setitem(sys.modules, "cv2", None)
        watched = watch(lambda: SimulatedCamera(photos))
        watched.wait_for(CameraState.LOST)
    watched.wait_for(CameraState.LIVE)


def test_preview_and_photo_of_the_simulated_camera(watch, photos: Path):
    watched = watch(lambda: SimulatedCamera(photos))
    watched.wait_for(CameraState.LIVE)
    assert watched.frames == []
    watched.supervisor.set_preview(PORTRAIT)
    watched.wait(lambda: len(watched.frames) >= 5)
    assert isinstance(watched.photo(), np.ndarray)
    assert watched.supervisor.status().state is CameraState.LIVE


def test_a_cut_network_camera_comes_back_by_itself(watch):
    server = MjpegServer()
    try:
        watched = watch(lambda: NetworkCamera(server.address))
        watched.supervisor.set_preview(PORTRAIT)
        watched.wait_for(CameraState.LIVE)
        server.cut()
        watched.wait_for(CameraState.LOST)
        server.resume()
        watched.wait_for(CameraState.LIVE)
        seen = len(watched.frames)
        watched.wait(lambda: len(watched.frames) > seen + 3)
        assert isinstance(watched.photo(), np.ndarray)
    finally:
        server.close()


def test_a_photo_of_a_lost_camera_fails_once_and_in_time(
    watch, photos: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(supervisor, "CAPTURE_SECONDS", 0.4)
    camera = SimulatedCamera(photos)
    camera.fault = Fault.UNPLUGGED
    watched = watch(lambda: camera)
    watched.wait_for(CameraState.LOST)
    assert isinstance(watched.photo(), CameraError)


def test_a_photo_survives_a_camera_that_comes_back_in_time(watch, photos: Path):
    camera = SimulatedCamera(photos)
    camera.fault = Fault.UNPLUGGED
    watched = watch(lambda: camera)
    watched.wait_for(CameraState.LOST)
    threading.Timer(0.3, lambda: setattr(camera, "fault", None)).start()
    assert isinstance(watched.photo(), np.ndarray)


def test_a_driver_that_hangs_cannot_hold_the_photo_back(watch, photos: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(supervisor, "CAPTURE_SECONDS", 0.3)
    let_go = threading.Event()

    class Hanging(SimulatedCamera):
        def capture(self) -> Frame:
            let_go.wait(60)
            return super().capture()

    watched = watch(lambda: Hanging(photos))
    watched.wait_for(CameraState.LIVE)
    assert isinstance(watched.photo(), CameraError)
    let_go.set()


def test_stopping_ends_what_was_asked_for(photos: Path):
    camera = SimulatedCamera(photos)
    camera.fault = Fault.UNPLUGGED
    supervisor = CameraSupervisor(lambda: camera, lambda frame: None, lambda status: None)
    outcomes: list[Frame | Exception] = []
    supervisor.capture(PORTRAIT, outcomes.append)
    supervisor.start()
    supervisor.stop()
    assert len(outcomes) == 1
    assert isinstance(outcomes[0], CameraError)


def test_a_bug_is_logged_and_the_thread_lives_on(watch, photos: Path, caplog: pytest.LogCaptureFixture):
    made = []

    def make() -> Camera:
        made.append(1)
        if len(made) == 1:
            raise RuntimeError("a driver of the devil")
        return SimulatedCamera(photos)

    with caplog.at_level(logging.ERROR):
        watched = watch(make)
        watched.wait_for(CameraState.LIVE)
    assert watched.statuses[0].state is CameraState.LOST
    assert "a driver of the devil" in caplog.text


TWO_THREADS = """
import sys, threading
from kiosk.domain.opencv import load_opencv

def second():
    while not hasattr(sys.modules.get("cv2"), "imread"):
        pass
    load_opencv()
    import cv2
    print(hasattr(cv2, "typing"))

thread = threading.Thread(target=second)
thread.start()
load_opencv()
thread.join()
"""


def test_the_imaging_worker_never_gets_half_of_opencv():
    """It asks for it while the camera's thread imports it."""
    done = subprocess.run([sys.executable, "-c", TWO_THREADS], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"
