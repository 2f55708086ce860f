"""Credits that the platform set aside for this booth: how they are kept, spent and given back."""

from collections.abc import Sequence
from uuid import UUID

from contract.leases import Lease, LeaseState
from contract.sync import LeaseReturned
from kiosk.domain.model import HeldLease
from kiosk.store.database import Rows
from kiosk.store.outbox import Outbox

_CURRENT = "open = 1 AND epoch = (SELECT epoch FROM enrollment)"


class Leases(Outbox):
    """What the lease worker reads and writes; spending happens inside a request's transaction."""

    def keep_lease(self, lease: Lease) -> None:
        """Take over what the server says of a lease. It never un-spends what is promised here."""
        self.database.write(lambda rows: self.merge_lease(rows, lease))

    def leases(self) -> Sequence[HeldLease]:
        """Open leases of this epoch, live or expired, the one that expires first in front."""
        sql = f"SELECT * FROM leases WHERE {_CURRENT} ORDER BY expires_monotonic"  # noqa: S608
        return self.database.read(lambda rows: [_lease(row) for row in rows.query(sql)])

    def lease_left(self, event_id: UUID) -> int:
        """Credits that may be promised right now for this event."""
        return sum(lease.left for lease in self.leases() if lease.event_id == event_id and self._live(lease))

    def close_lease(self, lease_id: UUID) -> None:
        """No more promises on it, and the op that tells the server so, once."""
        at = self.wall()

        def close(rows: Rows) -> None:
            changed = rows.execute("UPDATE leases SET open = 0 WHERE id = ? AND open = 1", (str(lease_id),))
            if changed.rowcount:
                self.record(rows, LeaseReturned(lease_id=lease_id), at, lease_id)

        self.database.write(close)

    def credits_spent_since(self, seconds: float) -> int:
        """Credits promised at this booth in the last `seconds` of this boot."""
        sql = "SELECT coalesce(sum(price), 0) FROM requests WHERE boot_id = ? AND requested_monotonic >= ?"
        since = (self.boot_id, self.clock.monotonic() - seconds)
        return int(self.database.read(lambda rows: rows.execute(sql, since).fetchone()[0]))

    def merge_lease(self, rows: Rows, lease: Lease) -> None:
        """Inside the caller's transaction. A lease that was closed here stays closed."""
        if lease.state is not LeaseState.OPEN:
            rows.execute("UPDATE leases SET open = 0 WHERE id = ?", (str(lease.id),))
            return
        expires = self.clock.monotonic() + lease.ttl_seconds
        rows.execute(
            "INSERT INTO leases (id, event_id, epoch, granted, spent, expires_monotonic, boot_id)"
            " SELECT ?, ?, epoch, ?, ?, ?, ? FROM enrollment WHERE true ON CONFLICT (id) DO UPDATE SET"
            " granted = max(excluded.granted, spent), spent = max(spent, excluded.spent),"
            " expires_monotonic = excluded.expires_monotonic, boot_id = excluded.boot_id",
            (str(lease.id), str(lease.event_id), lease.granted, lease.spent, expires, self.boot_id),
        )

    def spend(self, rows: Rows, event_id: UUID, price: int) -> UUID | None:
        """Debit the live lease of this event that expires first; None if none holds the whole price."""
        found = rows.execute(
            f"SELECT id FROM leases WHERE {_CURRENT} AND event_id = ? AND boot_id = ?"  # noqa: S608
            " AND expires_monotonic > ? AND granted - spent >= ? ORDER BY expires_monotonic LIMIT 1",
            (str(event_id), self.boot_id, self.clock.monotonic(), price),
        ).fetchone()
        if found is None:
            return None
        rows.execute("UPDATE leases SET spent = spent + ? WHERE id = ?", (price, found[0]))
        return UUID(found[0])

    def _live(self, lease: HeldLease) -> bool:
        return lease.boot_id == self.boot_id and lease.expires_monotonic > self.clock.monotonic()


def _lease(row: dict[str, object]) -> HeldLease:
    return HeldLease(
        id=UUID(str(row["id"])),
        event_id=UUID(str(row["event_id"])),
        granted=int(str(row["granted"])),
        spent=int(str(row["spent"])),
        expires_monotonic=float(str(row["expires_monotonic"])),
        boot_id=str(row["boot_id"]),
    )
