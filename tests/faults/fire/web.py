"""Booths on the real web server; the database crashes, then is away; the web server is killed and started.

`python -m tests.faults.fire.web FOLDER SEED FACTOR`. The folder's database runs and is migrated. Prints one
line of JSON: figures and faults.
"""

import queue
import sys
import time
from pathlib import Path
from random import Random

import django

django.setup()

from django.db import connections  # noqa: E402

from central.events.models import Event  # noqa: E402
from central.ledger.models import Transfer  # noqa: E402
from tests.central.world import Booth  # noqa: E402
from tests.faults.fire.booths import ECHOES, Batches, Echo, Life  # noqa: E402
from tests.faults.fire.database import Target  # noqa: E402
from tests.faults.fire.journal import Journal  # noqa: E402
from tests.faults.fire.proof import Proof, report  # noqa: E402
from tests.faults.fire.runner import Crowd  # noqa: E402
from tests.faults.fire.scenario import Ground, prepared  # noqa: E402
from tests.faults.fire.served import WebLine, WebServer  # noqa: E402

ROUNDS = 9
POOL = 12_000
ANSWERS_WITHOUT_DATABASE = 100
_ANSWERED_IN_SECONDS = 10.0
_LONGEST_SECONDS = 3_600.0


class Fire:
    """One run."""

    def __init__(self, web: WebServer, target: Target, ground: Ground, journal: Journal) -> None:
        self._web, self._target, self._ground, self._journal = web, target, ground, journal
        self._crowd = Crowd(journal)

    def burn(self, seed: str, rounds: int) -> None:
        """Start everybody, do the damage while they work, wait for them."""
        for number, (booth, event) in enumerate(self._ground.booths):
            self._start(booth, event, Random(f"{seed} {number}"), rounds)
        everything = rounds * len(self._crowd)
        for share, damage in ((0.2, self._crash), (0.45, self._take_away), (0.7, self._kill)):
            self._crowd.reach("operations", everything * share, _LONGEST_SECONDS)
            damage()
        self._crowd.join()

    def _start(self, booth: Booth, event: Event, random: Random, rounds: int) -> None:
        echoes: list[Echo] = [queue.SimpleQueue() for _ in range(ECHOES)]
        line = WebLine(booth, self._web, self._journal)
        life = Life((booth, event), line, self._ground, self._journal, random, echoes)
        self._crowd.start(life.live, rounds)
        for echo in echoes:
            repeating = WebLine(booth, self._web, self._journal)
            self._crowd.start(Batches(repeating, self._journal, life.batches).repeat, echo)

    def _crash(self) -> None:
        self._target.stop("immediate")
        self._target.start()

    def _take_away(self) -> None:
        """While the database is away everybody is told so at once; when it is back, nobody has to help."""
        self._target.stop("fast")
        self._demand_soon("told to try later", ANSWERS_WITHOUT_DATABASE)
        self._target.start()
        self._demand_soon("answers", 1)

    def _demand_soon(self, figure: str, more: int) -> None:
        if not self._crowd.reach(figure, self._journal.figures[figure] + more, _ANSWERED_IN_SECONDS):
            self._journal.wrong(f"not {more} {figure} in {_ANSWERED_IN_SECONDS} s")

    def _kill(self) -> None:
        self._web.kill()
        self._journal.count("web servers killed")
        self._web.start()


def main(folder: Path, seed: str, factor: int) -> None:
    """Burn, compare, tell."""
    target, journal, web = Target(folder), Journal(), WebServer(folder)
    ground = prepared(f"web-{seed}", POOL * factor)
    before = frozenset(Transfer.objects.values_list("id", flat=True))
    connections.close_all()
    web.start()
    started = time.monotonic()
    try:
        Fire(web, target, ground, journal).burn(seed, ROUNDS * factor)
    finally:
        web.stop()
    journal.figures["seconds"] = round(time.monotonic() - started)
    Proof(journal, ground, before).compare()
    connections.close_all()
    sys.stdout.write(report(journal, target))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
