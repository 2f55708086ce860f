from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest

from contract.ids import new_id
from kiosk.domain.model import Request, Shot
from kiosk.store import Store
from tests.kiosk.worlds import JPEG, Clock, config, enrolled, lease, named, signed


@dataclass
class Booth:
    """A store of an enrolled booth with a config, and a guest's steps in it."""

    folder: Path
    clock: Clock
    store: Store

    def reopen(self, boot: str = "boot-1") -> Store:
        """As after the program, or with another `boot` the PC, was started again."""
        self.store.close()
        self.clock.boot_id = boot
        self.store = Store(self.folder, self.clock)
        return self.store

    def rows(self, sql: str) -> list[dict]:
        """What the database holds."""
        return self.store.database.read(lambda transaction: [dict(row) for row in transaction.execute(sql)])

    def guest(self, consented: bool = True) -> UUID:
        session_id = new_id()
        self.store.sessions.begin(session_id, named("event"), "es", self.clock.now())
        if consented:
            self.store.sessions.record_consent(session_id, "7", self.clock.now())
        return session_id

    def shot(self, session_id: UUID, index: int = 0, jpeg: bytes = JPEG) -> Shot:
        return self.store.shots.add(session_id, index, jpeg, (1920, 1080), self.clock.now())

    def request(self, session_id: UUID | None = None, price: int = 100) -> Request:
        session_id = session_id or self.guest()
        shot = self.shot(session_id, jpeg=JPEG + str(session_id).encode())
        return self.store.requests.make(session_id, shot, named("ink"), price, self.clock.now())

    def lend(self, **how) -> UUID:
        self.store.leases.keep(lease(**how))
        return lease(**how).id


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    clock = Clock()
    made = Booth(tmp_path, clock, Store(tmp_path, clock))
    made.store.enrollment.keep(enrolled())
    made.store.configs.keep(*signed(config()))
    yield made
    made.store.close()
