"""A guest whose picture does not come has the on-booth look, and words that are true."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contract.config import ConfigPack, Localized, PrintLayout
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.model import InterruptedSession, Link, PrintState, SyncStatus
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.state import Failure, Screen, SessionState, Shutter
from tests.kiosk.session.guest import LIMITS, Guest, booth_state
from tests.kiosk.session.test_resume import ASKED, WITH_REQUEST
from tests.kiosk.worlds import config, named, style


def interrupted(**changes: Any) -> InterruptedSession:
    return replace(WITH_REQUEST, request=replace(ASKED, **changes))


def refused(guest: Guest, why: Code | None = Code.CREDITS_EXHAUSTED) -> Guest:
    return guest.result(GenerationState.FAILED, refusal=why)


@pytest.mark.parametrize("way", [Guest.to_processing, Guest.to_ticket])
@pytest.mark.parametrize("why", [Code.CREDITS_EXHAUSTED, None])
def test_the_look_of_a_picture_that_does_not_come_can_be_printed(way, why: Code | None):
    guest = refused(way(Guest()), why).send(ev.PrintAsked(1))
    assert guest.session.screen is Screen.FAILED
    assert [(each.copies, each.with_result) for each in guest.did(fx.PrintPicture)] == [(1, False)]
    assert len(guest.did(fx.MakeRequest)) == 1, "a print of the look asks the platform for nothing"
    [(sheet, _)] = guest.session.prints
    guest.send(ev.PrintMoved(sheet, PrintState.PRINTED))
    assert guest.session.prints == ((sheet, PrintState.PRINTED),)
    guest.send(ev.PrintAsked(5))
    assert guest.session.copies_left == 0, "the limit is that of any picture"


def test_a_failure_before_any_request_prints_nothing():
    guest = refused(Guest().to_processing(), None).send(ev.RetakeAsked()).send(ev.ShutterPressed())
    guest.learn(disk_ok=False)
    assert (guest.session.screen, guest.session.failure) == (Screen.FAILED, Failure.DISK)
    guest.send(ev.PrintAsked(1))
    assert guest.did(fx.PrintPicture) == []
    assert guest.session.look_path is None, "the look of another photo is not shown for this one"


def test_a_refused_request_that_staff_asked_for_again_comes_to_the_guest_who_waits():
    guest = refused(Guest().to_processing()).result()
    assert (guest.session.screen, guest.session.result_path) == (Screen.RESULT, Path("/results/x.jpg"))
    assert (guest.session.failure, guest.session.refusal) == (None, None)
    failed = refused(Guest().to_processing(), None).result()
    assert failed.session.screen is Screen.FAILED


def leave(guest: Guest) -> Guest:
    return guest.send(ev.LeaveAsked())


def another_guest(guest: Guest) -> Guest:
    return leave(guest).send(ev.Touched()).send(ev.Touched()).send(ev.ConsentGiven())


def another_picture(guest: Guest) -> Guest:
    return guest.send(ev.AnotherAsked()).send(ev.StyleChosen(named("ink")))


GONE_ON: dict[str, Callable[[Guest], Guest]] = {
    "gallery": lambda guest: guest.send(ev.AnotherAsked()),
    "camera": another_picture,
    "review": lambda guest: another_picture(guest).shoot(),
    "waiting for another": lambda guest: another_picture(guest).shoot().send(ev.MakeItAsked()),
    "another's result": lambda guest: another_picture(guest).shoot().send(ev.MakeItAsked()).result(),
    "nobody": lambda guest: leave(guest).pass_time(17),
    "consent of the next guest": lambda guest: leave(guest).send(ev.Touched()).send(ev.Touched()),
    "gallery of the next guest": another_guest,
    "next guest waits": lambda guest: (
        another_guest(guest).send(ev.StyleChosen(named("ink"))).shoot().send(ev.MakeItAsked())
    ),
    "next guest is refused, too": lambda guest: refused(
        another_guest(guest).send(ev.StyleChosen(named("ink"))).shoot().send(ev.MakeItAsked())
    ),
}


@pytest.mark.parametrize("where", GONE_ON)
@pytest.mark.parametrize("state", [GenerationState.FAILED, GenerationState.READY, GenerationState.ERASED])
def test_whoever_is_at_the_booth_is_told_nothing_of_a_picture_that_was_left_behind(where, state):
    guest = Guest().to_ticket()
    request = guest.session.request
    assert request is not None
    GONE_ON[where](guest)
    before, done = guest.session, len(guest.effects)
    why = Code.CREDITS_EXHAUSTED if state is GenerationState.FAILED else None
    guest.send(ev.GenerationMoved(request.generation_id, state, Path("/results/x.jpg"), why))
    assert (guest.session, guest.effects[done:]) == (before, [])


def test_a_guest_who_says_goodbye_is_told_and_has_time_to_read_it():
    guest = leave(Guest().to_ticket()).pass_time(15)
    refused(guest)
    assert guest.session.screen is Screen.GOODBYE
    assert guest.session.request is not None
    assert guest.session.request.refusal is Code.CREDITS_EXHAUSTED
    assert guest.pass_time(15).session.screen is Screen.GOODBYE
    granted = guest.result().session.request
    assert granted is not None and granted.refusal is None
    assert guest.pass_time(17).session == SessionState()


@pytest.mark.parametrize("late", [False, True], ids=["before the crash", "while asked to continue"])
def test_after_a_restart_the_reason_is_told_and_the_look_is_made_anew(late: bool):
    known = None if late else Code.EVENT_PAUSED
    state = GenerationState.AWAITING_PHOTO if late else GenerationState.FAILED
    guest = Guest().send(ev.SessionFound(interrupted(state=state, refusal=known)))
    if late:
        refused(guest, Code.EVENT_PAUSED)
    guest.send(ev.ContinueAsked())
    assert (guest.session.failure, guest.session.refusal) == (Failure.REFUSED, Code.EVENT_PAUSED)
    assert guest.session.look_path == Path("/looks/x.jpg")
    assert len(guest.send(ev.PrintAsked(1)).did(fx.PrintPicture)) == 1


@pytest.mark.parametrize("state", [GenerationState.FAILED, GenerationState.CANCELLED])
def test_a_picture_that_ended_before_the_restart_is_not_waited_for(state: GenerationState):
    guest = Guest().send(ev.SessionFound(interrupted(state=state))).send(ev.ContinueAsked())
    assert (guest.session.screen, guest.session.failure) == (Screen.FAILED, Failure.GENERATION)


# --- an event with one style -------------------------------------------------------------------------

PAID = SyncStatus(link=Link.ONLINE, lease_left=100)


def one_style(sync: SyncStatus = PAID, layout: PrintLayout = PrintLayout.SINGLE):
    pack = ConfigPack(id=named("pack"), slug="pack", name=Localized(es="p"), styles=(style("ink"),))
    return booth_state(config=config(LIMITS, packs=(pack,), layouts=(layout,)), sync=sync)


@pytest.mark.parametrize("layout", list(PrintLayout))
def test_one_style_skips_the_gallery(layout: PrintLayout):
    guest = Guest(one_style(layout=layout)).to_consent()
    guest.slow = True
    guest.send(ev.ConsentGiven())
    guest.answer(guest.did(fx.RecordConsent)[0])
    assert (guest.session.screen, guest.session.awaiting) == (Screen.CONSENT, "RecordStyle")
    guest.answer(guest.did(fx.RecordStyle)[0])
    chosen = (guest.session.screen, guest.session.style_id, guest.session.layout, guest.session.copies_left)
    assert chosen == (Screen.CAMERA, named("ink"), layout, LIMITS.copies)


def test_another_picture_of_the_one_style_begins_at_the_camera():
    guest = Guest(one_style()).to_gallery().shoot().send(ev.MakeItAsked()).result()
    guest.send(ev.PrintAsked(2)).send(ev.AnotherAsked())
    assert (guest.session.screen, guest.session.shots, guest.session.request) == (Screen.CAMERA, (), None)
    assert (guest.session.copies_left, guest.session.prints) == (LIMITS.copies, ())
    assert guest.shoot().send(ev.MakeItAsked()).session.screen is Screen.PROCESSING
    assert len(guest.did(fx.RecordStyle)) == 1


def test_there_is_no_way_back_to_a_gallery_that_was_skipped():
    guest = Guest(one_style()).to_gallery()
    assert guest.send(ev.BackAsked()).session.screen is Screen.CAMERA
    guest.send(ev.ShutterPressed()).send(ev.BackAsked())
    assert (guest.session.screen, guest.session.shutter) == (Screen.CAMERA, Shutter.AIMING)
    assert guest.shoot().send(ev.BackAsked()).session.screen is Screen.REVIEW


@pytest.mark.parametrize("link", [Link.ONLINE, Link.OFFLINE])
def test_what_cannot_be_paid_is_said_before_the_shot_even_of_one_style(link: Link):
    unpaid = SyncStatus(link=link, lease_left=99, pool=0)
    guest = Guest(one_style(unpaid)).to_gallery()
    assert guest.session.screen is Screen.GALLERY
    guest.send(ev.StyleChosen(named("ink"))).send(ev.BackAsked())
    assert guest.session.screen is Screen.GALLERY
    assert guest.did(fx.TakeShot) == []
