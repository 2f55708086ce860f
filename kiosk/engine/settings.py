"""How one booth was started."""

import os
from dataclasses import dataclass, field
from pathlib import Path

from kiosk.domain.mount import STRAIGHT, Mount


def default_folder() -> Path:
    """`$XDG_DATA_HOME/cabina`, where the XDG base directory specification puts it."""
    base = os.environ.get("XDG_DATA_HOME") or str(Path.home() / ".local" / "share")
    return Path(base) / "cabina"


@dataclass(frozen=True, slots=True)
class Settings:
    """`data` holds everything the booth writes; `camera` and `printer` are `auto` or a driver's choice."""

    data: Path = field(default_factory=default_folder)
    camera: str = "auto"
    printer: str = "auto"
    mount: Mount = STRAIGHT
