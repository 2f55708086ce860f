"""A hundred connections that call the platform's functions.

`python -m tests.faults.fire.direct FOLDER SEED FACTOR`. The folder's database runs and is migrated. Prints
one line of JSON: figures and faults.
"""

import queue
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import django

django.setup()

from django.db import connections  # noqa: E402
from django.utils import timezone  # noqa: E402

from central.events.models import Event  # noqa: E402
from central.fleet import config_snapshots, leases  # noqa: E402
from central.fleet.models import Kiosk  # noqa: E402
from central.ledger.models import Transfer  # noqa: E402
from central.sync.exchange import settle_ops  # noqa: E402
from contract.leases import Lease, LeaseRequest, LeaseReturn  # noqa: E402
from contract.sync import RawOp  # noqa: E402
from tests.central.world import Booth  # noqa: E402
from tests.faults.fire.admins import work  # noqa: E402
from tests.faults.fire.booths import ECHOES, Batches, Echo, Life  # noqa: E402
from tests.faults.fire.database import Target  # noqa: E402
from tests.faults.fire.journal import Journal  # noqa: E402
from tests.faults.fire.proof import Proof, report  # noqa: E402
from tests.faults.fire.requests import Asker, Outcome  # noqa: E402
from tests.faults.fire.runner import Crowd  # noqa: E402
from tests.faults.fire.scenario import Ground, prepared  # noqa: E402

DESKS = 40
BOOTH_ROUNDS = 8
DESK_ROUNDS = 18
_LONGEST_SECONDS = 3_600.0


class DirectLine:
    """A booth's line without a network: the functions behind the endpoints."""

    def __init__(self, booth: Booth, asker: Asker) -> None:
        self._booth, self._asker = booth, asker

    def settle_ops(self, ops: list[dict[str, Any]]) -> Outcome:
        def do() -> list[dict[str, Any]]:
            raw = [RawOp.model_validate(op) for op in ops]
            results, _ = settle_ops(self._booth.row, self._booth.epoch, raw, timezone.now())
            return [result.model_dump(mode="json") for result in results]

        return self._asker.attempt(do)

    def lease(self, body: dict[str, Any]) -> Outcome:
        return self._wire(lambda: leases.ask(self._booth.row, LeaseRequest.model_validate(body)))

    def give_back(self, lease_id: str, body: dict[str, Any]) -> Outcome:
        request = LeaseReturn.model_validate(body)
        return self._wire(lambda: leases.give_back(self._booth.row, UUID(lease_id), request))

    def work_for(self, event: Event) -> Outcome:
        def do() -> str:
            Kiosk.objects.filter(id=self._booth.id).update(event_id=event.id)
            return config_snapshots.current(self._booth.row).version

        return self._asker.attempt(do)

    def _wire(self, do: Callable[[], Lease]) -> Outcome:
        return self._asker.attempt(lambda: do().model_dump(mode="json"))


class Fire:
    """One run."""

    def __init__(self, target: Target, ground: Ground, journal: Journal, seed: str, factor: int) -> None:
        self._target, self._ground, self._journal = target, ground, journal
        self._seed, self._factor = seed, factor
        self.crowd = Crowd(journal)

    def burn(self) -> None:
        """Start everybody, restart the database twice while they work, wait for them."""
        for number, (booth, event) in enumerate(self._ground.booths):
            self.crowd.start(self._live, number, booth, event)
        for number in range(DESKS):
            self.crowd.start(self._work, number)
        booths = len(self._ground.booths) * BOOTH_ROUNDS * (1 + ECHOES)
        everything = self._factor * (booths + DESKS * DESK_ROUNDS)
        for share, mode in ((0.35, "immediate"), (0.7, "fast")):
            self.crowd.reach("operations", everything * share, _LONGEST_SECONDS)
            self._target.stop(mode)
            self._target.start()
        self.crowd.join()

    def _live(self, number: int, booth: Booth, event: Event) -> None:
        asker = self._asker(f"booth {number}")
        echoes: list[Echo] = [queue.SimpleQueue() for _ in range(ECHOES)]
        line = DirectLine(booth, asker)
        life = Life((booth, event), line, self._ground, self._journal, asker.random, echoes)
        for place, echo in enumerate(echoes):
            repeating = DirectLine(booth, self._asker(f"echo {number} {place}"))
            self.crowd.start(Batches(repeating, self._journal, life.batches).repeat, echo)
        life.live(BOOTH_ROUNDS * self._factor)

    def _work(self, number: int) -> None:
        work(self._asker(f"desk {number}"), self._ground, DESK_ROUNDS * self._factor)

    def _asker(self, name: str) -> Asker:
        return Asker(self._journal, self._target, f"{self._seed} {name}")


def main(folder: Path, seed: str, factor: int) -> None:
    """Burn, compare, tell."""
    target, journal = Target(folder), Journal()
    ground = prepared(f"direct-{seed}")
    before = frozenset(Transfer.objects.values_list("id", flat=True))
    connections.close_all()
    fire = Fire(target, ground, journal, seed, factor)
    started = time.monotonic()
    fire.burn()
    journal.figures["seconds"] = round(time.monotonic() - started)
    journal.figures["connections"] = len(fire.crowd)
    Proof(journal, ground, before).compare()
    connections.close_all()
    sys.stdout.write(report(journal, target))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
