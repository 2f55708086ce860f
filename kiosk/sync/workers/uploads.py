"""Y3, up: the guests' photos, resumable, apart from the ops, which do not wait for a large photo."""

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING

from contract.problem import Code
from kiosk.domain.errors import DiskError, NetworkError, RefusedError
from kiosk.domain.model import BlobUpload
from kiosk.domain.retry import GUEST_SECONDS, LONGEST_SECONDS, jitter
from kiosk.domain.words import words_for
from kiosk.store.files import digest
from kiosk.sync.context import SyncContext
from kiosk.sync.transport import http_errors
from kiosk.sync.transport.client import OFFSET_HEADER, Client
from kiosk.sync.workers.moving import move_all
from kiosk.sync.workers.worker import is_final

if TYPE_CHECKING:
    import httpx

_log = logging.getLogger(__name__)
RANGE_BYTES = 512 * 1024
_BATCH = 10
_MOST_DISPUTES = 2
"""Requests beyond those that a photo needs, before it is left alone for a while."""
_HOPELESS = {Code.TOO_LARGE, Code.TOO_SMALL, Code.NOT_A_PICTURE, Code.INVALID}


class PhotoLostError(DiskError):
    """The photo that was kept cannot be read back, now or later."""


class PhotoUploader:
    """Used from the upload thread alone. `on_progress` gets how much of a photo the platform has, 0 to 1.

    `told` is called when there is an op to send: a photo is lost.
    """

    def __init__(
        self,
        context: SyncContext,
        on_progress: Callable[[str, float], None],
        told: Callable[[], None] = lambda: None,
    ) -> None:
        self._told = told
        self._store = context.store
        self._connection = context.connection
        self._random = context.random
        self._on_progress = on_progress

    def send_all(self) -> int:
        """Send every photo that is due; how many went. A photo that is refused or put off stops no other."""
        return move_all(lambda: self._store.uploads.due(_BATCH), self._send)

    def _send(self, photo: BlobUpload) -> bool:
        _, client = self._connection.open()
        try:
            self._upload(client, photo)
        except http_errors.QuotaError as error:
            self._store.uploads.failed(photo.sha256, str(error), self._put_off(photo, error))
            return False
        except NetworkError as error:
            self._store.uploads.failed(photo.sha256, str(error), self._put_off(photo, error))
            raise
        except RefusedError as error:
            if is_final(error):
                self._store.uploads.failed(photo.sha256, str(error), 0.0)
                raise
            self._store.uploads.refused(photo.sha256, str(error), self._put_off(photo, error))
            return False
        except PhotoLostError as error:
            _log.error("%s", error)
            self._store.uploads.lost(photo.sha256, str(error))
            self._told()
            return False
        except DiskError as error:
            self._store.uploads.failed(photo.sha256, str(error), self._put_off(photo, error))
            return False
        self._store.uploads.sent(photo.sha256)
        return True

    def _put_off(self, photo: BlobUpload, error: Exception) -> float:
        """A cut network is waited out by the worker; what concerns this photo alone waits in its row."""
        if isinstance(error, http_errors.PatienceError):
            return max(error.retry_after or 0.0, 1.0 + jitter(photo.attempts + 1, self._random))
        if isinstance(error, http_errors.ServerFailureError):
            return 1.0 + jitter(photo.attempts + 1, self._random, GUEST_SECONDS)
        if isinstance(error, NetworkError):
            return 0.0
        if isinstance(error, RefusedError) and error.code in _HOPELESS:
            return LONGEST_SECONDS
        return 1.0 + jitter(photo.attempts + 1, self._random)

    def _upload(self, client: Client, photo: BlobUpload) -> None:
        """Returns once the platform itself has said that it has the photo, or never wants it.

        A photo of which it has every byte is not taken by that: the last byte is sent again, since only the
        answer to it says so.
        """
        offset = _held(client, photo)
        if offset is not None:
            _prove(photo)
        for _ in range(-(-photo.size // RANGE_BYTES) + _MOST_DISPUTES):
            if offset is None:
                break
            self._on_progress(photo.sha256, offset / photo.size)
            offset = _put(client, photo, max(0, min(offset, photo.size - 1)))
        if offset is not None:
            raise RefusedError("the platform disputes where to go on", Code.RANGE_MISMATCH, 409)
        self._on_progress(photo.sha256, 1.0)


def _prove(photo: BlobUpload) -> None:
    """Raises PhotoLostError if the file is not what was kept, DiskError if that cannot be said now."""
    try:
        found = digest(photo.path)
    except DiskError as error:
        if isinstance(error.__cause__, FileNotFoundError):
            raise PhotoLostError(f"the photo {photo.sha256[:12]} is gone from the booth's disk") from error
        raise
    if found != photo.sha256:
        raise PhotoLostError(f"the photo {photo.sha256[:12]} is damaged on the booth's disk")


def _held(client: Client, photo: BlobUpload) -> int | None:
    """Where to go on by the platform's answer to HEAD; None: it has the photo, or its guest erased it.

    A portal's 200 is not believed.
    """
    answer = client.blob_request("HEAD", photo.sha256)
    if OFFSET_HEADER in answer.headers and not answer.is_success:
        return _offset(answer, photo)
    if http_errors.is_gone(answer):
        return None
    if not _says_all(answer, photo):
        raise http_errors.not_ours(answer)
    return None


def _put(client: Client, photo: BlobUpload, offset: int) -> int | None:
    """Send one part; where to go on; None as in `_held`.

    A 200 or 201 could be anybody's: unless it says that the platform has every byte, HEAD has to agree.
    """
    part = _read(photo, offset)
    span = f"bytes {offset}-{offset + len(part) - 1}/{photo.size}"
    answer = client.blob_request("PUT", photo.sha256, content=part, headers={"Content-Range": span})
    if http_errors.is_gone(answer):
        return None
    if answer.status_code in {202, 404, 409}:
        return _offset(answer, photo)
    if _says_all(answer, photo):
        return None
    held = _held(client, photo)
    if held is not None and held <= offset:
        raise http_errors.not_ours(answer)
    return held


def _says_all(answer: "httpx.Response", photo: BlobUpload) -> bool:
    """Whether a success is the platform's: it says that it has every byte, or names the blob."""
    named = answer.headers.get("etag", "").removeprefix("W/") == f'"{photo.sha256}"'
    return bool(named or answer.headers.get(OFFSET_HEADER) == str(photo.size))


def _offset(answer: "httpx.Response", photo: BlobUpload) -> int:
    """The byte to go on from. Where the platform holds more than the photo has, it begins anew."""
    said = answer.headers.get(OFFSET_HEADER, "")
    if not (said.isascii() and said.isdecimal()):
        raise http_errors.not_ours(answer)
    return int(said) if int(said) <= photo.size else 0


def _read(photo: BlobUpload, offset: int) -> bytes:
    try:
        with photo.path.open("rb") as file:
            file.seek(offset)
            part = file.read(RANGE_BYTES)
    except OSError as error:
        raise DiskError(f"the photo {photo.path.name} cannot be read: {words_for(error)}") from error
    if not part:
        raise DiskError(f"the photo {photo.path.name} is shorter than it was")
    return part
