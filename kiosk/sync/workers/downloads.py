"""Y3, down: results and the snapshot's assets, believed only when their digest is right."""

import contextlib
import hashlib
from collections.abc import Callable
from pathlib import Path
from uuid import UUID

from kiosk.domain.errors import DiskError, NetworkError, RefusedError
from kiosk.domain.model import BlobFetch
from kiosk.domain.retry import jitter
from kiosk.domain.words import words_for
from kiosk.store.privacy import make_private
from kiosk.sync.context import SyncContext
from kiosk.sync.transport import bounded, http_errors
from kiosk.sync.transport.client import LARGEST_BLOB_BYTES, Client
from kiosk.sync.workers.moving import move_all
from kiosk.sync.workers.worker import is_final

_CHUNK_BYTES = 64 * 1024
_BATCH = 10


class WrongBytesError(NetworkError):
    """What came is not what its digest names."""


Arrived = Callable[[BlobFetch, Path], None]
"""Called with every blob that is in its place."""


class BlobDownloader:
    """Used from the download thread alone. `folder` is on the file system where the store keeps blobs."""

    def __init__(
        self,
        context: SyncContext,
        folder: Path,
        on_arrived: Arrived,
        on_progress: Callable[[UUID, float], None],
    ) -> None:
        self._store = context.store
        self._connection = context.connection
        self._random = context.random
        self._folder = folder
        self._on_arrived = on_arrived
        self._on_progress = on_progress

    def fetch_all(self) -> int:
        """Fetch every blob that is due, guests' pictures first; how many came."""
        return move_all(self._due, self._fetch)

    def _due(self) -> list[BlobFetch]:
        return sorted(self._store.downloads.due(_BATCH), key=lambda each: each.generation_id is None)

    def _fetch(self, fetch: BlobFetch) -> bool:
        _, client = self._connection.open()
        incoming = self._folder / f"{fetch.sha256}.part"
        try:
            self._receive(client, fetch, incoming)
            kept = self._store.downloads.fetched(fetch, incoming)
        except (NetworkError, RefusedError) as error:
            own_fault = isinstance(error, WrongBytesError | RefusedError) and not is_final(error)
            waits = own_fault or isinstance(error, http_errors.PatienceError)
            self._store.downloads.failed(fetch, str(error), self._put_off(fetch, error) if waits else 0.0)
            if own_fault:
                return False
            raise
        finally:
            with contextlib.suppress(OSError):  # a disk in trouble has already said so
                incoming.unlink()
        if kept is not None:
            self._on_arrived(fetch, kept)
        return kept is not None

    def _put_off(self, fetch: BlobFetch, error: Exception) -> float:
        named = error.retry_after if isinstance(error, NetworkError) else None
        return max(named or 0.0, 1.0 + jitter(fetch.attempts + 1, self._random))

    def _receive(self, client: Client, fetch: BlobFetch, incoming: Path) -> None:
        try:
            make_private(self._folder)
            self._stream(client, fetch, incoming)
        except OSError as error:
            raise DiskError(f"a picture cannot be written to {self._folder}: {words_for(error)}") from error

    def _stream(self, client: Client, fetch: BlobFetch, incoming: Path) -> None:
        digest = hashlib.sha256()
        with client.blob(fetch.sha256) as answer, incoming.open("wb") as file:
            size = int(answer.headers.get("content-length", 0))
            for chunk in bounded.plain(answer, _CHUNK_BYTES):
                digest.update(chunk)
                file.write(chunk)
                self._moved(fetch, file.tell(), size)
        if digest.hexdigest() != fetch.sha256:
            raise WrongBytesError("what came is not the picture that was asked for: its digest is wrong")

    def _moved(self, fetch: BlobFetch, received: int, size: int) -> None:
        if received > LARGEST_BLOB_BYTES:
            raise WrongBytesError(f"a picture of more than {LARGEST_BLOB_BYTES} bytes was sent")
        if fetch.generation_id is not None and size:
            self._on_progress(fetch.generation_id, min(1.0, received / size))
