"""The system libraries that Qt needs and pip cannot bring, by the Debian package that has each."""

import subprocess
import sys

PACKAGES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libdbus-1.so.3": "libdbus-1-3",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libpulse.so.0": "libpulse0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-image.so.0": "libxcb-image0",
}


def missing_packages(known: str | None = None) -> list[str]:
    """Debian packages whose library the dynamic linker does not know. `known`: what `ldconfig -p` says."""
    listing = known if known is not None else _linker_cache()
    return [package for library, package in PACKAGES.items() if f"\t{library} " not in listing]


def qt_trouble() -> str:
    """Why Qt Quick cannot be loaded, or empty. Asked in another process: this one stays without Qt."""
    done = subprocess.run(
        [sys.executable, "-c", "import PySide6.QtQuick, PySide6.QtMultimedia"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return "" if done.returncode == 0 else done.stderr.strip().rpartition("\n")[2]


def _linker_cache() -> str:
    return subprocess.run(
        ["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True, timeout=20
    ).stdout
