"""A screen for machines that have none: Xvfb with Mesa's software renderer, so that pixels are true."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager


class NoDisplayError(Exception):
    """There is no screen and none could be made."""


@contextmanager
def virtual_display(width: int, height: int) -> Iterator[None]:
    """Start Xvfb and point this process at it; raises NoDisplayError when it does not come up."""
    if shutil.which("Xvfb") is None:
        raise NoDisplayError("Xvfb is missing: install the Debian package xvfb")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", f"{width}x{height}x24", "-nolisten", "tcp"],
        pass_fds=[writing],
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with os.fdopen(reading) as answer:
            number = answer.readline().strip()
        if not number:
            raise NoDisplayError(f"Xvfb ended with status {server.wait(5)} before it gave a display")
        os.environ |= {
            "DISPLAY": f":{number}",
            "QT_QPA_PLATFORM": "xcb",
            "LIBGL_ALWAYS_SOFTWARE": "1",
            "QSG_RHI_BACKEND": "opengl",
            # The processor draws: four frames a second leave it free for the booth and the platform. A
            # screenshot is drawn for itself.
            "QT_QPA_UPDATE_IDLE_TIME": "250",
        }
        os.environ.pop("WAYLAND_DISPLAY", None)
        yield
    finally:
        server.terminate()
        server.wait(10)
