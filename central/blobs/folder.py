"""The folder behind the blob storage: what `save` returned from survives a power cut."""

import os
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.core.files.storage import FileSystemStorage


class DurableFolder(FileSystemStorage):
    """A folder of immutable files: written aside, fsynced, renamed. Saving a name again changes nothing.

    Any other django storage (an object store) takes its place through `STORAGES["blobs"]`.
    """

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: equal names hold equal bytes."""
        return name

    def _save(self, name: str, content: "File[Any]") -> str:
        final = Path(self.path(name))
        if not final.exists():
            _make_folder(final.parent)
            _write_durably(final, content)
        return name


def _make_folder(folder: Path) -> None:
    if not folder.exists():
        folder.mkdir(parents=True, exist_ok=True)
        _sync_folder(folder.parent)


def _write_durably(final: Path, content: "File[Any]") -> None:
    aside = final.with_name(f".{final.name}.{uuid4().hex}")
    try:
        with aside.open("wb") as file:
            for chunk in content.chunks():
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        aside.replace(final)
    finally:
        aside.unlink(missing_ok=True)
    _sync_folder(final.parent)


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
