"""Which cameras the Linux kernel knows, without opening a stream."""

import fcntl
import os
import re
from dataclasses import dataclass
from pathlib import Path

_VIDIOC_QUERYCAP = 0x80685600
_CAPABILITY_BYTES = 104
_CARD = slice(16, 48)
_DEVICE_CAPS = slice(88, 92)
_CAP_VIDEO_CAPTURE = 0x1


@dataclass(frozen=True, slots=True)
class CaptureDevice:
    """A node that gives pictures, and what its driver calls it."""

    path: str
    name: str


def capture_devices(folder: Path = Path("/dev")) -> list[CaptureDevice]:
    """Every V4L2 node that captures video, by number; a UVC camera's metadata nodes are left out."""
    nodes = sorted(folder.glob("video[0-9]*"), key=lambda node: int(re.sub(r"\D", "", node.name)))
    return [device for node in nodes if (device := describe(str(node)))]


def describe(path: str) -> CaptureDevice | None:
    """The capture device at `path`, or None when it is none, gone or not ours to open."""
    answer = bytearray(_CAPABILITY_BYTES)
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return None
    try:
        fcntl.ioctl(descriptor, _VIDIOC_QUERYCAP, answer)
    except OSError:
        return None
    finally:
        os.close(descriptor)
    if not int.from_bytes(answer[_DEVICE_CAPS], "little") & _CAP_VIDEO_CAPTURE:
        return None
    return CaptureDevice(path, answer[_CARD].rstrip(b"\0").decode(errors="replace") or path)
