"""CUPS's word against the printer's."""

import pytest

from kiosk.domain.model import PrintState
from kiosk.printer import verdict
from kiosk.printer.ipp_device import DeviceJob
from kiosk.printer.verdict import MISSING_HISTORY, DeviceView

PENDING, PROCESSING, CANCELLED, ABORTED, COMPLETED = 3, 5, 7, 8, 9


def view(*states: int, restarted: bool = False, impressions: int | None = 1) -> DeviceView:
    jobs = (DeviceJob(number, state, impressions) for number, state in enumerate(states, start=1))
    return DeviceView(tuple(jobs), restarted)


@pytest.mark.parametrize(
    ("seen", "hints", "state"),
    [
        (view(COMPLETED), (), PrintState.PRINTED),
        (view(COMPLETED), (MISSING_HISTORY,), PrintState.PRINTED),
        (view(COMPLETED, impressions=None), (), PrintState.PRINTED),
        (view(COMPLETED, impressions=0), (), PrintState.IN_DOUBT),
        (view(PROCESSING), (), PrintState.SUBMITTED),
        (view(ABORTED, impressions=0), (), PrintState.FAILED),
        (view(ABORTED, impressions=None), (), PrintState.FAILED),
        (view(CANCELLED, impressions=1), (), PrintState.PRINTED),
        (view(CANCELLED, COMPLETED), (), PrintState.PRINTED),
        (view(), (), PrintState.PRINTED),
        (view(), (MISSING_HISTORY,), PrintState.IN_DOUBT),
        (view(restarted=True), (), PrintState.IN_DOUBT),
    ],
)
def test_completed_is_weighed_against_the_printers_own_word(seen, hints, state):
    assert verdict.when_completed(seen, hints)[0] is state


def test_a_sheet_that_came_out_twice_is_counted_once_and_said():
    for told in (
        verdict.when_completed(view(COMPLETED, COMPLETED), ()),
        verdict.when_interrupted(view(9, 9)),
    ):
        assert told is not None
        assert (told[0], told[1].endswith("2 sheets of it came out")) == (PrintState.PRINTED, True)
    assert verdict.when_completed(view(CANCELLED, COMPLETED, impressions=None), ()) == (
        PrintState.PRINTED,
        "",
    )


def test_another_sheet_that_is_under_way_is_waited_for_before_the_first_is_counted():
    for told in (
        verdict.when_completed(view(COMPLETED, PROCESSING), ()),
        verdict.when_interrupted(view(COMPLETED, PENDING)),
        verdict.when_aborted(view(COMPLETED, PROCESSING), (PrintState.CANCELLED, "")),
        verdict.when_lost(view(COMPLETED, PROCESSING)),
    ):
        assert told is not None
        assert told[0] is PrintState.SUBMITTED


@pytest.mark.parametrize(
    ("seen", "state", "sentence"),
    [
        (view(PROCESSING), PrintState.IN_DOUBT, "never ended"),
        (view(COMPLETED, PROCESSING), PrintState.PRINTED, "1 sheet of it came out, and another may"),
        (view(COMPLETED, CANCELLED, PENDING), PrintState.PRINTED, "2 sheets of it came out, and another"),
    ],
)
def test_a_job_that_the_printer_never_ends(seen, state, sentence):
    told = verdict.when_it_never_ends(seen)
    assert told[0] is state
    assert sentence in told[1]


def test_a_mute_printer_is_believed_unless_cups_doubts():
    assert verdict.when_unaskable(())[0] is PrintState.PRINTED
    assert verdict.when_unaskable((MISSING_HISTORY,))[0] is PrintState.IN_DOUBT


@pytest.mark.parametrize(
    ("seen", "state"),
    [
        (None, PrintState.IN_DOUBT),
        (view(), PrintState.IN_DOUBT),
        (view(COMPLETED), PrintState.PRINTED),
        (view(PENDING), PrintState.SUBMITTED),
    ],
)
def test_a_job_that_cups_lost(seen, state):
    assert verdict.when_lost(seen)[0] is state


def test_an_interrupted_job_is_sent_again_only_if_the_printer_never_had_it():
    assert verdict.when_interrupted(view()) is None
    assert verdict.when_interrupted(view(CANCELLED, impressions=0)) is None
    uncounted = view(CANCELLED, impressions=None)
    for doubtful in (None, view(restarted=True), view(ABORTED, impressions=0, restarted=True), uncounted):
        told = verdict.when_interrupted(doubtful)
        assert told is not None
        assert told[0] is PrintState.IN_DOUBT
    for seen, state in (
        (view(COMPLETED), PrintState.PRINTED),
        (view(CANCELLED, impressions=1), PrintState.PRINTED),
        (view(PROCESSING, restarted=True), PrintState.SUBMITTED),
        (view(COMPLETED, impressions=0), PrintState.IN_DOUBT),
    ):
        told = verdict.when_interrupted(seen)
        assert (told and told[0]) is state


def test_what_was_cancelled_too_late_is_counted_all_the_same():
    by_cups = PrintState.CANCELLED, ""
    assert verdict.when_aborted(view(COMPLETED), by_cups)[0] is PrintState.PRINTED
    assert verdict.when_aborted(view(CANCELLED, impressions=1), by_cups)[0] is PrintState.PRINTED
    assert verdict.when_aborted(view(CANCELLED, impressions=0), by_cups) == by_cups
    assert verdict.when_aborted(view(CANCELLED, impressions=None), by_cups) == by_cups
    assert verdict.when_aborted(None, by_cups) == by_cups


def test_a_sheet_that_came_out_twice_is_no_end_while_a_third_is_under_way():
    assert verdict.when_completed(view(COMPLETED, COMPLETED, PROCESSING), ())[0] is PrintState.SUBMITTED
    assert "2 sheets" in verdict.when_completed(view(COMPLETED, COMPLETED), ())[1]
