"""Real prints through a real CUPS to a printer that speaks IPP Everywhere."""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from kiosk.domain.model import PrinterState, PrinterStatus, PrintState
from kiosk.printer import PrintQueue
from kiosk.printer.cups import CupsPrinter, find_queue
from kiosk.printer.cups_server import CupsServer
from kiosk.printer.sending import Sending
from pictures.sheets.content import Sheet
from tests.kiosk.printer.contract import PrinterContract
from tests.kiosk.printer.memory_store import MemoryStore
from tests.kiosk.printer.private_cups import QUEUE, PrivateCups, wait_until

pytestmark = pytest.mark.slow
PENDING, PROCESSING = 3, 5
"""States of a job in CUPS."""


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def printer(private: PrivateCups) -> CupsPrinter:
    return CupsPrinter(QUEUE, private.server)


@pytest.fixture
def begin(store: MemoryStore) -> Iterator[Callable[[CupsPrinter], PrintQueue]]:
    """Starts a print queue as a booth does; called again, it is the booth's next start."""
    started: list[PrintQueue] = []

    def start(printer: CupsPrinter) -> PrintQueue:
        for each in started:
            each.stop()
        queue = PrintQueue(printer, store, lambda status: None, lambda print_id, state: None)
        started.append(queue)
        queue.start()
        return queue

    yield start
    for each in started:
        each.stop()


class Watched(CupsPrinter):
    """Notes what it answered."""

    def __init__(self, name: str, server: str) -> None:
        super().__init__(name, server)
        self.asked: list[PrintState] = []

    def progress(self, device_job: str) -> tuple[PrintState, str]:
        told = super().progress(device_job)
        self.asked.append(told[0])
        return told


@pytest.fixture
def watched(private: PrivateCups) -> Watched:
    return Watched(QUEUE, private.server)


class Unasked(CupsPrinter):
    """Its state is not asked, so that a sheet is handed over though the printer is off."""

    def status(self) -> PrinterStatus:
        return PrinterStatus(PrinterState.READY, self.name)


class TestCupsPrinter(PrinterContract):
    pass


def test_a_sheet_is_really_printed_and_counted_once(private, store, printer, begin, picture: Path):
    job = store.add(picture)
    begin(printer)
    wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")
    (sheet,) = private.sheets()
    assert str(job) in sheet.name
    assert sheet.read_bytes() == picture.read_bytes(), "the sheet reaches the printer pixel by pixel"
    assert "x-dimension=10160 y-dimension=15240" in private.media()
    assert "media-bottom-margin=0 media-left-margin=0" in private.media()
    assert store.counted() == 1
    assert store.prints[job].device_job.startswith("urn:uuid:")
    wait_until(lambda: private.kept_pictures() == [], "the picture to leave CUPS's spool")
    assert store.told_of_copies == [False]


def test_the_sheet_is_the_queues_printable_area(printer: CupsPrinter):
    assert printer.sheet() == Sheet(1200, 1800, 300)


def test_a_queue_without_four_by_six_is_said_and_prints_all_the_same(private, store, begin, picture: Path):
    private.add_queue("letters", "file:///dev/null", "drv:///sample.drv/laserjet.ppd")
    printer = CupsPrinter("letters", private.server)
    status = printer.status()
    assert (status.state, status.reasons) == (PrinterState.READY, ("no-4x6",))
    assert "no 4x6 inch paper" in status.sentence
    assert printer.sheet().width > 2000
    job = store.add(picture)
    begin(printer)
    wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")


def test_the_printer_itself_is_asked_how_it_is(private, printer: CupsPrinter):
    assert printer.status().state is PrinterState.READY
    private.kill_printer()
    status = printer.status()
    assert status.state is PrinterState.OFFLINE
    assert status.reasons == ("offline",)


def test_out_of_paper_is_said_and_the_prints_go_on_in_order(private, store, printer, begin, picture: Path):
    private.switch("empty", True)
    jobs = [store.add(picture) for _ in range(3)]
    queue = begin(printer)
    wait_until(lambda: "media-empty" in queue.status().reasons, "the reason")
    assert queue.status().state is PrinterState.STOPPED
    assert queue.status().sentence == "the printer is out of paper"
    assert [store.state(job) for job in jobs] == [PrintState.SUBMITTED, PrintState.QUEUED, PrintState.QUEUED]
    assert private.sheets() == []
    private.switch("empty", False)
    wait_until(lambda: store.state(jobs[-1]) is PrintState.PRINTED, "all three prints")
    assert [sheet.stem.split()[-1] for sheet in private.sheets()] == [str(job) for job in jobs]
    assert store.counted() == 3
    wait_until(lambda: queue.status().state is PrinterState.READY, "the printer to be ready again")


def waits_or_goes(private: PrivateCups, store: MemoryStore, job: UUID) -> bool:
    """Is CUPS about to send the sheet, or sending it?"""
    sent = CupsServer(private.server).job(Sending.named(store.prints[job].device_job).uuid)
    return sent is None or sent["job-state"] in (PENDING, PROCESSING)


def test_cups_restarted_in_the_middle_of_a_sheet(private, store, watched, begin, picture: Path):
    private.switch("slow", True)
    job = store.add(picture)
    queue = begin(watched)
    wait_until(private.begun, "the printer to take the job")
    wait_until(lambda: store.state(job) is PrintState.SUBMITTED, "the print")
    private.stop_cups()
    wait_until(lambda: queue.status().state is PrinterState.ABSENT, "the loss of CUPS to be seen")
    assert queue.status().reasons == ("cups-down",)
    private.start_cups()
    wait_until(lambda: not waits_or_goes(private, store, job), "the second sending to be taken back")
    private.switch("slow", False)
    wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")
    assert len(private.sheets()) == 1, "it must not be sent again"
    assert store.counted() == 1
    second = store.add(picture)
    queue.wake()
    wait_until(lambda: store.state(second) is PrintState.PRINTED, "the next print")
    assert len(private.sheets()) == 2


def test_cups_killed_in_the_middle_of_a_sheet(private, store, watched, begin, picture: Path):
    """CUPS sends the job again as soon as it is back; the second one has to be taken back."""
    private.switch("slow", True)
    job = store.add(picture)
    begin(watched)
    wait_until(private.begun, "the printer to take the job")
    watched.asked.clear()
    wait_until(lambda: len(watched.asked) > 2, "the job to be seen at the printer")
    private.kill_cups()
    private.start_cups()
    wait_until(lambda: not waits_or_goes(private, store, job), "the second sending to be taken back")
    private.switch("slow", False)
    wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")
    assert len(private.sheets()) == 1
    assert store.counted() == 1


@pytest.mark.parametrize("late", [False, True], ids=["back at once", "back later"])
def test_a_printer_killed_after_it_has_the_data_leaves_a_doubt(
    private, store, printer, begin, picture: Path, late: bool
):
    private.switch("slow", True)
    job = store.add(picture)
    queue = begin(printer)
    wait_until(lambda: private.begun() and store.prints[job].device_job, "the printer to take the job")
    private.kill_printer()
    if late:
        wait_until(lambda: queue.status().state is PrinterState.OFFLINE, "the loss of the printer to be seen")
    private.start_printer()
    private.switch("slow", False)
    wait_until(lambda: store.state(job) is PrintState.IN_DOUBT, "the doubt")
    assert store.counted() == 0
    assert len(private.begun()) == 1, "a print in doubt is never repeated silently"


def test_without_cups_the_prints_wait(private, store, printer, begin, picture: Path):
    private.stop_cups()
    job = store.add(picture)
    queue = begin(printer)
    wait_until(lambda: "cups-down" in queue.status().reasons, "the loss of CUPS to be seen")
    assert store.state(job) is PrintState.QUEUED
    private.start_cups()
    wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")


class TestAfterABoothsRestart:
    def test_a_sheet_under_way_is_followed_to_its_end(self, private, store, printer, begin, picture: Path):
        private.switch("slow", True)
        job = store.add(picture)
        begin(printer)
        wait_until(lambda: private.begun() and store.prints[job].device_job, "the printer to take the job")
        begin(CupsPrinter(QUEUE, private.server))
        private.switch("slow", False)
        wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")
        assert len(private.sheets()) == 1
        assert store.counted() == 1

    def test_a_sheet_that_was_handed_over_unrecorded_is_found(self, private, store, printer, begin, picture):
        job = store.add(picture, PrintState.SUBMITTED)
        printer.submit(job, picture, cut=False)
        begin(CupsPrinter(QUEUE, private.server))
        wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")
        assert len(private.sheets()) == 1

    def test_a_sheet_that_cups_knows_nothing_of_is_in_doubt(self, private, store, printer, begin, picture):
        job = store.add(picture, PrintState.SUBMITTED)
        begin(printer)
        wait_until(lambda: store.state(job) is PrintState.IN_DOUBT, "the doubt")
        assert private.begun() == []


def test_a_printer_that_cannot_be_asked_is_believed(private, store, begin, picture: Path):
    private.add_queue("mute", "file:///dev/null", "raw")
    job = store.add(picture)
    begin(CupsPrinter("mute", private.server))
    wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")


def test_a_held_job_waits_for_whoever_holds_it(private, store, printer, begin, picture: Path):
    private.command("cupsdisable", QUEUE)
    job = store.add(picture)
    queue = begin(printer)
    wait_until(lambda: store.prints[job].device_job, "the job to be handed over")
    assert "paused" in queue.status().reasons
    private.command("lp", "-i", f"{QUEUE}-{_number(private)}", "-H", "hold")
    wait_until(lambda: store.state(job) is PrintState.HELD, "the hold to be seen")
    private.command("cupsenable", QUEUE)
    private.command("lp", "-i", f"{QUEUE}-{_number(private)}", "-H", "resume")
    wait_until(lambda: store.state(job) is PrintState.PRINTED, "the print")


def test_a_job_that_staff_cancels_while_it_waits_ends(private, store, printer, begin, picture: Path):
    private.command("cupsdisable", QUEUE)
    job = store.add(picture)
    begin(printer)
    wait_until(lambda: store.prints[job].device_job, "the job to be handed over")
    CupsPrinter(QUEUE, private.server).cancel(store.prints[job].device_job)
    private.command("cupsenable", QUEUE)
    wait_until(lambda: store.state(job) is PrintState.CANCELLED, "the end")
    assert (store.counted(), private.sheets()) == (0, [])


def test_a_job_that_staff_cancels_too_late_is_counted(private, store, printer, begin, picture: Path):
    """The sheet came out, and the printer says so of the job that it calls cancelled."""
    private.switch("slow", True)
    job = store.add(picture)
    begin(printer)
    wait_until(lambda: private.begun() and store.prints[job].device_job, "the printer to take the job")
    CupsPrinter(QUEUE, private.server).cancel(store.prints[job].device_job)
    private.switch("slow", False)
    wait_until(lambda: store.state(job) is PrintState.PRINTED, "the count")
    assert len(private.sheets()) == store.counted() == 1


class TestNeverTwice:
    """CUPS begins again from the beginning when it, or its queue, was stopped in the middle of a sheet."""

    def test_a_queue_that_is_disabled_and_enabled_in_mid_sheet(self, private, store, printer, begin, picture):
        private.switch("slow", True)
        job = store.add(picture)
        queue = begin(printer)
        wait_until(lambda: "#" in store.prints[job].device_job.partition("#")[2], "the sheet to be sent")
        wait_until(private.begun, "the printer to take it")
        private.command("cupsdisable", QUEUE)
        wait_until(lambda: "paused" in queue.status().reasons, "the pause to be seen")
        private.switch("slow", False)
        private.command("cupsenable", QUEUE)
        wait_until(lambda: store.state(job) is PrintState.PRINTED, "the count")
        second = store.add(picture)
        queue.wake()
        wait_until(lambda: store.state(second) is PrintState.PRINTED, "the next sheet")
        assert len(private.sheets()) == store.counted() == 2

    def test_a_queue_that_is_disabled_before_the_printer_was_reached(self, private, store, begin, picture):
        private.kill_printer()
        job = store.add(picture)
        begin(Unasked(QUEUE, private.server))
        wait_until(lambda: "#" in store.prints[job].device_job.partition("#")[2], "the sheet to be sent")
        private.command("cupsdisable", QUEUE)
        private.command("cupsenable", QUEUE)
        private.start_printer()
        ended = (PrintState.PRINTED, PrintState.IN_DOUBT)
        wait_until(lambda: store.state(job) in ended, "the end")
        assert len(private.sheets()) == store.counted()

    @pytest.mark.parametrize("booth_too", [False, True])
    def test_a_printer_that_cannot_be_asked_leaves_a_doubt(self, private, store, begin, picture, booth_too):
        """As over USB: whether the first sending came out, nobody knows."""
        with private.deaf_queue() as name:
            job = store.add(picture)
            queue = begin(CupsPrinter(name, private.server))
            wait_until(lambda: "#" in store.prints[job].device_job.partition("#")[2], "the sheet to be sent")
            wait_for_the_next_second(store.prints[job].device_job)
            if booth_too:
                queue.stop()
            private.kill_cups()
            private.start_cups()
            if booth_too:
                begin(CupsPrinter(name, private.server))
            wait_until(lambda: store.state(job) is PrintState.IN_DOUBT, "the doubt")
            assert store.counted() == 0

    def test_booth_and_cups_are_killed_together(self, private, store, printer, begin, picture):
        private.switch("slow", True)
        job = store.add(picture)
        queue = begin(printer)
        wait_until(lambda: "#" in store.prints[job].device_job.partition("#")[2], "the sheet to be sent")
        wait_until(private.begun, "the printer to take it")
        wait_for_the_next_second(store.prints[job].device_job)
        queue.stop()
        private.kill_cups()
        private.start_cups()
        begin(CupsPrinter(QUEUE, private.server))
        wait_until(
            lambda: any("taken back" in each for each in store.sentences), "the second sending to be seen"
        )
        private.switch("slow", False)
        wait_until(lambda: store.state(job) is PrintState.PRINTED, "the count")
        assert len(private.sheets()) == store.counted() == 1


def test_a_printer_whose_address_only_cups_can_resolve_is_not_offline(private):
    for name, address in (("bonjour", "Cabina._ipp._tcp.local"), ("nameless", "printer.invalid")):
        private.add_queue(name, f"ipp://{address}/ipp/print", "raw")
        assert CupsPrinter(name, private.server).status().state is PrinterState.READY
        private.command("lpadmin", "-x", name)


def test_a_queue_that_is_not_there(private, picture: Path):
    status = CupsPrinter("nowhere", private.server).status()
    assert status.state is PrinterState.ABSENT
    assert status.reasons == ("no-queue",)


def test_the_default_queue_is_found_else_the_only_one(private):
    private.add_queue("another", "file:///dev/null", "raw")
    assert find_queue(private.server) == ("", False)
    private.command("lpadmin", "-d", QUEUE)
    assert find_queue(private.server) == (QUEUE, True)
    assert find_queue(f"{private.root}/nothing.sock") == ("", False)
    private.command("lpadmin", "-x", QUEUE)
    for name in private.command("lpstat", "-e").split():
        if name != "another":
            private.command("lpadmin", "-x", name)
    assert find_queue(private.server) == ("another", False)


def wait_for_the_next_second(device_job: str) -> None:
    """CUPS's clock counts whole seconds."""
    began = float(device_job.rpartition("#")[2])
    wait_until(lambda: time.time() > began + 1, "the next second")


def _number(private: PrivateCups) -> str:
    return private.command("lpstat", "-o").split()[0].rpartition("-")[2]
