"""The files of an open database: are they still those at their paths, and did the last owner end well?"""

import os
from pathlib import Path

from kiosk.store.files import sync_folder, write_durably

_PARTS = ("", "-wal", "-shm")


class DatabaseFiles:
    """Of one database; used by its one owner, the booth that is running."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._parts = {part: f"{path}{part}" for part in _PARTS}
        self._mark = path.with_name(f"{path.name}-open")
        self._note = path.with_name(f"{path.name}-closed")
        self._seen: dict[str, tuple[int, int]] = {}

    def look(self) -> None:
        """The files at the paths are those that are open now."""
        self._seen = {}
        self.are_ours()

    def are_ours(self) -> bool:
        """Whether nobody has deleted or replaced one. A file that was not there yet is taken for ours."""
        return all(self._is_ours(part) for part in _PARTS)

    def mark(self) -> None:
        """Somebody has the database open from now on."""
        write_durably(self._mark, b"")

    def is_marked(self) -> bool:
        """Whoever had the database open last did not end well."""
        return self._mark.exists()

    def are_as_closed(self) -> bool:
        """The database is, to the nanosecond, what its owner closed last: nobody has written to it since."""
        try:
            return not self.is_marked() and self._note.read_text() == self._state()
        except OSError:
            return False

    def note_the_close(self) -> None:
        """What `are_as_closed` compares; to be called last."""
        if not self.is_marked():
            write_durably(self._note, self._state().encode())

    def _state(self) -> str:
        found = self._path.stat()
        return f"{found.st_dev} {found.st_ino} {found.st_size} {found.st_mtime_ns}"

    def unmark(self) -> None:
        """The database was closed; unless somebody else still has it open."""
        if not self._path.with_name(f"{self._path.name}-wal").exists():
            self._mark.unlink(missing_ok=True)
            sync_folder(self._mark.parent)

    def _is_ours(self, part: str) -> bool:
        try:
            found = os.stat(self._parts[part])  # noqa: PTH116 - a path object costs as much again, thrice a commit
        except FileNotFoundError:
            return part not in self._seen
        identity = (found.st_dev, found.st_ino)
        return self._seen.setdefault(part, identity) == identity
