"""Files that are still there after the plug was pulled."""

import os
from collections.abc import Callable
from pathlib import Path


def write_durably(target: Path, write: Callable[[Path], None]) -> None:
    """Have `write` fill a temporary file, then make it `target`: whole or not at all. Raises OSError."""
    temporary = target.with_name(f".{target.name}.part")
    try:
        write(temporary)
        _sync(temporary)
        temporary.replace(target)
    finally:
        temporary.unlink(missing_ok=True)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
