"""What every subject of the store stands on: the database, the folders, and the booth's two clocks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

from kiosk.domain.clock import Clock
from kiosk.domain.model import Enrolled
from kiosk.store.database import Database, Rows


@dataclass(frozen=True, slots=True)
class Folders:
    """Where the store keeps files; pictures are named by their digest."""

    data: Path

    def photo(self, sha256: str) -> Path:
        return self.data / "photos" / f"{sha256}.jpg"

    def result(self, sha256: str) -> Path:
        return self.data / "results" / f"{sha256}.jpg"

    def asset(self, sha256: str) -> Path:
        return self.data / "assets" / sha256


class Kept:
    """The base of the store's subjects."""

    def __init__(self, database: Database, folders: Folders, clock: Clock, boot_id: str) -> None:
        self.database = database
        self.folders = folders
        self.clock = clock
        self.boot_id = boot_id
        remembered = database.read(lambda rows: mark(rows, "clock_offset"))
        self.clock_offset = timedelta(seconds=float(remembered or 0))

    def enrolled(self) -> Enrolled | None:
        """Who the booth is at its platform, or None before pairing."""
        return self.database.read(enrolled_in)

    def wall(self) -> datetime:
        """The server's time as far as it is known: the wall clock and the last offset seen (Y11)."""
        return self.clock.now() + self.clock_offset

    def touch(self, rows: Rows, session_id: object) -> None:
        """The guest is there, now. By this PC's own clocks: the server's word may move the wall by a day."""
        rows.execute(
            "UPDATE sessions SET touched_at = ?, touched_monotonic = ?, touched_boot = ? WHERE id = ?",
            (self.clock.now().isoformat(), self.clock.monotonic(), self.boot_id, str(session_id)),
        )


def enrolled_in(rows: Rows) -> Enrolled | None:
    for row in rows.query("SELECT server, kiosk_id, epoch, server_key FROM enrollment"):
        return Enrolled(row["server"], UUID(row["kiosk_id"]), row["epoch"], row["server_key"])
    return None


def mark(rows: Rows, name: str) -> str:
    """A remembered word, or empty."""
    found = rows.execute("SELECT value FROM marks WHERE name = ?", (name,)).fetchone()
    return str(found[0]) if found else ""


def set_mark(rows: Rows, name: str, value: str) -> None:
    rows.execute(
        "INSERT INTO marks VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value", (name, value)
    )
