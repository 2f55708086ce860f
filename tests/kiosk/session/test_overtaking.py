"""News of a sheet or picture may come before the word that it was asked for; none of it is lost."""

from dataclasses import replace

import pytest

from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.errors import BugError
from kiosk.domain.machine import EffectFailed, Event
from kiosk.domain.model import PrintState, Progress
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.state import Failure, Screen
from tests.kiosk.session.guest import Guest
from tests.kiosk.session.test_resume import WITH_REQUEST
from tests.kiosk.worlds import named


def asked(kind: type, guest: Guest, event: Event) -> tuple[Guest, Event]:
    """The guest asked for something, and what the engine will say about it in a moment."""
    guest.slow = True
    guest.send(event)
    word = guest.outcome(guest.did(kind)[0])
    assert word is not None
    return guest, word


@pytest.mark.parametrize(
    ("end", "left"), [(PrintState.FAILED, 1), (PrintState.CANCELLED, 1), (PrintState.PRINTED, 0)]
)
def test_a_sheet_that_ends_before_it_is_known_to_be_queued_is_told_and_given_back(end: PrintState, left: int):
    guest, queued = asked(fx.PrintPicture, Guest().to_result(), ev.PrintAsked(2))
    assert isinstance(queued, ev.PrintsQueued)
    first, second = queued.jobs
    guest.send(ev.PrintMoved(first.id, PrintState.SUBMITTED)).send(ev.PrintMoved(first.id, end))
    guest.send(ev.PrintMoved(named("another guest's"), PrintState.FAILED))
    guest.send(queued)
    assert guest.session.prints == ((first.id, end), (second.id, PrintState.QUEUED))
    assert guest.session.copies_left == left


def test_a_request_that_is_refused_before_it_is_known_to_be_kept_is_told():
    guest, kept = asked(fx.MakeRequest, Guest().to_review(), ev.MakeItAsked())
    assert isinstance(kept, ev.RequestKept)
    generation = kept.request.generation_id
    guest.send(ev.GenerationMoved(generation, GenerationState.FAILED, refusal=Code.CREDITS_EXHAUSTED))
    assert guest.session.screen is Screen.REVIEW
    guest.send(kept)
    assert (guest.session.screen, guest.session.failure) == (Screen.FAILED, Failure.REFUSED)
    assert guest.session.refusal is Code.CREDITS_EXHAUSTED
    assert guest.did(fx.MakeLook)


def test_progress_that_comes_before_the_request_is_known_to_be_kept_is_shown():
    guest, kept = asked(fx.MakeRequest, Guest().to_review(), ev.MakeItAsked())
    assert isinstance(kept, ev.RequestKept)
    guest.send(ev.ProgressMoved(kept.request.generation_id, Progress.SENT, 0.5)).send(kept)
    assert (guest.session.progress, guest.session.progress_fraction) == (Progress.SENT, 0.5)


def test_news_of_what_then_failed_is_forgotten():
    guest, _ = asked(fx.PrintPicture, Guest().to_result(), ev.PrintAsked(1))
    guest.send(ev.PrintMoved(named("sheet"), PrintState.FAILED))
    guest.send(EffectFailed("PrintPicture", BugError("x"), guest.session.session_id))
    assert (guest.session.early, guest.session.copies_left) == ((), 2)


def test_a_sheet_from_before_a_power_cut_that_does_not_come_out_is_given_back():
    sheets = tuple((named(f"sheet {each}"), PrintState.SUBMITTED) for each in range(2))
    guest = Guest().send(ev.SessionFound(replace(WITH_REQUEST, prints=sheets))).send(ev.ContinueAsked())
    assert (guest.session.copies_left, guest.session.prints) == (0, sheets)
    guest.send(ev.PrintMoved(sheets[0][0], PrintState.FAILED))
    assert guest.session.copies_left == 1
    lost = Guest().send(ev.SessionFound(replace(WITH_REQUEST, prints=sheets)))
    lost.send(ev.PrintMoved(sheets[1][0], PrintState.CANCELLED)).send(ev.ContinueAsked())
    assert lost.session.copies_left == 1, "also while the guest is asked whether to go on"
