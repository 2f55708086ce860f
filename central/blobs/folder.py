"""The folder behind the blob storage: what `save` returned from survives a power cut."""

import os
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, Final

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from central.base.durable import discard_unfinished, sync_folder, write_once

_A_PICTURE: Final = 64 * 1024 * 1024
"""With all that is kept of it, and more."""


class DurableFolder(FileSystemStorage):
    """A folder of immutable files: written aside, fsynced, linked. Saving a name again changes nothing.

    Any other django storage (an object store) takes its place through `STORAGES["blobs"]`.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: equal names hold equal bytes."""
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        final = Path(self.path(name))
        if not final.exists():
            _make_folder(final.parent)
            write_once(final, content.chunks())
        return name

    def discard_unfinished(self, name: str) -> None:
        """Delete what writers that died left beside the file."""
        discard_unfinished(Path(self.path(name)))

    def look_for_room(self) -> None:
        """Raises OSError when a picture would not fit, or nothing can be written."""
        folder = Path(self.location)
        _make_folder(folder)
        with TemporaryFile(dir=folder) as file:
            os.posix_fallocate(file.fileno(), 0, _A_PICTURE)

    def delete(self, name: str) -> None:
        """Delete the file, and what a writer that died left of it."""
        super().delete(name)
        self.discard_unfinished(name)


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
