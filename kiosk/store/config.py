"""The last signed snapshot, believed only while its signature fits; and the assets it names."""

from pathlib import Path

from contract.config import KioskConfig
from contract.signature import SignatureError, verify
from kiosk.domain.errors import BugError, SetupError
from kiosk.domain.model import Enrolled
from kiosk.store.base import Kept, enrolled_in, set_mark
from kiosk.store.database import Rows
from kiosk.store.outbox import renumber


class Configs(Kept):
    """ConfigStore, and the parts of SyncStore about pairing and the snapshot."""

    _read: tuple[tuple[bytes, str, str], KioskConfig] | None = None

    def config(self) -> KioskConfig | None:
        """The snapshot, or None before the first. Raises SetupError if its bytes were tampered with."""
        found = self.database.read(_snapshot_in)
        if found is None:
            return None
        if self._read is None or self._read[0] != found:
            self._read = (found, _verified(found))
        return self._read[1]

    def asset(self, sha256: str) -> Path | None:
        """The file of a blob that the snapshot names, or None while it is not there."""
        path = self.folders.asset(sha256)
        return path if path.exists() else None

    def config_etag(self) -> str:
        """What to ask the server with, or empty."""
        found = self.database.read(lambda rows: rows.execute("SELECT etag FROM config").fetchone())
        return str(found[0]) if found else ""

    def keep_config(self, body: bytes, signature: str, etag: str) -> None:
        """Keep a snapshot, and note which of its assets have to be fetched."""
        missing = [
            each for each in KioskConfig.model_validate_json(body).asset_hashes() if not self.asset(each)
        ]

        def keep(rows: Rows) -> None:
            rows.execute(
                "INSERT INTO config VALUES (1, ?, ?, ?) ON CONFLICT DO UPDATE SET"
                " body = excluded.body, signature = excluded.signature, etag = excluded.etag",
                (body, signature, etag),
            )
            for sha256 in missing:
                rows.execute(
                    "INSERT INTO fetches (sha256) VALUES (?) ON CONFLICT DO UPDATE SET done = 0", (sha256,)
                )

        self.database.write(keep)

    def keep_enrollment(self, enrolled: Enrolled) -> None:
        """Another epoch: seq begins at 1 again, unsettled ops and pictures are sent again under it."""
        self.database.write(lambda rows: _enroll(rows, enrolled))


def _enroll(rows: Rows, enrolled: Enrolled) -> None:
    before = enrolled_in(rows)
    if before and enrolled.epoch == before.epoch and enrolled.kiosk_id == before.kiosk_id:
        again = (enrolled.server, enrolled.server_key)
        rows.execute("UPDATE enrollment SET server = ?, server_key = ?", again)
        return
    rows.execute("DELETE FROM enrollment")
    rows.execute(
        "INSERT INTO enrollment (only, server, kiosk_id, epoch, server_key) VALUES (1, ?, ?, ?, ?)",
        (enrolled.server, str(enrolled.kiosk_id), enrolled.epoch, enrolled.server_key),
    )
    rows.execute("DELETE FROM config")
    rows.execute("UPDATE leases SET open = 0")
    rows.execute(
        "UPDATE uploads SET sent = 0, due_boot = '' WHERE sha256 IN (SELECT shots.sha256 FROM shots"
        " JOIN requests ON requests.shot_id = shots.id WHERE requests.fetched = 0)"
    )
    set_mark(rows, "cursor", "")
    renumber(rows, enrolled.epoch)


def _snapshot_in(rows: Rows) -> tuple[bytes, str, str] | None:
    sql = "SELECT body, signature, server_key FROM config, enrollment"
    found: tuple[bytes, str, str] | None = rows.execute(sql).fetchone()
    return found


def _verified(found: tuple[bytes, str, str]) -> KioskConfig:
    body, signature, server_key = found
    try:
        verify(server_key, body, signature)
        return KioskConfig.model_validate_json(body)
    except SignatureError as error:
        raise SetupError(f"the stored config is not what the server signed: {error}") from error
    except ValueError as error:
        raise BugError(f"the stored config cannot be read: {error}") from error
