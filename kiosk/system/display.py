"""Is there a screen to open a window on? Qt itself ends the whole process when there is none."""

import socket
from collections.abc import Mapping
from pathlib import Path

_X_SOCKETS = Path("/tmp/.X11-unix")  # noqa: S108 - where every X server has them


def trouble(environment: Mapping[str, str]) -> str:
    """Why no window can be opened, as a sentence; empty if one can, as far as that is known beforehand."""
    if environment.get("QT_QPA_PLATFORM"):
        return ""
    wayland, display = environment.get("WAYLAND_DISPLAY", ""), environment.get("DISPLAY", "")
    if not wayland and not display:
        return "there is no screen in this session: start the booth from the PC's own screen, or set DISPLAY"
    if wayland and _answers(Path(environment.get("XDG_RUNTIME_DIR", "")) / wayland):
        return ""
    name = display.partition(".")[0].removeprefix("unix")
    if display and not name.startswith(":"):
        return ""  # Another computer's, which Qt has to ask.
    if display and _answers(_X_SOCKETS / f"X{name.removeprefix(':')}"):
        return ""
    return f"the screen {wayland or display} does not answer: is its session still there?"


def _answers(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True
