"""Losing and finding a camera, step by step on a clock that the test turns."""

from collections.abc import Callable

import numpy as np
import pytest

from kiosk.camera.exposure import PATIENCE_SECONDS as EXPOSURE_SECONDS
from kiosk.camera.exposure import STEADY_SECONDS
from kiosk.camera.liveness import PATIENCE_SECONDS
from kiosk.camera.loop import CameraLoop, Wanted
from kiosk.camera.supervisor import CAPTURE_SECONDS
from kiosk.domain.errors import CameraError, SetupError
from kiosk.domain.framing import PORTRAIT
from kiosk.domain.model import CameraState
from kiosk.domain.ports import Frame

Light = float | np.ndarray
BLACK, GREEN = 0.0, np.array((0.0, 1.0, 0.0))
TEXTURE = np.random.default_rng(1).integers(60, 180, (96, 128, 3)).astype(np.int16)


class ScriptedCamera:
    """A driver whose fate the test decides."""

    name = "scripted"
    note = ""

    def __init__(self) -> None:
        self.error: Exception | None = None
        self.frozen = False
        self.opened = self.closed = self.reads = 0
        self.scene = TEXTURE
        self.light: Callable[[int], Light] = lambda _: 1.0
        """What comes of the scene, given the number of the frame since the camera was opened."""

    def open(self) -> None:
        self.opened += 1
        self.reads = 0
        if self.error:
            raise self.error

    def read(self) -> Frame:
        if self.error:
            raise self.error
        self.reads += 1
        if not self.frozen:
            self.scene = TEXTURE + self.reads % 2
        return (self.scene * self.light(self.reads)).clip(0, 255).astype(np.uint8)

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

    def photograph(self, photos: list[Frame]) -> None:
        """Step until there is a photo, as long as a guest would wait."""
        end = self.now + CAPTURE_SECONDS
        while not photos:
            assert self.now < end, "no photo in time"
            self.now += max(self.loop.step(None, Wanted(PORTRAIT, photos.append)), 1 / 30)

    def run(self, seconds: float, preview: bool = True) -> None:
        """Step as the thread would, each read taking a thirtieth of a second."""
        end = self.now + seconds
        while self.now < end:
            self.now += max(self.loop.step(PORTRAIT if preview else None, None), 1 / 30)


@pytest.fixture
def stage() -> Stage:
    return Stage()


def test_a_camera_is_live_once_its_picture_is_steady(stage: Stage):
    stage.run(STEADY_SECONDS - 0.1, preview=False)
    assert stage.states == []
    stage.run(0.2, preview=False)
    assert stage.states == [CameraState.LIVE]
    assert stage.loop.status.name == "scripted"


def test_frames_are_published_only_while_wanted(stage: Stage):
    stage.run(1, preview=False)
    assert stage.frames == []
    stage.run(1, preview=True)
    assert len(stage.frames) >= 28


def test_idle_it_looks_at_the_camera_twice_a_second(stage: Stage):
    stage.run(10, preview=False)
    assert 15 <= stage.camera.reads - STEADY_SECONDS * 30 <= 25


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
    stage.run(3.5)
    assert stage.states == [CameraState.LIVE, CameraState.LOST, CameraState.LIVE]


def test_a_camera_that_is_back_is_found_at_once_when_somebody_asks(stage: Stage):
    stage.camera.error = SetupError("no camera")
    stage.run(60)
    stage.camera.error = None
    stage.loop.hurry()
    stage.run(STEADY_SECONDS + 0.2)
    assert stage.loop.status.state is CameraState.LIVE


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
    stage.run(3.5)
    assert stage.loop.status.state is CameraState.LIVE


@pytest.mark.parametrize(("fault", "word"), [("frozen", "frozen"), ("black", "black")])
def test_a_dead_picture_is_lost_and_reopened_until_it_lives(stage: Stage, fault: str, word: str):
    stage.run(1)
    stage.camera.frozen = fault == "frozen"
    stage.camera.light = lambda _: 0.0 if fault == "black" else 1.0
    stage.run(PATIENCE_SECONDS - 1)
    assert stage.loop.status.state is CameraState.LIVE
    stage.run(1.5)
    assert stage.loop.status.state is CameraState.LOST
    assert word in stage.loop.status.sentence
    stage.run(30)
    assert stage.states == [CameraState.LIVE, CameraState.LOST], "a dead picture must not come and go"
    stage.camera.frozen, stage.camera.light = False, lambda _: 1.0
    stage.run(4)
    assert stage.loop.status.state is CameraState.LIVE


def test_a_photo_is_taken_at_once_although_idle(stage: Stage):
    stage.run(1, preview=False)
    photos: list[Frame] = []
    stage.loop.step(None, Wanted(PORTRAIT, photos.append))
    assert len(photos) == 1


def test_a_photo_that_fails_is_tried_again_with_a_fresh_camera(stage: Stage):
    stage.run(1, preview=False)
    stage.camera.error = CameraError("gone")
    photos: list[Frame] = []
    stage.loop.step(None, Wanted(PORTRAIT, photos.append))
    assert photos == []
    stage.camera.error = None
    stage.now += 0.3
    stage.photograph(photos)
    assert len(photos) == 1
    assert stage.camera.opened == 2


@pytest.mark.parametrize("light", [BLACK, GREEN], ids=["black", "green"])
def test_a_photo_that_shows_nothing_is_not_given_out(stage: Stage, light: Light):
    stage.run(1, preview=False)
    stage.camera.scene, stage.camera.frozen = np.full_like(TEXTURE, 130), True
    stage.camera.light = lambda _: light
    photos: list[Frame] = []
    stage.loop.step(None, Wanted(PORTRAIT, photos.append))
    assert photos == []
    assert stage.loop.status.state is CameraState.LOST


def _opening(frames: int, light: Light) -> Callable[[int], Light]:
    return lambda number: light if number <= frames else 1.0


@pytest.mark.parametrize(
    "opening",
    [
        _opening(40, BLACK),
        _opening(15, 0.25),
        _opening(15, 1.9),
        lambda number: min(1.0, number / 40),
        lambda number: 1.0 + max(0.0, 1.0 - number / 30),
    ],
    ids=["black", "dim", "glaring", "ever brighter", "ever darker"],
)
def test_a_photo_after_a_reopening_waits_for_the_exposure(stage: Stage, opening: Callable[[int], Light]):
    stage.run(1)
    usual = float(stage.frames[-1].mean())
    stage.camera.error = CameraError("gone")
    stage.run(0.1)
    stage.camera.error, stage.camera.light = None, opening
    photos: list[Frame] = []
    seen = len(stage.frames)
    stage.photograph(photos)
    stage.run(0.5)
    assert [abs(float(each.mean()) - usual) < 3 for each in (*photos, *stage.frames[seen:])].count(False) == 0
    assert stage.states == [CameraState.LIVE, CameraState.LOST, CameraState.LIVE]


def test_the_first_green_frames_do_not_count(stage: Stage):
    stage.camera.scene, stage.camera.frozen = np.full_like(TEXTURE, 130), True
    stage.camera.light = lambda number: GREEN + number * 0.004
    stage.run(STEADY_SECONDS * 2)
    assert (stage.frames, stage.states) == ([], [])
    stage.camera.frozen, stage.camera.light = False, lambda _: 1.0
    stage.run(1)
    assert stage.states == [CameraState.LIVE]


def test_under_lights_that_never_rest_the_picture_counts_as_it_is(stage: Stage):
    stage.camera.light = lambda number: 0.6 + 0.4 * (number // 5 % 2)
    stage.run(EXPOSURE_SECONDS + 0.2)
    assert stage.states == [CameraState.LIVE]
