"""A camera on the network: MJPEG over HTTP, or whatever else FFmpeg reads."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from kiosk.camera.stream import StreamCamera
from kiosk.domain.errors import CameraError

if TYPE_CHECKING:
    import cv2

OPEN_TIMEOUT_MS = 3000
READ_TIMEOUT_MS = 2000


class NetworkCamera(StreamCamera):
    """The stream at `address`. Its name leaves out user and password, for logs and screens."""

    def __init__(self, address: str) -> None:
        parts = urlsplit(address)
        super().__init__(f"network camera {parts.hostname}:{parts.port or parts.scheme}")
        self._address = address

    def _connect(self) -> "cv2.VideoCapture":
        import cv2

        # Time-outs count only when given at opening: set later, a stalled stream blocks for 30 s.
        limits = [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, OPEN_TIMEOUT_MS]
        limits += [cv2.CAP_PROP_READ_TIMEOUT_MSEC, READ_TIMEOUT_MS]
        stream = cv2.VideoCapture(self._address, cv2.CAP_FFMPEG, limits)
        if not stream.isOpened():
            raise CameraError(f"{self.name} does not answer")
        return stream
