"""A stranger beside what the guest sees is in nothing that is shown, kept, sent, made or printed."""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

import assets
from contract.config import Orientation, PrintLayout
from kiosk.domain.framing import LANDSCAPE, PORTRAIT, STRIP, Framing
from kiosk.domain.model import Link, PrintState
from kiosk.domain.ports import Frame
from kiosk.session import events as ev
from kiosk.session.state import Screen
from pictures.sheets.face_detection import find_faces
from tests.kiosk.camera.mjpeg_server import MjpegServer
from tests.kiosk.engine.headless import QUICK, Headless, pair
from tests.kiosk.sync.loopback import Platform, Server
from tests.kiosk.worlds import config, endless, named

pytestmark = pytest.mark.slow

PARTY = config(QUICK, event=endless())
SIZE = (1280, 720)


class PartyCamera(MjpegServer):
    """A webcam that shows the guest in the middle, and somebody who stands behind at the left edge."""

    def __init__(self) -> None:
        super().__init__(rate=12)
        scene = np.full((SIZE[1], SIZE[0], 3), (60, 70, 80), np.uint8)
        _put(scene, "hopper-portrait.jpg", 466, (40, 166))
        _put(scene, "astronaut-portrait.jpg", 720, (393, 0))
        noise = np.random.default_rng(5)
        moments = [cv2.add(scene, noise.integers(0, 3, scene.shape, np.uint8)) for _ in range(3)]
        self.jpegs = [np.asarray(cv2.imencode(".jpg", each)[1]).tobytes() for each in moments]

    def _frame(self) -> bytes:
        self._sent += 1
        return self.jpegs[self._sent % 3]


def _put(scene: Frame, name: str, height: int, corner: tuple[int, int]) -> None:
    picture = cv2.imread(str(assets.path("photos", name)))
    assert picture is not None
    scale = height / picture.shape[0]
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    left, top = corner
    right, bottom = min(left + small.shape[1], SIZE[0]), min(top + small.shape[0], SIZE[1])
    scene[top:bottom, left:right] = small[: bottom - top, : right - left]


def faces(picture: Image.Image) -> int:
    return len(find_faces(picture.convert("RGB")))


def opened(jpeg: bytes) -> Image.Image:
    return Image.open(io.BytesIO(jpeg))


@pytest.fixture
def camera() -> Iterator[PartyCamera]:
    camera = PartyCamera()
    yield camera
    camera.close()


@pytest.fixture
def server() -> Iterator[Server]:
    platform = Platform()
    platform.publish(PARTY.model_dump_json().encode())
    server = Server(platform)
    yield server
    server.stop()


@dataclass
class Guest:
    """One guest of a booth that is online, all the way to the print."""

    booth: Headless
    platform: Platform
    previewed: list[Frame] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.booth.engine.on_frame(self.previewed.append)

    def is_photographed(self, layout: PrintLayout, orientation: Orientation) -> None:
        booth = self.booth
        booth.until(lambda: booth.engine.booth_state.sync.link is Link.ONLINE)
        booth.until(lambda: booth.engine.booth_state.sync.lease_left > 0)
        booth.touch(ev.Touched(), Screen.CONSENT)
        booth.touch(ev.ConsentGiven(), Screen.GALLERY)
        booth.touch(ev.StyleChosen(named("ink"), layout), Screen.CAMERA)
        booth.engine.dispatch(ev.OrientationChosen(orientation))
        self.previewed.clear()
        booth.until(lambda: len(self.previewed) > 3, "a preview")
        booth.touch(ev.ShutterPressed(), Screen.REVIEW)

    def gets_a_print(self) -> None:
        """Of the AI's picture; the platform gives back what it was sent."""
        booth, platform = self.booth, self.platform
        booth.touch(ev.MakeItAsked(), Screen.PROCESSING)
        photo, request = booth.session.hero.sha256, booth.session.request
        booth.until(lambda: photo in platform.blobs and bool(platform.applied))
        ready = {"kind": "generation", "generation_id": request.generation_id, "state": "ready"}
        with platform.lock:
            platform.changes.append(ready | {"result_sha256": photo})
            platform.tell("generation")
        booth.until(lambda: booth.session.screen is Screen.RESULT and booth.session.look_path is not None)
        booth.engine.dispatch(ev.PrintAsked(1))
        booth.until(lambda: [state for _, state in booth.session.prints] == [PrintState.PRINTED])


@pytest.mark.parametrize(
    ("layout", "orientation", "framing", "people"),
    [
        (PrintLayout.SINGLE, Orientation.PORTRAIT, PORTRAIT, 1),
        (PrintLayout.STRIP, Orientation.PORTRAIT, STRIP, 1),
        (PrintLayout.SINGLE, Orientation.LANDSCAPE, LANDSCAPE, 2),
    ],
    ids=["portrait", "strip", "group"],
)
def test_what_the_guest_sees_is_what_there_is(
    tmp_path: Path,
    camera: PartyCamera,
    server: Server,
    layout: PrintLayout,
    orientation: Orientation,
    framing: Framing,
    people: int,
):
    assert faces(opened(camera.jpegs[0])) == 2
    pair(tmp_path, server.address, PARTY)
    booth = Headless(tmp_path, camera=camera.address)
    guest = Guest(booth, server.platform)
    booth.start()
    try:
        guest.is_photographed(layout, orientation)
        guest.gets_a_print()
        shots, hero, look = booth.session.shots, booth.session.hero, booth.session.look_path
    finally:
        booth.engine.stop()
    assert {faces(Image.fromarray(frame[:, :, ::-1])) for frame in guest.previewed[-2:]} == {people}, "shown"
    assert [faces(opened(shot.path.read_bytes())) for shot in shots] == [people] * len(shots), "kept"
    assert all(framing.fits(shot.width, shot.height) for shot in shots)
    assert faces(opened(server.platform.blobs[hero.sha256])) == people, "sent"
    assert opened(look.read_bytes()).size == (hero.width, hero.height), "made"
    [sheet] = (tmp_path / "printed").glob("*.jpg")
    assert faces(on_paper(sheet, framing)) == people, "printed"


def on_paper(sheet: Path, framing: Framing) -> Image.Image:
    """The picture that the AI made: on a strip, the lowest."""
    printed = opened(sheet.read_bytes())
    if framing is STRIP:
        return printed.crop((40, 48 + 2 * 430, 560, 48 + 2 * 430 + framing.height))
    held = printed.transpose(Image.Transpose.ROTATE_270) if framing is LANDSCAPE else printed
    return held.crop((0, 0, framing.width, framing.height))
