"""Blobs on their way out: read a little at a time, as whoever asked takes it."""

from collections.abc import Iterator
from typing import Final

from central.blobs import store

_AT_ONCE: Final = 64 * 1024


class Part(Iterator[bytes]):
    """The bytes of a blob from `first` to `last`, or to its end. Raises BlobMissing.

    As the content of a response it is closed by Django, even if nobody has read from it.
    """

    def __init__(self, sha256: str, first: int = 0, last: int | None = None) -> None:
        self.length = (store.size(sha256) if last is None else last + 1) - first
        self._left = self.length
        self._file = store.open_blob(sha256)
        self._file.seek(first)

    def __next__(self) -> bytes:
        chunk = self._file.read(min(_AT_ONCE, self._left))
        if not chunk:
            raise StopIteration
        self._left -= len(chunk)
        return chunk

    def close(self) -> None:
        self._file.close()
