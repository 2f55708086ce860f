"""The system libraries that Qt needs and pip cannot bring, by the Debian package that has each."""

import logging
import re
import subprocess
import sys
from importlib.resources import files

log = logging.getLogger(__name__)
_LIBRARY = re.compile(r"lib[\w.+-]+\.so[.\d]*(?=: cannot open)")


def missing_packages(known: str | None = None) -> list[str]:
    """Debian packages whose library the dynamic linker does not know. `known`: what `ldconfig -p` says."""
    listing = known if known is not None else _linker_cache()
    return [package for package, library in _libraries() if f"\t{library} " not in listing]


def _libraries() -> list[tuple[str, str]]:
    """Each Debian package of `apt.txt` that has a library of Qt's, with that library."""
    lines = files(__package__).joinpath("apt.txt").read_text().splitlines()
    named = (line.split() for line in lines if line and not line.startswith("#"))
    return [(words[0], words[1]) for words in named if len(words) > 1]


def qt_trouble() -> str:
    """Why Qt Quick cannot be loaded, or empty. Asked in another process: this one stays without Qt."""
    done = subprocess.run(
        [sys.executable, "-c", "import PySide6.QtQuick, PySide6.QtMultimedia"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    if done.returncode == 0:
        return ""
    log.info("Qt Quick does not load: %s", done.stderr.strip())
    library = _LIBRARY.search(done.stderr)
    return f"Qt Quick does not load: {library[0]} is missing" if library else "Qt Quick does not load"


def _linker_cache() -> str:
    return subprocess.run(
        ["/sbin/ldconfig", "-p"], capture_output=True, text=True, check=True, timeout=20
    ).stdout
