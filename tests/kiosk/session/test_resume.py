"""The guest is asked 'continue?' after a power cut (X2)."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from contract.sync import GenerationState
from kiosk.domain.framing import LANDSCAPE, STRIP
from kiosk.domain.model import Funding, InterruptedSession, Language, Link, PrintState, SyncStatus
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.state import Failure, Screen, SessionState
from tests.kiosk.session.guest import Guest, booth_state, request, shot
from tests.kiosk.worlds import config, named

SESSION = named("session")


def interrupted(**changes) -> InterruptedSession:
    fields: dict[str, Any] = {
        "session_id": SESSION,
        "language": "en",
        "consented": True,
        "style_id": None,
        "layout": "",
        "shots": (),
        "request": None,
        "prints": (),
    }
    return InterruptedSession(**(fields | changes))


@dataclass
class Case:
    found: InterruptedSession
    screen: Screen
    booth_state: object = field(default_factory=booth_state)


SHOTS = (shot(SESSION, 0),)
STRIP_SHOTS = tuple(shot(SESSION, index, STRIP) for index in range(3))
ASKED = replace(request(SESSION), shot_id=SHOTS[0].id)
WITH_REQUEST = interrupted(style_id=named("ink"), layout="single", shots=SHOTS, request=ASKED)


@pytest.mark.parametrize(
    "case",
    [
        Case(interrupted(), Screen.GALLERY),
        Case(interrupted(consented=False), Screen.CONSENT),
        Case(interrupted(style_id=named("ink"), layout="single"), Screen.CAMERA),
        Case(interrupted(style_id=named("gone"), layout="single", shots=SHOTS), Screen.GALLERY),
        Case(interrupted(style_id=named("ink"), layout="single", shots=SHOTS), Screen.REVIEW),
        Case(interrupted(style_id=named("ink"), layout="strip", shots=STRIP_SHOTS[:2]), Screen.CAMERA),
        Case(interrupted(style_id=named("ink"), layout="strip", shots=STRIP_SHOTS), Screen.REVIEW),
        Case(interrupted(style_id=named("ink"), layout="strip", shots=SHOTS), Screen.CAMERA),
        Case(WITH_REQUEST, Screen.PROCESSING),
        Case(WITH_REQUEST, Screen.TICKET, booth_state(sync=SyncStatus(link=Link.OFFLINE))),
        Case(replace(WITH_REQUEST, request=replace(ASKED, funding=Funding.UNFUNDED)), Screen.TICKET),
        Case(replace(WITH_REQUEST, request=replace(ASKED, state=GenerationState.FAILED)), Screen.FAILED),
        Case(
            replace(
                WITH_REQUEST,
                request=replace(ASKED, state=GenerationState.READY, result_path=Path("/results/x.jpg")),
            ),
            Screen.RESULT,
        ),
    ],
)
def test_continue_goes_to_where_the_guest_was(case):
    guest = Guest(case.booth_state).send(ev.SessionFound(case.found))
    assert (guest.session.screen, guest.session.language) == (Screen.RESUME, Language.EN)
    guest.send(ev.ContinueAsked())
    assert guest.session.screen is case.screen
    assert guest.session.session_id == SESSION
    assert guest.did(fx.MakeRequest) == []


def test_the_way_goes_on_from_there():
    guest = Guest().send(
        ev.SessionFound(interrupted(style_id=named("ink"), layout="strip", shots=STRIP_SHOTS[:2]))
    )
    guest.send(ev.ContinueAsked()).shoot()
    assert [each.index for each in guest.session.shots] == [0, 1, 2]
    guest.send(ev.MakeItAsked()).result()
    assert guest.session.screen is Screen.RESULT
    assert guest.did(fx.BeginSession) == []


def test_a_wide_photo_is_still_wide():
    wide = interrupted(style_id=named("ink"), layout="single", shots=(shot(SESSION, 0, LANDSCAPE),))
    guest = Guest().send(ev.SessionFound(wide)).send(ev.ContinueAsked())
    assert (guest.session.screen, guest.session.framing) == (Screen.REVIEW, LANDSCAPE)


def test_of_a_strip_the_missing_shot_is_taken_wherever_it_is():
    taken = (STRIP_SHOTS[0], STRIP_SHOTS[2])
    guest = Guest().send(ev.SessionFound(interrupted(style_id=named("ink"), layout="strip", shots=taken)))
    guest.send(ev.ContinueAsked()).shoot()
    assert [each.index for each in guest.session.shots] == [0, 1, 2]
    assert (guest.session.shots[0], guest.session.hero) == taken


@pytest.mark.parametrize("event", [ev.StartOverAsked(), ev.LeaveAsked(), None])
def test_or_it_is_let_go(event):
    guest = Guest().send(ev.SessionFound(interrupted(style_id=named("ink"))))
    if event is None:
        guest.pass_time(61)
    else:
        guest.send(event)
    assert guest.session == SessionState()
    assert guest.did(fx.EndSession)[0].session_id == SESSION


def test_copies_already_printed_count():
    guest = Guest(booth_state(sync=SyncStatus(link=Link.OFFLINE))).send(
        ev.SessionFound(replace(WITH_REQUEST, prints=((named("sheet"), PrintState.PRINTED),)))
    )
    guest.send(ev.ContinueAsked()).send(ev.PrintAsked(2))
    assert guest.did(fx.PrintPicture)[0].copies == 1


def test_a_result_that_comes_while_the_guest_is_asked_is_not_missed():
    guest = Guest().send(ev.SessionFound(WITH_REQUEST)).result()
    assert guest.session.screen is Screen.RESUME
    assert guest.send(ev.ContinueAsked()).session.screen is Screen.RESULT
    guest = Guest().send(ev.SessionFound(WITH_REQUEST)).result(GenerationState.FAILED)
    assert guest.send(ev.ContinueAsked()).session.failure is Failure.GENERATION


def test_somebody_who_is_here_already_is_not_asked():
    guest = Guest().to_gallery()
    before = guest.session
    assert guest.send(ev.SessionFound(interrupted())).session == before
    closed = Guest(booth_state(config=config(event=None))).send(ev.SessionFound(interrupted()))
    assert closed.session.screen is not Screen.RESUME
