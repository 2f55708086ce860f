"""Unfinished uploads: the bytes of a blob that a kiosk or a person has sent so far.

A file per sender and blob, in a folder beside the store. Two connections of the same sender may write the
same upload at once (a retry while the dead connection has not been noticed): each writes at its own
offset, both write the same bytes, and the digest catches a sender that lies to itself.
"""

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import lru_cache
from heapq import nlargest
from io import BytesIO
from pathlib import Path
from time import time
from typing import BinaryIO
from uuid import UUID

from asgiref.sync import sync_to_async
from django.conf import settings

from central.base.refusals import DomainError
from central.blobs.errors import DigestMismatch, RangeMismatch, TooLarge
from central.blobs.store import digest_of_bytes

MAX_BYTES = 20 * 1024 * 1024
ABANDONED_AFTER_SECONDS = 7 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Span:
    """Which bytes of the blob a request carries: from `first`; `total` is the whole blob's size, if said."""

    first: int = 0
    total: int | None = None


@dataclass(frozen=True, slots=True)
class Upload:
    """What one kiosk or person has sent of one blob."""

    sender_id: UUID
    sha256: str

    @property
    def path(self) -> Path:
        """The file of the bytes so far."""
        return Path(settings.UPLOADS_DIR) / self.sender_id.hex / self.sha256

    def has_begun(self) -> bool:
        """Whether it was admitted, or bytes of it are here."""
        return self.path.exists()

    def held(self) -> int:
        """How many bytes there are."""
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

    def check(self, span: Span) -> None:
        """Raise RangeMismatch or TooLarge when a request with this span cannot be taken."""
        if span.total is not None:
            if span.total > MAX_BYTES:
                raise too_many_bytes()
            self.cut(span.total)
        held = self.held()
        if span.first > held:
            raise RangeMismatch(held)

    def write(self, offset: int, chunk: bytes) -> int:
        """Put the chunk at `offset`; the offset behind it.

        Raises TooLarge, and then holds nothing; RangeMismatch when what is before the chunk has gone.
        """
        if offset + len(chunk) > MAX_BYTES:
            self.discard()
            raise too_many_bytes()
        try:
            descriptor = self._open(begin=offset == 0)
        except FileNotFoundError as error:
            raise RangeMismatch(0) from error
        try:
            held = os.fstat(descriptor).st_size
            if offset > held:
                raise RangeMismatch(held)
            _write_all(descriptor, chunk, offset)
        finally:
            os.close(descriptor)
        return offset + len(chunk)

    def cut(self, total: int) -> None:
        """Discard what an earlier, longer attempt left after byte `total`."""
        if self.held() > total:
            with suppress(FileNotFoundError):  # Another connection has finished it.
                os.truncate(self.path, total)

    def is_whole(self) -> bool:
        """Whether the bytes so far are the blob: nobody was there to take them when the last one came."""
        try:
            facts = self.path.stat()
            return _digest(self.path, facts.st_mtime_ns, facts.st_size) == self.sha256
        except FileNotFoundError:
            return False

    @contextmanager
    def verified(self) -> Iterator[BinaryIO]:
        """The complete bytes. Raises DigestMismatch.

        Afterwards they are not kept here, unless the block failed for a reason that is not theirs. They are
        read once, so bytes that the sender overwrites meanwhile cannot slip in.
        """
        try:
            content = self.path.read_bytes()
        except FileNotFoundError as error:
            raise RangeMismatch(0) from error
        try:
            if digest_of_bytes(content) != self.sha256:
                raise DigestMismatch
            yield BytesIO(content)
        except DomainError:
            self.discard()
            raise
        self.discard()

    def discard(self) -> None:
        """Forget the bytes."""
        self.path.unlink(missing_ok=True)

    def _open(self, begin: bool) -> int:
        """Only a first byte makes the file: one that was taken or erased meanwhile stays gone."""
        if not begin:
            return os.open(self.path, os.O_WRONLY)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        return os.open(self.path, os.O_CREAT | os.O_WRONLY, 0o600)


async def receive(upload: Upload, span: Span, body: AsyncIterator[bytes]) -> bool:
    """Append the body; whether the blob is complete (not whether it is right).

    Raises RangeMismatch, TooLarge, or the body's own error - after which what arrived is still held.
    """
    await sync_to_async(upload.check, thread_sensitive=False)(span)
    write = sync_to_async(upload.write, thread_sensitive=False)
    offset = span.first
    async for chunk in body:
        if span.total is not None and offset + len(chunk) > span.total:
            raise RangeMismatch(upload.held())
        offset = await write(offset, chunk)
    if span.total is not None and offset < span.total:
        # Another connection may have brought the rest meanwhile.
        return await sync_to_async(upload.held, thread_sensitive=False)() >= span.total
    await sync_to_async(upload.cut, thread_sensitive=False)(offset)
    return True


def _write_all(descriptor: int, chunk: bytes, offset: int) -> None:
    """A disk that fills up takes a part, and refuses the next one."""
    left = memoryview(chunk)
    while left:
        written = os.pwrite(descriptor, left, offset)
        left, offset = left[written:], offset + written


def too_many_bytes() -> TooLarge:
    """The refusal of a body over the limit."""
    return TooLarge(f"A blob may have at most {MAX_BYTES} bytes.")


def idle_for(seconds: float, most: int) -> list[Upload]:
    """Uploads that nobody has continued for so long, those last touched first."""
    files = _files_older_than(seconds)
    return [Upload(UUID(path.parent.name), path.name) for _, path in nlargest(most, files)]


def sweep_abandoned() -> int:
    """Delete uploads that were not continued for a week; how many."""
    abandoned = [path for _, path in _files_older_than(ABANDONED_AFTER_SECONDS)]
    for path in abandoned:
        path.unlink(missing_ok=True)
    return len(abandoned)


def _files_older_than(seconds: float) -> Iterator[tuple[float, Path]]:
    latest = time() - seconds
    for path in Path(settings.UPLOADS_DIR).glob("*/*"):
        with suppress(FileNotFoundError):  # It has just been taken.
            touched = path.stat().st_mtime
            if touched < latest:
                yield touched, path


@lru_cache(maxsize=4096)
def _digest(path: Path, changed_ns: int, size: int) -> str:
    """Remembered for as long as the file stays as it is, so that asking again costs nothing."""
    return digest_of_bytes(path.read_bytes())
