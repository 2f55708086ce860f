"""CUPS killed, stopped or its queue disabled in the middle of a sheet, the booth killed with it or not.

A real CUPS, a printer that speaks IPP, a booth's store and print queue in a process of its own. Whatever
happens at whatever moment: each sheet ends, is counted once if it came out, and staff are told of every one
that came out again or may have.
`CABINA_PRINTS=100` makes it a campaign, and `CABINA_PRINTS_SEED` another one.
"""

import multiprocessing
import os
import random
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from contract.ids import new_id
from kiosk.domain.model import PrintState
from kiosk.printer.ipp_device import IppDevice
from kiosk.store import Store
from kiosk.store.reports import print_lines
from tests.faults.printing_booth import live
from tests.kiosk.printer.private_cups import QUEUE, PrivateCups, wait_until
from tests.kiosk.worlds import config, enrolled, named, signed

PRINTS = int(os.environ.get("CABINA_PRINTS", "4"))
SEED = int(os.environ.get("CABINA_PRINTS_SEED", "20261127"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(120 + PRINTS * 60)]

CUPS_PENDING_OR_BUSY = range(3, 7)
_nursery = multiprocessing.get_context("forkserver")


@dataclass(frozen=True)
class Fault:
    """What happens so many seconds after the sheet was claimed, and how long CUPS is away."""

    kind: str
    sheet_seconds: float
    moment: float
    away: float
    booth_first: bool

    @classmethod
    def seeded(cls, seed: int) -> "Fault":
        chance = random.Random(seed)
        kind = chance.choice(["both", "both", "cups", "pause"])
        sheet = chance.choice([0.0, 0.1, 0.5, 1.0])
        moment, away = chance.uniform(0, 0.7 + sheet), chance.choice([0.0, chance.uniform(0, 1.2)])
        return cls(kind, sheet, moment, away, chance.random() < 0.5)


class PrintingBooth:
    """Its store, and a process that prints what is in it."""

    def __init__(self, folder: Path, house: PrivateCups) -> None:
        self._folder, self._house = folder, house
        self.store = Store(folder)
        self.store.enrollment.keep(enrolled())
        self.store.configs.keep(*signed(config()))
        self.session = new_id()
        self.store.sessions.begin(self.session, named("event"), "es", datetime.now(UTC))

    def begin(self) -> None:
        told = (str(self._folder), self._house.server, QUEUE)
        self._process = _nursery.Process(target=live, args=told)
        self._process.start()

    def kill(self) -> None:
        self._process.kill()
        self._process.join()

    def state(self, sheet: UUID) -> PrintState:
        sql = "SELECT state FROM prints WHERE id = ?"
        row = self.store.database.read(lambda rows: rows.execute(sql, (str(sheet),)).fetchone())
        return PrintState(row["state"])

    def counted(self, sheet: UUID) -> int:
        sql = "SELECT count(*) FROM outbox WHERE kind = 'print.completed' AND subject = ?"
        return self.store.database.read(lambda rows: rows.execute(sql, (str(sheet),)).fetchone()[0])


@pytest.fixture(scope="module")
def house() -> Iterator[PrivateCups]:
    house = PrivateCups()
    try:
        house.start()
        yield house
    finally:
        house.stop()


@pytest.fixture
def booth(tmp_path: Path, house: PrivateCups) -> Iterator[PrintingBooth]:
    house.clear()
    booth = PrintingBooth(tmp_path, house)
    booth.begin()
    yield booth
    booth.kill()
    booth.store.close()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.jpg"
    Image.effect_noise((1200, 1800), 90).convert("RGB").save(path, dpi=(300, 300))
    return path


def happen(fault: Fault, house: PrivateCups, booth: PrintingBooth) -> None:
    pause = threading.Event()
    pause.wait(fault.moment)
    if fault.kind == "pause":
        house.command("cupsdisable", QUEUE)
        pause.wait(fault.away)
        house.command("cupsenable", QUEUE)
        return
    house.kill_cups()
    if fault.kind == "both":
        booth.kill()
        if fault.booth_first:
            booth.begin()
    pause.wait(fault.away)
    house.start_cups()
    if fault.kind == "both" and not fault.booth_first:
        booth.begin()


def is_quiet(house: PrivateCups, sheet: UUID) -> bool:
    """Neither CUPS nor the printer has it any more, so that no further sheet can come of it."""
    jobs = IppDevice(house.device).jobs(str(sheet))
    return not house.command("lpstat", "-o") and all(job.state not in CUPS_PENDING_OR_BUSY for job in jobs)


@pytest.mark.parametrize("seed", range(SEED, SEED + PRINTS))
def test_a_sheet_is_never_twice_in_silence_nor_under_way_for_ever(house, booth, picture, seed: int):
    fault = Fault.seeded(seed)
    house.takes(fault.sheet_seconds)
    [sheet] = booth.store.prints.add(booth.session, None, picture, 1)
    wait_until(lambda: booth.state(sheet.id) is not PrintState.QUEUED, "the sheet to be claimed")
    happen(fault, house, booth)
    under_way = (PrintState.QUEUED, PrintState.SUBMITTED)
    wait_until(lambda: booth.state(sheet.id) not in under_way, f"the end of the sheet after {fault}")
    wait_until(lambda: is_quiet(house, sheet.id), f"CUPS and printer to be done after {fault}")
    state, out = booth.state(sheet.id), house.sheets_of(sheet.id)
    told = [line.sentence for line in print_lines(booth.store)]
    assert state in (PrintState.PRINTED, PrintState.IN_DOUBT), (fault, state, told)
    assert booth.counted(sheet.id) == (state is PrintState.PRINTED), fault
    if state is PrintState.PRINTED:
        assert out >= 1, (fault, told)
        assert bool(told) is (out > 1), (fault, out, told)
        assert not told or f"{out} sheets" in told[0], (fault, out, told)
    else:
        assert told, fault
