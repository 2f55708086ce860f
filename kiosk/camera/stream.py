"""What every camera read through OpenCV shares; its `isOpened()` is never believed, only frames are."""

import time
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, cast

from kiosk.camera.torn import is_torn
from kiosk.domain.errors import CameraError
from kiosk.domain.ports import Frame

if TYPE_CHECKING:
    import cv2

_BACKLOG_FRAMES = 120
_BACKLOG_SECONDS = 1.5
_MOST_TORN = 10
"""In a row: more mean that the camera, or the way from it, is not fit for photos."""
_FRESH_AFTER_SECONDS = 0.008
"""A grab that waited this long, decoding aside, waited for the device: its frame lay in no buffer."""


class StreamCamera(ABC):
    """A camera behind `cv2.VideoCapture`. Opened once; after an error it is closed and replaced."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.note = ""
        self._stream: cv2.VideoCapture | None = None

    def open(self) -> None:
        """Take the device and prove it by a first frame. Raises CameraError, or SetupError if not there."""
        self.close()
        self._stream = self._connect()
        self.read()

    def read(self) -> Frame:
        """The next whole frame; torn ones are thrown away."""
        for _ in range(_MOST_TORN):
            frame = self._decoded(self._next())
            if frame is not None and not is_torn(frame):
                return frame
        raise CameraError(f"{self.name} gives torn pictures")

    def capture(self) -> Frame:
        """A photo of now: frames that lay in buffers are thrown away first."""
        self._skip_backlog()
        return self.read()

    def close(self) -> None:
        """Close the device."""
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.release()

    def _next(self) -> Frame:
        came, frame = self._opened().read()
        if not came or frame is None or frame.size == 0:
            raise CameraError(f"{self.name} gives no picture")
        return cast(Frame, frame)

    def _decoded(self, frame: Frame) -> Frame | None:
        """The picture; None if it was torn. A driver whose stream gives files overrides this."""
        return frame

    def _opened(self) -> "cv2.VideoCapture":
        if self._stream is None:
            raise CameraError(f"{self.name} is not open")
        return self._stream

    def _skip_backlog(self) -> None:
        stream, start = self._opened(), time.monotonic()
        for _ in range(_BACKLOG_FRAMES):
            before, busy = time.monotonic(), time.thread_time()
            if not stream.grab():
                raise CameraError(f"{self.name} gives no picture")
            now = time.monotonic()
            waited = now - before - (time.thread_time() - busy)
            if waited > _FRESH_AFTER_SECONDS or now - start > _BACKLOG_SECONDS:
                return

    @abstractmethod
    def _connect(self) -> "cv2.VideoCapture":
        """A stream with every time-out set. Raises CameraError or SetupError."""
