"""Credits that the platform set aside for this booth: how they are kept, spent and given back."""

import sqlite3
from collections.abc import Sequence
from uuid import UUID

from contract.leases import Lease, LeaseState
from contract.sync import LeaseReturned, OpKind
from kiosk.domain.clock import Clock
from kiosk.domain.model import HeldLease
from kiosk.store.database import Database, Transaction
from kiosk.store.outbox import Outbox
from kiosk.store.server_time import ServerTime


class Leases:
    """Spending happens inside a request's transaction; the server's word comes inside an answer's."""

    def __init__(self, database: Database, clock: Clock, server_time: ServerTime, outbox: Outbox) -> None:
        self._database = database
        self._clock = clock
        self._server_time = server_time
        self._outbox = outbox

    def keep(self, lease: Lease) -> None:
        """Take over what the server says of a lease. It never un-spends what is promised here."""
        self._database.write(lambda transaction: self.merge(transaction, lease))

    def held(self) -> Sequence[HeldLease]:
        """Open leases of this epoch, live or expired, the one that expires first in front."""
        return self._database.read(_held)

    def close(self, lease_id: UUID) -> None:
        """No more promises on it, and the op that tells the server so, once."""
        self._database.write(lambda transaction: self._close(transaction, "id = ?", str(lease_id)))

    def close_all(self, transaction: Transaction) -> None:
        """The same of every open lease, of whatever epoch."""
        self._close(transaction, "true")

    def _close(self, transaction: Transaction, which: str, *parameters: str) -> None:
        sql = f"UPDATE leases SET open = 0 WHERE open = 1 AND {which} RETURNING id, event_id"  # noqa: S608
        for lease_id, event_id in transaction.execute(sql, parameters).fetchall():
            returned = LeaseReturned(lease_id=UUID(lease_id), event_id=UUID(event_id))
            self._outbox.record(transaction, returned, self._server_time.now(), lease_id)

    def merge(self, transaction: Transaction, lease: Lease) -> None:
        """Take over the server's word; a lease that was closed here stays closed."""
        if lease.state is LeaseState.RECLAIMED:
            self._give_up(transaction, lease)
            return
        if lease.state is not LeaseState.OPEN:
            transaction.execute("UPDATE leases SET open = 0 WHERE id = ?", (str(lease.id),))
            return
        expires = self._clock.monotonic() + lease.ttl_seconds
        transaction.execute(
            "INSERT INTO leases (id, event_id, epoch, granted, spent, expires_monotonic, boot_id)"
            " SELECT ?, ?, epoch, ?, ?, ?, ? FROM enrollment WHERE true ON CONFLICT (id) DO UPDATE SET"
            " granted = max(excluded.granted, spent), spent = max(spent, excluded.spent),"
            " expires_monotonic = excluded.expires_monotonic, boot_id = excluded.boot_id",
            (str(lease.id), str(lease.event_id), lease.granted, lease.spent, expires, self._clock.boot_id),
        )

    def _give_up(self, transaction: Transaction, lease: Lease) -> None:
        """No more promises on what was taken back, and the op that says so behind those that were made.

        Also of a lease that this disk never knew: until then the server gives this booth nothing more.
        """
        transaction.execute("UPDATE leases SET open = 0 WHERE id = ?", (str(lease.id),))
        said = transaction.execute(
            "SELECT 1 FROM outbox WHERE kind = ? AND subject = ? AND state <> 'settled'",
            (OpKind.LEASE_RETURNED, str(lease.id)),
        ).fetchone()
        if said is None:
            returned = LeaseReturned(lease_id=lease.id, event_id=lease.event_id)
            self._outbox.record(transaction, returned, self._server_time.now(), lease.id)

    def spend(self, transaction: Transaction, event_id: UUID, price: int) -> UUID | None:
        """Debit the live lease of this event that expires first; None if none holds the whole price."""
        for lease in _held(transaction):
            if lease.event_id == event_id and lease.is_live(self._clock) and lease.left >= price:
                sql = "UPDATE leases SET spent = spent + ? WHERE id = ?"
                transaction.execute(sql, (price, str(lease.id)))
                return lease.id
        return None


def _held(transaction: Transaction) -> list[HeldLease]:
    rows = transaction.execute(
        "SELECT * FROM leases WHERE open = 1 AND epoch = (SELECT epoch FROM enrollment)"
        " ORDER BY expires_monotonic"
    )
    return [_lease(row) for row in rows]


def _lease(row: sqlite3.Row) -> HeldLease:
    return HeldLease(
        id=UUID(row["id"]),
        event_id=UUID(row["event_id"]),
        granted=row["granted"],
        spent=row["spent"],
        expires_monotonic=row["expires_monotonic"],
        boot_id=row["boot_id"],
    )
