"""Y3, up: the guests' photos, resumable, apart from the ops, which do not wait for a large photo."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from contract.problem import Code
from kiosk.domain.errors import DiskError, NetworkError, RefusedError
from kiosk.domain.model import BlobUpload
from kiosk.domain.retry import LONGEST_SECONDS, jitter
from kiosk.sync.context import SyncContext
from kiosk.sync.transport import http_errors
from kiosk.sync.transport.client import Client
from kiosk.sync.workers.worker import is_final

if TYPE_CHECKING:
    import httpx

RANGE_BYTES = 512 * 1024
OFFSET_HEADER = "upload-offset"
_BATCH = 10
_LONGEST_DISPUTE = 5
_HOPELESS = {Code.TOO_LARGE, Code.NOT_A_PICTURE, Code.INVALID}


class PhotoUploader:
    """Used from the upload thread alone. `on_progress` gets how much of a photo the platform has, 0 to 1."""

    def __init__(self, context: SyncContext, on_progress: Callable[[str, float], None]) -> None:
        self._store = context.store
        self._connection = context.connection
        self._random = context.random
        self._on_progress = on_progress

    def send_all(self) -> int:
        """Send every photo that is due; how many went. A photo that is refused stops no other."""
        sent = 0
        while due := self._store.uploads.due(_BATCH):
            for photo in due:
                sent += self._send(photo)
        return sent

    def _send(self, photo: BlobUpload) -> bool:
        _, client = self._connection.open()
        try:
            self._upload(client, photo)
        except NetworkError as error:
            self._store.uploads.failed(photo.sha256, str(error), self._put_off(photo, error))
            raise
        except (RefusedError, DiskError) as error:
            self._store.uploads.failed(photo.sha256, str(error), self._put_off(photo, error))
            if is_final(error):
                raise
            return False
        self._store.uploads.sent(photo.sha256)
        return True

    def _put_off(self, photo: BlobUpload, error: Exception) -> float:
        """A cut network is waited out by the worker; what concerns this photo alone waits in its row."""
        if is_final(error) or (
            isinstance(error, NetworkError) and not isinstance(error, http_errors.ServerFailureError)
        ):
            return 0.0
        if isinstance(error, RefusedError) and error.code in _HOPELESS:
            return LONGEST_SECONDS
        return 1.0 + jitter(photo.attempts + 1, self._random)

    def _upload(self, client: Client, photo: BlobUpload) -> None:
        offset = _held(client.blob_request("HEAD", photo.sha256), photo)
        disputes = 0
        while offset < photo.size:
            self._on_progress(photo.sha256, offset / photo.size)
            answer = client.blob_request(
                "PUT",
                photo.sha256,
                content=(part := _read(photo, offset)),
                headers={"Content-Range": f"bytes {offset}-{offset + len(part) - 1}/{photo.size}"},
            )
            disputes += answer.status_code in {200, 409}
            if disputes > _LONGEST_DISPUTE:
                raise RefusedError("the platform disputes where to go on", Code.RANGE_MISMATCH, 409)
            offset = self._next_offset(client, answer, photo)
        self._on_progress(photo.sha256, 1.0)

    def _next_offset(self, client: Client, answer: "httpx.Response", photo: BlobUpload) -> int:
        """Where to go on after a PUT. A 200 (known already) could be a portal's, so HEAD has to agree."""
        if answer.status_code in {202, 409}:
            return _offset(answer, photo)
        if answer.status_code == 201:
            return photo.size
        return _held(client.blob_request("HEAD", photo.sha256), photo)


def _held(answer: "httpx.Response", photo: BlobUpload) -> int:
    """How many bytes the platform holds, by its answer to HEAD.

    A portal's 200 is not believed: the platform's names the blob's own size, a portal's its page's.
    """
    if answer.status_code == 404:
        return _offset(answer, photo) if OFFSET_HEADER in answer.headers else 0
    html = http_errors.media_type(answer) == "text/html"
    if html or answer.headers.get("content-length") != str(photo.size):
        raise http_errors.not_ours(answer)
    return photo.size


def _offset(answer: "httpx.Response", photo: BlobUpload) -> int:
    try:
        offset = int(answer.headers[OFFSET_HEADER])
    except (KeyError, ValueError):
        raise http_errors.not_ours(answer) from None
    if not 0 <= offset <= photo.size:
        raise NetworkError(f"the platform wants to go on at byte {offset} of {photo.size}")
    return offset


def _read(photo: BlobUpload, offset: int) -> bytes:
    try:
        with photo.path.open("rb") as file:
            file.seek(offset)
            part = file.read(RANGE_BYTES)
    except OSError as error:
        raise DiskError(f"the photo {photo.path.name} cannot be read: {error.strerror}") from error
    if not part:
        raise DiskError(f"the photo {photo.path.name} is shorter than it was")
    return part
