"""Files that survive a power cut once they are written."""

import os
from collections.abc import Iterable
from pathlib import Path
from uuid import uuid4


def write_once(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file that only its owner may read; one that is there already stays as it is.

    Of several writers at once, one wins; each returns when the file is complete and on the disk.
    """
    aside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.writelines(chunks)
            file.flush()
            os.fsync(file.fileno())
        path.hardlink_to(aside)
    except FileExistsError:
        pass
    except FileNotFoundError:
        if not path.exists():  # Else another one won, and has tidied up.
            raise
    finally:
        aside.unlink(missing_ok=True)
    sync_folder(path.parent)


def discard_unfinished(path: Path) -> None:
    """Delete what killed processes left beside the file; nobody may be writing it, unless it is there."""
    for aside in path.parent.glob(f".{path.name}.*"):
        aside.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Put the folder's names on the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
