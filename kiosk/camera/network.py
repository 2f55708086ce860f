"""A camera on the network: MJPEG over HTTP, or whatever else FFmpeg reads."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.camera.stream import StreamCamera
from kiosk.camera.torn import decoded
from kiosk.domain.errors import CameraError
from kiosk.domain.ports import Frame

if TYPE_CHECKING:
    import cv2

OPEN_TIMEOUT_MS = 3000
READ_TIMEOUT_MS = 2000
_OPTIONS = "OPENCV_FFMPEG_CAPTURE_OPTIONS"
_ANY_JPEGS = "input_format;mjpeg|fpsprobesize;1|analyzeduration;200000"
"""JPEG after JPEG, whatever stands between them; FFmpeg would look at the stream for seconds by itself."""


class NetworkCamera(StreamCamera):
    """The stream at `address`. Its name leaves out user and password, for logs and screens."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        super().__init__(f"network camera {parts.hostname}:{parts.port or parts.scheme}")
        self._address = address
        self._speaks_http = parts.scheme in ("http", "https")
        self._gives_files = False

    def open(self) -> None:
        """As every stream. Many cameras write multipart in a way of their own, which FFmpeg's reader refuses.

        So what answers over HTTP without giving a picture is read once more, for the JPEGs in it alone.
        """
        began = time.monotonic()
        try:
            super().open()
        except CameraError:
            silent = time.monotonic() - began >= OPEN_TIMEOUT_MS / 1000
            if silent or not self._speaks_http:
                raise
            with _options(_ANY_JPEGS):
                super().open()

    def _connect(self) -> "cv2.VideoCapture":
        import cv2

        # Time-outs count only when given at opening: set later, a stalled stream blocks for 30 s.
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_TIMEOUT_MS]
        limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS]
        stream = cv2.VideoCapture(self._address, cv2.CAP_FFMPEG, limits)
        if not stream.isOpened():
            raise CameraError(f"{self.name} does not answer")
        # FFmpeg's own decoder fills up what is missing of a JPEG, and does not say so.
        is_mjpeg = int(stream.get(cv2.CAP_PROP_FOURCC)) == cv2.VideoWriter.fourcc(*"MJPG")
        self._gives_files = is_mjpeg and stream.set(cv2.CAP_PROP_FORMAT, -1)
        return stream

    def _decoded(self, frame: Frame) -> Frame | None:
        return decoded(frame) if self._gives_files else frame


@contextmanager
def _options(text: str) -> Iterator[None]:
    """OpenCV takes FFmpeg's options from the environment alone, when it opens a stream."""
    before = os.environ.get(_OPTIONS)
    os.environ[_OPTIONS] = text
    try:
        yield
    finally:
        if before is None:
            del os.environ[_OPTIONS]
        else:
            os.environ[_OPTIONS] = before
