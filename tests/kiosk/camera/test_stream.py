"""What cameras read through OpenCV share: a photo is of now, although older frames wait in buffers."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from kiosk.camera import stream
from kiosk.camera.stream import StreamCamera

FRAME_SECONDS = 1 / 30


class Buffered:
    """A stream at 30 frames a second, `waiting` of them in buffers; a frame shows its number."""

    def __init__(self, waiting: int, decoding: float) -> None:
        self.number, self.waiting, self.decoding = 0, waiting, decoding
        self.wall = self.busy = 0.0

    def grab(self) -> bool:
        self.number += 1
        self.busy += self.decoding
        self.wall += self.decoding
        if self.number > self.waiting:
            self.wall += FRAME_SECONDS - self.decoding
        return True

    def read(self) -> tuple[bool, np.ndarray]:
        return self.grab(), np.full((2, 2, 3), self.number, np.uint8)

    def release(self) -> None:
        """Nothing is held."""


class Camera(StreamCamera):
    def __init__(self, device: Any) -> None:
        super().__init__("a camera")
        self.device = device

    def _connect(self) -> Any:
        return self.device


@pytest.mark.parametrize("decoding", [0.001, 0.015], ids=["quick to decode", "slow to decode"])
@pytest.mark.parametrize("waiting", [1, 4, 45])
def test_a_photo_is_of_now_although_frames_wait_in_the_buffers(
    waiting: int, decoding: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    device = Buffered(waiting, decoding)
    clocks = SimpleNamespace(monotonic=lambda: device.wall, thread_time=lambda: device.busy)
    monkeypatch.setattr(stream, "time", clocks)
    camera = Camera(device)
    camera.open()
    assert waiting < camera.capture()[0, 0, 0] <= waiting + 2
