"""How one booth is set up: on the command line, or in a file of its folder."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from kiosk.domain.errors import SetupError
from kiosk.domain.mount import STRAIGHT, TURNS, Lens, Mount

FILE: Final = "booth.toml"


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


def settings_of(data: Path | None, options: Mapping[str, Any]) -> Settings:
    """The options that are not None, then what the folder's file says, then what is usual.

    Raises SetupError for a file that says anything else.
    """
    folder = data.expanduser() if data else default_folder()
    chosen = _written(folder / FILE) | {name: value for name, value in options.items() if value is not None}
    mount = Mount(chosen.get("turn", 0), chosen.get("mirror", False), Lens(chosen.get("lens", Lens.ABOVE)))
    return Settings(folder, chosen.get("camera", "auto"), chosen.get("printer", "auto"), mount)


_MEANINGS: Final[dict[str, tuple[Callable[[Any], bool], str]]] = {
    "camera": (lambda value: isinstance(value, str), "a word in quotes"),
    "printer": (lambda value: isinstance(value, str), "a word in quotes"),
    "turn": (lambda value: type(value) is int and value in TURNS, "0, 90, 180 or 270"),
    "mirror": (lambda value: isinstance(value, bool), "true or false"),
    "lens": (lambda value: value in list(Lens), " or ".join(f'"{side}"' for side in Lens)),
}


def _written(path: Path) -> dict[str, Any]:
    import tomllib

    try:
        written = tomllib.loads(path.read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError) as error:
        raise SetupError(f"{path} cannot be read: {error}") from error
    for name, value in written.items():
        if name not in _MEANINGS:
            raise SetupError(f"{path}: there is no setting {name!r}; there are {', '.join(_MEANINGS)}")
        fits, meaning = _MEANINGS[name]
        if not fits(value):
            raise SetupError(f"{path}: {name} may be {meaning}, not {value!r}")
    return written
