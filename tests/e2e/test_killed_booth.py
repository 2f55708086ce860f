"""A few deaths of the booth's process against the real platform; tests/faults has many, without it."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path
from time import monotonic

from contract.sync import GenerationState
from demo.platform import Platform
from kiosk.engine import commands
from kiosk.engine.settings import Settings
from tests.e2e.conftest import Office
from tests.e2e.guest import pair
from tests.faults.test_sigkill import Heard, Lane
from tests.kiosk.engine.headless import sync_once

KILLS = 6
CREDITS = 10_000
SEED = 20261123


class RealLane(Lane):
    """One booth that is killed again and again, and whose platform is no stand-in."""

    def __init__(self, folder: Path, address: str, code: str) -> None:
        self.folder = folder
        self.random = random.Random(SEED)
        self.shown = Heard()
        self.offered = self.died_in_session = 0
        pair(folder, address, code)
        sync_once(folder)

    def catch_up(self) -> None:
        """Nobody kills any more: pass after pass, until every promise is kept."""
        deadline = monotonic() + 60
        while not (self._passed() and self._kept()):
            assert monotonic() < deadline, commands.with_store(
                Settings(data=self.folder), commands.queue_text
            )

    def _queue_text(self) -> str:
        return commands.with_store(Settings(data=self.folder), commands.queue_text)

    def _passed(self) -> bool:
        queue = sync_once(self.folder).queue
        return queue.ops == queue.blobs == 0

    def _kept(self) -> bool:
        return all(state == GenerationState.READY for state in self.requests().values())

    def requests(self) -> dict[str, str]:
        """Every promise, and how it stands at the booth."""
        with closing(sqlite3.connect(self.folder / "cabina.sqlite")) as database:
            return dict(database.execute("SELECT generation_id, state FROM requests"))


def test_what_a_killed_booth_promised_is_made_and_charged_once(
    central: Platform, office: Office, booth_folder: Path
):
    party = office.party("Killed booth", CREDITS)
    lane = RealLane(booth_folder, central.url, party.codes[0])
    for _ in range(KILLS):
        lane.kill_once()
    lane.catch_up()
    lane.check()
    promised = lane.requests()
    account = office.account(party)
    assert promised and {each["id"] for each in account["generations"]} == set(promised)
    assert len(account["charges"]) == len(account["generations"]) == len(promised)
    spent = account["credits"]
    assert spent["consumed"] == sum(account["charges"]) and spent["overdraft"] == 0
    assert spent["pool"] + spent["leased"] + spent["consumed"] == spent["allocated"] == CREDITS
    assert account["faults"] == []
