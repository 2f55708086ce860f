"""Who this booth is at its platform."""

import json
from uuid import UUID

from kiosk.domain.model import Enrolled
from kiosk.store.database import Database, Transaction
from kiosk.store.leases import Leases
from kiosk.store.outbox import Outbox
from kiosk.store.settings import Settings


class Enrollment:
    """The identity from the last pairing, and what a new one changes in the rest of the store."""

    def __init__(self, database: Database, settings: Settings, outbox: Outbox, leases: Leases) -> None:
        self._database = database
        self._settings = settings
        self._outbox = outbox
        self._leases = leases

    def current(self) -> Enrolled | None:
        """The identity, or None before pairing."""
        return self._database.read(_enrolled)

    def keep(self, enrolled: Enrolled) -> None:
        """Another epoch: seq begins at 1 again, unsettled ops and pictures are sent again under it.

        The leases of the same kiosk go back behind them: their credits are the event's again at once.
        """
        self._database.write(lambda transaction: self._keep(transaction, enrolled))

    def bind(self, hardware: frozenset[str]) -> None:
        """The PC of a pairing that did not note it."""
        sql = "UPDATE enrollment SET hardware = ? WHERE hardware = '[]'"
        self._database.write(lambda transaction: transaction.execute(sql, (_text(hardware),)))

    def _keep(self, transaction: Transaction, enrolled: Enrolled) -> None:
        before = _enrolled(transaction)
        if before and (before.epoch, before.kiosk_id) == (enrolled.epoch, enrolled.kiosk_id):
            moved = (enrolled.server, enrolled.server_key, _text(enrolled.hardware))
            transaction.execute("UPDATE enrollment SET server = ?, server_key = ?, hardware = ?", moved)
            return
        transaction.execute("DELETE FROM enrollment")
        transaction.execute(
            "INSERT INTO enrollment (only, server, kiosk_id, epoch, server_key, hardware)"
            " VALUES (1, ?, ?, ?, ?, ?)",
            (enrolled.server, str(enrolled.kiosk_id), enrolled.epoch, enrolled.server_key,
             _text(enrolled.hardware)),
        )  # fmt: skip
        transaction.execute("DELETE FROM config")
        transaction.execute(
            "UPDATE uploads SET sent = 0, refusals = 0, due_boot = ''"
            " WHERE sha256 IN (SELECT shots.sha256 FROM shots"
            " JOIN requests ON requests.shot_id = shots.id WHERE requests.fetched = 0)"
        )
        self._settings.put(transaction, "cursor", "")
        self._outbox.renumber(transaction, enrolled.epoch)
        if before and before.kiosk_id == enrolled.kiosk_id:
            self._leases.close_all(transaction)
        else:
            transaction.execute("UPDATE leases SET open = 0")  # No other kiosk can return them.


def _enrolled(transaction: Transaction) -> Enrolled | None:
    row = transaction.execute("SELECT * FROM enrollment").fetchone()
    if row is None:
        return None
    hardware = frozenset(json.loads(row["hardware"]))
    return Enrolled(row["server"], UUID(row["kiosk_id"]), row["epoch"], row["server_key"], hardware)


def _text(hardware: frozenset[str]) -> str:
    return json.dumps(sorted(hardware))
