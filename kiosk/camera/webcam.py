"""A camera on USB, through V4L2."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

from kiosk.camera.stream import StreamCamera
from kiosk.camera.v4l2 import describe
from kiosk.domain.errors import CameraError, SetupError

if TYPE_CHECKING:
    import cv2

_WIDTH, _HEIGHT, _RATE = 1920, 1080, 30


class Webcam(StreamCamera):
    """The V4L2 device at `path`, asked for MJPG 1080p at 30 frames a second; it may give less."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._path = path

    def _connect(self) -> "cv2.VideoCapture":
        # OpenCV waits 10 s for a silent device unless told otherwise before its first wait.
        os.environ.setdefault("OPENCV_VIDEOIO_V4L_SELECT_TIMEOUT", "2")
        import cv2

        if not Path(self._path).exists():
            raise SetupError(f"no camera at {self._path}")
        device = describe(self._path)
        self.name = device.name if device else self._path
        stream = cv2.VideoCapture(self._path, cv2.CAP_V4L2)
        if not stream.isOpened():
            raise CameraError(f"{self.name} cannot be opened; another program may hold it")
        stream.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
        stream.set(cv2.CAP_PROP_FRAME_WIDTH, _WIDTH)
        stream.set(cv2.CAP_PROP_FRAME_HEIGHT, _HEIGHT)
        stream.set(cv2.CAP_PROP_FPS, _RATE)
        stream.set(cv2.CAP_PROP_BUFFERSIZE, 2)
        return stream
