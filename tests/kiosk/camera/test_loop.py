"""Losing and finding a camera, step by step on a clock that the test turns."""

import numpy as np
import pytest

from kiosk.camera.liveness import PATIENCE_SECONDS
from kiosk.camera.loop import CameraLoop
from kiosk.domain.errors import CameraError, SetupError
from kiosk.domain.model import CameraState
from kiosk.domain.ports import Frame


class ScriptedCamera:
    """A driver whose fate the test decides."""

    name = "scripted"

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.frozen = self.black = False
        self.opened = self.closed = self.reads = 0

    def open(self) -> None:
        self.opened += 1
        if self.error:
            raise self.error

    def read(self) -> Frame:
        if self.error:
            raise self.error
        self.reads += 1
        shade = 0 if self.black else 90 if self.frozen else 90 + self.reads % 100
        return np.full((48, 64, 3), shade, np.uint8)

    def capture(self) -> Frame:
        return self.read()

    def close(self) -> None:
        self.closed += 1


class Stage:
    """A loop, its camera, and a clock."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.camera = ScriptedCamera()
        self.frames: list[Frame] = []
        self.states: list[CameraState] = []
        self.loop = CameraLoop(
            lambda: self.camera, self.frames.append, lambda s: self.states.append(s.state), lambda: self.now
        )

    def run(self, seconds: float, preview: bool = True) -> None:
        """Step as the thread would, each read taking a thirtieth of a second."""
        end = self.now + seconds
        while self.now < end:
            self.now += max(self.loop.step(preview, None), 1 / 30)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_camera_is_live_with_its_first_frame(stage: Stage):
    stage.loop.step(False, None)
    assert stage.states == [CameraState.LIVE]
    assert stage.loop.status.name == "scripted"


def test_frames_are_published_only_while_wanted(stage: Stage):
    stage.run(1, preview=False)
    assert stage.frames == []
    stage.run(1, preview=True)
    assert len(stage.frames) >= 28


def test_idle_it_looks_at_the_camera_twice_a_second(stage: Stage):
    stage.run(10, preview=False)
    assert 15 <= stage.camera.reads <= 25


def test_unplugged_is_lost_and_found_within_seconds(stage: Stage):
    stage.run(1)
    stage.camera.error = CameraError("gone")
    stage.run(0.1)
    assert stage.loop.status.state is CameraState.LOST
    assert stage.loop.status.sentence == "gone"
    stage.run(60)
    assert stage.camera.opened < 40, "it must not hammer the device"
    assert stage.camera.closed == stage.camera.opened
    stage.camera.error = None
    stage.run(2.5)
    assert stage.states == [CameraState.LIVE, CameraState.LOST, CameraState.LIVE]


def test_idle_a_lost_camera_is_noticed_too(stage: Stage):
    stage.run(1, preview=False)
    stage.camera.error = CameraError("gone")
    stage.run(1, preview=False)
    assert stage.loop.status.state is CameraState.LOST


def test_a_camera_that_is_not_there_is_absent_and_found_when_plugged_in(stage: Stage):
    stage.camera.error = SetupError("no camera at /dev/video0")
    stage.run(10)
    assert stage.states == [CameraState.ABSENT]
    assert stage.camera.opened <= 6
    stage.camera.error = None
    stage.run(2.5)
    assert stage.loop.status.state is CameraState.LIVE


@pytest.mark.parametrize(("fault", "word"), [("frozen", "frozen"), ("black", "black")])
def test_a_dead_picture_is_lost_and_reopened_until_it_lives(stage: Stage, fault: str, word: str):
    stage.run(1)
    setattr(stage.camera, fault, True)
    stage.run(PATIENCE_SECONDS - 1)
    assert stage.loop.status.state is CameraState.LIVE
    stage.run(1.5)
    assert stage.loop.status.state is CameraState.LOST
    assert word in stage.loop.status.sentence
    stage.run(30)
    assert stage.states == [CameraState.LIVE, CameraState.LOST], "a dead picture must not come and go"
    setattr(stage.camera, fault, False)
    stage.run(3)
    assert stage.loop.status.state is CameraState.LIVE


def test_a_photo_is_taken_at_once_although_idle(stage: Stage):
    stage.loop.step(False, None)
    photos: list[Frame] = []
    stage.loop.step(False, photos.append)
    assert len(photos) == 1


def test_a_photo_that_fails_is_tried_again_with_a_fresh_camera(stage: Stage):
    stage.loop.step(False, None)
    stage.camera.error = CameraError("gone")
    photos: list[Frame] = []
    stage.loop.step(False, photos.append)
    assert photos == []
    stage.camera.error = None
    stage.now += 0.3
    stage.loop.step(False, photos.append)
    assert len(photos) == 1
    assert stage.camera.opened == 2


def test_a_black_photo_is_not_given_out(stage: Stage):
    stage.loop.step(False, None)
    stage.camera.black = True
    photos: list[Frame] = []
    stage.loop.step(False, photos.append)
    assert photos == []
    assert stage.loop.status.state is CameraState.LOST
