"""The folder behind the blob storage: what `save` returned from survives a power cut."""

from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import FileSystemStorage

from central.base.durable import discard_unfinished, sync_folder, write_once


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

    def delete(self, name: str) -> None:
        """Delete the file, and what a writer that died left of it."""
        super().delete(name)
        discard_unfinished(Path(self.path(name)))


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        sync_folder(folder.parent)
