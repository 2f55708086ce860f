"""Y2: the signed snapshot. Nothing of it is believed before the enrolled key has verified its bytes."""

import logging

from pydantic import ValidationError

from contract.config import KioskConfig
from contract.signature import SignatureError, verify
from kiosk.domain.errors import BugError, NetworkError, SetupError
from kiosk.domain.model import Enrolled
from kiosk.sync.context import SyncContext

_log = logging.getLogger(__name__)


class SnapshotFetcher:
    """Used from the snapshot thread alone."""

    def __init__(self, context: SyncContext) -> None:
        self._store = context.store
        self._connection = context.connection

    def fetch(self) -> bool:
        """Fetch the snapshot if there is a new one; whether a new one was kept.

        Raises NetworkError for one that is not the platform's or not this booth's. Its date is not looked at:
        the platform's clock may have been wrong yesterday.
        """
        enrolled, client = self._connection.open()
        ours = self._stored()
        answer = client.config(self._store.configs.etag() if ours else "")
        if answer is None:
            return False
        body, signature, etag = answer
        _check(enrolled, body, signature)
        self._store.configs.keep(body, signature, etag)
        return True

    def _stored(self) -> KioskConfig | None:
        """Our snapshot; None also when its file was damaged, which a new one heals."""
        try:
            return self._store.configs.current()
        except (SetupError, BugError) as error:
            _log.warning("the stored snapshot is fetched again: %s", error)
            return None


def _check(enrolled: Enrolled, body: bytes, signature: str) -> None:
    try:
        verify(enrolled.server_key, body, signature)
        config = KioskConfig.model_validate_json(body)
    except SignatureError as error:
        raise NetworkError(f"a snapshot that the platform did not sign was refused: {error}") from error
    except ValidationError as error:
        _log.warning("the snapshot: %s", error)
        raise NetworkError("the snapshot is not of protocol v1") from error
    if config.kiosk_id != enrolled.kiosk_id:
        raise NetworkError("a snapshot of another booth was refused")
