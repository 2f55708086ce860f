"""However sheets end, a guest gets the copies that the event allows, and each that is printed counts once."""

import random
from collections import Counter
from pathlib import Path
from uuid import UUID

import pytest
from PIL import Image

from kiosk.domain.errors import PrinterError
from kiosk.domain.model import NO_COPY, PrinterState, PrinterStatus, PrintJob, PrintState
from kiosk.printer.loop import PrintLoop
from kiosk.printer.verdict import PRINTED_AGAIN
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.state import Screen
from pictures.sheets.content import Sheet
from tests.kiosk.session.guest import LIMITS, Guest
from tests.kiosk.store.conftest import Booth

DOUBT = PrintState.IN_DOUBT, "nobody can tell"
ENDS = [
    (1, (PrintState.PRINTED, "")),
    (2, (PrintState.PRINTED, f"{PRINTED_AGAIN}: 2 sheets of it came out")),
    (0, DOUBT),
    (1, DOUBT),
    (2, DOUBT),
    (0, (PrintState.FAILED, "aborted by the printer")),
    (0, (PrintState.CANCELLED, "")),
]
"""How many sheets come out, and what is said of them."""


class FicklePrinter:
    """Ends its jobs as chance has it, and is gone at any moment."""

    name = "fickle"

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._ends: dict[str, tuple[int, tuple[PrintState, str]]] = {}
        self.out: Counter[str] = Counter()

    def status(self) -> PrinterStatus:
        self._fail()
        return PrinterStatus(self._chance.choice([PrinterState.READY, PrinterState.STOPPED]), self.name)

    def sheet(self) -> Sheet:
        return Sheet()

    def submit(self, job_id: UUID, picture: Path, cut: bool) -> str:
        self._fail("cups-down", "refused", "in-doubt")
        self._ends[str(job_id)] = self._chance.choice(ENDS)
        return str(job_id)

    def recover(self, job_id: UUID, picture: Path, cut: bool) -> str | None:
        self._fail()
        return str(job_id) if str(job_id) in self._ends else None

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        self._fail()
        if self._chance.random() < 0.5:
            return self._chance.choice([PrintState.SUBMITTED, PrintState.HELD]), "waits"
        self.out[device_job], end = self._ends[device_job]
        return end

    def known_as(self, device_job: str) -> str:
        return device_job

    def cancel(self, device_job: str) -> None:
        raise AssertionError("nobody erases anything")

    def forget(self, device_job: str) -> bool:
        return True

    def _fail(self, *reasons: str) -> None:
        if self._chance.random() < 0.2:
            raise PrinterError("a fault", self._chance.choice(reasons or ("cups-down",)))


class Evening:
    """A guest before a booth whose printer, and whose power, cannot be relied on."""

    def __init__(self, booth: Booth, seed: int) -> None:
        self.booth = booth
        self.chance = random.Random(seed)
        self.printer = FicklePrinter(self.chance)
        self.generation = booth.request().generation_id
        self.picture = booth.folder / "sheet.jpg"
        Image.new("RGB", (8, 8)).save(self.picture)
        self.begin()

    def begin(self) -> None:
        """The booth is on, and the guest goes on with the picture."""
        evening, store = self, self.booth.store

        class PrintingGuest(Guest):
            def _jobs(self, effect: fx.PrintPicture) -> tuple[PrintJob, ...]:
                queue = store.prints.add
                return tuple(queue(effect.session_id, evening.generation, evening.picture, effect.copies))

        found = store.recovery.interrupted_session()
        assert found is not None
        self.guest = PrintingGuest().send(ev.SessionFound(found)).send(ev.ContinueAsked()).result()
        assert self.guest.session.screen is Screen.RESULT
        self.loop = PrintLoop(self.printer, store.prints, lambda _: None, self._tell, lambda: self.guest.now)

    def restart(self) -> None:
        self.booth.reopen()
        self.begin()

    def step(self) -> None:
        self.guest.now += self.loop.step()

    def end(self) -> None:
        """The guest wants all that is left, until nothing is; and then some more, in vain."""
        for _ in range(1000):
            self.want_all()
            if self.has_ended:
                break
        for _ in range(20):
            self.want_all()

    def want_all(self) -> None:
        self.guest.send(ev.PrintAsked(LIMITS.copies))
        self.step()

    @property
    def has_ended(self) -> bool:
        if self.guest.session.copies_left:
            return False
        return not self.booth.rows("SELECT 1 FROM prints WHERE state IN ('queued', 'submitted', 'held')")

    def _tell(self, print_id: UUID, state: PrintState) -> None:
        self.guest.send(ev.PrintMoved(print_id, state))


@pytest.mark.parametrize("seed", range(8))
def test_a_guest_gets_neither_more_nor_fewer_copies_than_allowed(booth: Booth, seed: int):
    evening = Evening(booth, seed)
    for _ in range(evening.chance.randrange(10, 40)):
        act = evening.chance.choice(["ask", "restart", "step", "step", "step", "step"])
        if act == "ask":
            evening.guest.send(ev.PrintAsked(evening.chance.randint(1, LIMITS.copies + 1)))
        else:
            getattr(evening, act)()
    evening.end()
    sheets = booth.rows("SELECT * FROM prints")
    assert {row["state"] for row in sheets} <= {"printed", "in_doubt", *NO_COPY}, "each has ended"
    copies = [row for row in sheets if row["state"] not in NO_COPY]
    assert len(copies) == LIMITS.copies
    assert evening.guest.session.copies_left == 0
    counted = booth.rows("SELECT subject FROM outbox WHERE kind = 'print.completed' ORDER BY subject")
    printed = sorted(row["id"] for row in sheets if row["state"] == "printed")
    assert [row["subject"] for row in counted] == printed
    said = {row["id"] for row in copies if row["sentence"]}
    assert all(row["id"] in said or evening.printer.out[row["id"]] == 1 for row in copies)
    assert all(evening.printer.out[row["id"]] == 0 for row in sheets if row["state"] in NO_COPY)
