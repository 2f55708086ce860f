"""The bytes themselves, by their SHA-256."""

import hashlib
from typing import BinaryIO, cast

from django.core.files import File
from django.core.files.storage import Storage, storages

from central.blobs.errors import BlobMissing
from central.blobs.folder import DurableFolder


def digest_of_bytes(content: bytes) -> str:
    """The lower-case hexadecimal SHA-256 of some bytes."""
    return hashlib.sha256(content).hexdigest()


def keep(sha256: str, file: BinaryIO) -> None:
    """Store `file`, whose digest was verified. Repeating changes nothing."""
    _storage().save(_name(sha256), File(file))


def open_blob(sha256: str) -> BinaryIO:
    """The blob for reading; the caller closes it. Raises BlobMissing."""
    try:
        return cast("BinaryIO", _storage().open(_name(sha256), "rb"))
    except FileNotFoundError as error:
        raise BlobMissing(f"There is no blob {sha256}.") from error


def read(sha256: str) -> bytes:
    """All bytes of a blob. Raises BlobMissing."""
    with open_blob(sha256) as file:
        return file.read()


def size(sha256: str) -> int:
    """How many bytes a kept blob has. Raises BlobMissing."""
    try:
        return _storage().size(_name(sha256))
    except FileNotFoundError as error:
        raise BlobMissing(f"There is no blob {sha256}.") from error


def is_kept(sha256: str) -> bool:
    """Whether the bytes are in the store."""
    return _storage().exists(_name(sha256))


def discard(sha256: str) -> None:
    """Delete the bytes; see `holdings.sweep` for when that is right."""
    _storage().delete(_name(sha256))


def discard_unfinished(sha256: str) -> None:
    """Delete what processes that were killed left beside a kept blob."""
    storage = _storage()
    if isinstance(storage, DurableFolder):
        storage.discard_unfinished(_name(sha256))


def look_for_room() -> None:
    """Raises OSError, or the store's own error, when it would keep no picture now."""
    storage = _storage()
    if isinstance(storage, DurableFolder):
        storage.look_for_room()
    else:
        storage.exists(_name(digest_of_bytes(b"")))


def _storage() -> Storage:
    return storages["blobs"]


def _name(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256}"
