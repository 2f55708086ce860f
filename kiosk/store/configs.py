"""The last signed snapshot, believed only while its signature fits; and the assets it names."""

from pathlib import Path

from contract.config import KioskConfig
from contract.signature import SignatureError, verify
from kiosk.domain.errors import BugError, SetupError
from kiosk.store.database import Database, Transaction
from kiosk.store.downloads import Downloads
from kiosk.store.files import Folders

_Signed = tuple[bytes, str, str]
"""A snapshot's bytes, their signature, and the key that must fit."""


class Configs:
    """Verifies a snapshot when it is first read, not with every reading."""

    def __init__(self, database: Database, folders: Folders, downloads: Downloads) -> None:
        self._database = database
        self._folders = folders
        self._downloads = downloads
        self._verified: tuple[_Signed, KioskConfig] | None = None

    def current(self) -> KioskConfig | None:
        """The snapshot, or None before the first. Raises SetupError if its bytes were tampered with."""
        found = self._database.read(_stored)
        if found is None:
            return None
        if self._verified is None or self._verified[0] != found:
            self._verified = (found, _verify(found))
        return self._verified[1]

    def asset(self, sha256: str) -> Path | None:
        """The file of a blob that the snapshot names, or None while it is not there."""
        path = self._folders.asset(sha256)
        return path if path.exists() else None

    def etag(self) -> str:
        """What to ask the server with, or empty."""
        found = self._database.read(
            lambda transaction: transaction.execute("SELECT etag FROM config").fetchone()
        )
        return str(found[0]) if found else ""

    def keep(self, body: bytes, signature: str, etag: str) -> None:
        """Keep a snapshot, and note which of its assets have to be fetched."""
        config = KioskConfig.model_validate_json(body)
        missing = [each for each in config.asset_hashes() if not self.asset(each)]

        def keep(transaction: Transaction) -> None:
            transaction.execute(
                "INSERT INTO config VALUES (1, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " body = excluded.body, signature = excluded.signature, etag = excluded.etag",
                (body, signature, etag),
            )
            _note_period(transaction, config)
            for sha256 in missing:
                self._downloads.want_asset(transaction, sha256)

        self._database.write(keep)


def _note_period(transaction: Transaction, config: KioskConfig) -> None:
    """Until when the pictures of its event may stay, also once the booth works for another."""
    if config.event is not None:
        transaction.execute(
            "INSERT INTO event_periods VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET"
            " ends_at = excluded.ends_at, retention_days = excluded.retention_days",
            (str(config.event.id), config.event.ends_at.isoformat(), config.retention_days),
        )


def _stored(transaction: Transaction) -> _Signed | None:
    row = transaction.execute("SELECT body, signature, server_key FROM config, enrollment").fetchone()
    return tuple(row) if row else None


def _verify(found: _Signed) -> KioskConfig:
    body, signature, server_key = found
    try:
        verify(server_key, body, signature)
        return KioskConfig.model_validate_json(body)
    except SignatureError as error:
        raise SetupError(f"the stored config is not what the server signed: {error}") from error
    except ValueError as error:
        raise BugError(f"the stored config cannot be read: {error}") from error
