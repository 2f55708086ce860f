"""Which camera the booth uses: the word after `--camera` becomes a factory of drivers."""

from collections.abc import Callable
from pathlib import Path

from kiosk.camera.network import NetworkCamera
from kiosk.camera.simulated import SimulatedCamera
from kiosk.camera.v4l2 import capture_devices
from kiosk.camera.webcam import Webcam
from kiosk.domain.errors import CameraError, SetupError
from kiosk.domain.ports import Camera, Frame

CameraFactory = Callable[[], Camera]
"""Makes a fresh, closed driver; called for every attempt to open the camera."""

_LOOK_FOR_DEVICE_EVERY = 60
"""Frames of the simulated camera between two looks for an attached one: about two seconds."""


def build(choice: str, photos: Path) -> CameraFactory:
    """The factory for `choice`: auto, demo, simulated, an index, a `/dev/...` path, or an address.

    auto waits for a camera; demo plays sample photos until one is attached. `photos` is the folder of them.
    Raises SetupError for other words.
    """
    if choice in ("auto", "demo"):
        return AutomaticChoice(photos if choice == "demo" else None)
    if choice == "simulated":
        return lambda: SimulatedCamera(photos)
    if choice.isdecimal():
        return lambda: Webcam(f"/dev/video{choice}")
    if choice.startswith("/dev/"):
        return lambda: Webcam(choice)
    if choice.startswith(("http://", "https://", "rtsp://")):
        return lambda: NetworkCamera(choice)
    raise SetupError(f"no such camera: {choice!r}; say auto, demo, simulated, 0, /dev/video0 or http://...")


_FIRST = "/dev/video0"


class AutomaticChoice:
    """The attached camera; `photos`, if any, only while this run has never seen one.

    A camera that is pulled out in the middle of a party is waited for, never replaced by sample people.
    """

    def __init__(self, photos: Path | None) -> None:
        self._photos = photos
        self._seen = ""

    def __call__(self) -> Camera:
        devices = capture_devices()
        if devices:
            self._seen = devices[0].path
        if self._seen:
            return Webcam(self._seen)
        return _UntilAttached(self._photos) if self._photos else Webcam(_FIRST)


class _UntilAttached(SimulatedCamera):
    """The simulated camera that gives way, by a CameraError, once a real one is plugged in."""

    def __init__(self, photos: Path) -> None:
        super().__init__(photos, name="simulated camera (no camera is attached)")
        self._frames = 0

    def read(self) -> Frame:
        self._frames += 1
        if self._frames % _LOOK_FOR_DEVICE_EVERY == 0 and capture_devices():
            raise CameraError("a camera was attached; the sample photos give way to it")
        return super().read()
