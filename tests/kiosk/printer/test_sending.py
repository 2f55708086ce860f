"""Is CUPS sending this sheet for the first time?"""

import time

import pytest

from kiosk.printer.ipp_device import DeviceJob
from kiosk.printer.sending import Sending
from kiosk.printer.verdict import DeviceView

PROCESSING, CANCELLED, COMPLETED = 5, 7, 9
UP_SINCE = 500.0


def printer(*jobs: DeviceJob, up_since: float = UP_SINCE) -> DeviceView:
    return DeviceView(jobs, restarted=False, up_since=up_since)


def seen(began: float = 1000.0, run: str = "run 1", *jobs: DeviceJob) -> Sending:
    sending = Sending.named("urn:uuid:1#cabina 1")
    sending.seen(began, run, printer(*jobs) if jobs else None)
    return sending


def from_before(began: float = 1000.0) -> Sending:
    return Sending.named(f"urn:uuid:1#cabina 1#{began:.0f}")


@pytest.mark.parametrize("name", ["urn:uuid:1#cabina 1", "urn:uuid:1#cabina 1#1000"])
def test_what_is_known_is_in_the_durable_name(name: str):
    sending = Sending.named(name)
    assert sending.name == name
    assert sending.of_an_earlier_run is name.endswith("1000")
    sending.seen(1010, "run 1")
    assert sending.name == "urn:uuid:1#cabina 1#1010"


class TestAnother:
    def test_by_its_beginning(self):
        assert seen().is_another(1001, "run 1")
        assert from_before().is_another(1001, "run 1")
        assert not seen().is_another(1000, "run 1")
        assert not Sending.named("urn:uuid:1#cabina 1").is_another(1000, "run 1")

    def test_in_the_same_second_by_the_run_of_cups(self):
        now = float(int(time.time()))
        assert seen(now).is_another(now, "run 2")
        assert not seen(now).is_another(now, "run 1")
        assert not from_before(now).is_another(now, "run 2"), "which run began it is not known"

    def test_a_later_run_of_some_cups_is_no_sending(self):
        assert not seen(1000).is_another(1000, "run 2")


class TestPrinterThatCannotBeAsked:
    def test_a_cups_that_was_not_stopped_tries_again_because_its_driver_failed(self):
        assert not seen().is_repeated_unseen(1010, "run 1")

    def test_a_cups_that_was_stopped_repeats_it(self):
        assert seen().is_repeated_unseen(1010, "run 2")
        assert not seen().is_repeated_unseen(1000, "run 2")

    @pytest.mark.parametrize("run", ["run 1", ""], ids=["this machine's CUPS", "another machine's"])
    def test_a_booth_that_was_stopped_takes_it_for_repeated(self, run: str):
        assert from_before().is_repeated_unseen(1010, run)
        assert not from_before().is_repeated_unseen(1000, run)


ENDED_WITHOUT = DeviceJob(1, CANCELLED, 0)
MAY_HAVE_COME_OUT = [
    (DeviceJob(1, PROCESSING, 0),),
    (DeviceJob(1, CANCELLED, None),),
    (DeviceJob(1, CANCELLED, 1),),
    (DeviceJob(1, COMPLETED, None),),
    (DeviceJob(2, CANCELLED, 0),),
    (),
]


class TestPrinterThatIsAsked:
    @pytest.mark.parametrize("jobs", MAY_HAVE_COME_OUT)
    def test_its_first_job_is_known_by_number(self, jobs: tuple[DeviceJob, ...]):
        first = seen(1000, "run 1", DeviceJob(1, PROCESSING, 0))
        assert first.is_repeated(1010, "run 1", printer(*jobs))

    def test_after_one_that_came_to_nothing_the_next_is_the_first(self):
        sending = seen(1000, "run 1", DeviceJob(1, PROCESSING, 0))
        view = printer(ENDED_WITHOUT, DeviceJob(2, PROCESSING, 0))
        assert not sending.is_repeated(1010, "run 1", view)
        sending.seen(1010, "run 2", view)
        assert (sending.began, sending.run, sending.number) == (1010, "run 2", 2)

    def test_two_jobs_in_hand_are_one_too_many(self):
        jobs = DeviceJob(1, PROCESSING, 0), DeviceJob(2, PROCESSING, 0)
        assert seen().is_repeated(1000, "run 1", printer(*jobs))

    def test_whatever_it_has_from_before_the_booths_start_counts(self):
        assert from_before().is_repeated(1010, "run 1", printer(DeviceJob(1, PROCESSING, 0)))
        assert not from_before().is_repeated(1010, "run 1", printer(ENDED_WITHOUT))
        assert not from_before().is_repeated(1000, "run 1", printer(DeviceJob(1, PROCESSING, 0)))

    def test_while_no_number_is_known_its_clock_tells(self):
        for created_at, repeated in ((497, True), (498, False), (510, False), (None, False)):
            view = printer(DeviceJob(1, PROCESSING, 0, created_at))
            assert seen(990).is_repeated(1000, "run 1", view) is repeated, created_at
        without_clock = printer(DeviceJob(1, PROCESSING, 0, 497), up_since=0.0)
        assert not seen().is_repeated(1000, "run 1", without_clock)

    def test_once_a_number_is_known_its_clock_does_not_matter(self):
        first = seen(1000, "run 1", DeviceJob(1, PROCESSING, 0))
        assert not first.is_repeated(1000, "run 1", printer(DeviceJob(1, PROCESSING, 0, 1)))

    def test_a_printer_that_has_nothing_yet_gives_no_number(self):
        sending = Sending.named("urn:uuid:1#cabina 1")
        sending.seen(1000, "run 1", printer())
        assert (sending.began, sending.number) == (1000, 0)


def test_a_sheet_of_which_nothing_came_begins_anew():
    sending = seen(1000, "run 1", DeviceJob(1, PROCESSING, 0))
    sending.held = sending.taken_back = True
    assert sending.is_interrupted(1000)
    sending.release(1000)
    assert not sending.is_interrupted(1000)
    assert (sending.began, sending.number, sending.held, sending.taken_back) == (0, 0, False, False)
    assert sending.is_interrupted(1010)
