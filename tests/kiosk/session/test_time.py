"""A guest who walks away does not block the booth (G1), and closed is closed (G9)."""

from datetime import timedelta

import pytest

from contract.config import EventState, Limits
from contract.sync import GenerationState
from kiosk.domain.booth_state import BoothState
from kiosk.domain.machine import Ticked
from kiosk.domain.model import CameraState, CameraStatus, Link, SyncStatus
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.closed import closed_reason
from kiosk.session.state import ClosedReason, Screen, SessionState
from tests.kiosk.session.guest import LIMITS, Guest, booth_state
from tests.kiosk.worlds import WHEN, config, event

OFFLINE = booth_state(sync=SyncStatus(link=Link.OFFLINE))

WAYS = {
    Screen.CONSENT: Guest.to_consent,
    Screen.GALLERY: Guest.to_gallery,
    Screen.CAMERA: Guest.to_camera,
    Screen.REVIEW: Guest.to_review,
    Screen.PROCESSING: Guest.to_processing,
    Screen.TICKET: Guest.to_ticket,
    Screen.RESULT: Guest.to_result,
    Screen.FAILED: lambda guest: guest.to_processing().result(GenerationState.FAILED),
    Screen.DECLINED: lambda guest: guest.to_consent().send(ev.ConsentRefused()),
    Screen.GOODBYE: lambda guest: guest.to_result().send(ev.LeaveAsked()),
}


@pytest.mark.parametrize("screen", WAYS)
def test_every_screen_ends_by_itself(screen):
    guest = WAYS[screen](Guest())
    assert guest.session.screen is screen
    asked = False
    for _ in range(600):
        guest.pass_time(1, pace=0.5)
        asked = asked or guest.session.asking_still_there
        if guest.session.screen is Screen.ATTRACT:
            break
    assert guest.session == SessionState()
    assert asked or screen in (Screen.DECLINED, Screen.GOODBYE)
    assert len(guest.did(fx.EndSession)) == 1


@pytest.mark.parametrize("screen", WAYS)
def test_every_screen_can_be_left(screen):
    guest = WAYS[screen](Guest())
    for _ in range(3):
        guest.send(ev.LeaveAsked())
    assert guest.session == SessionState()
    assert len(guest.did(fx.EndSession)) == 1


def test_the_warning_comes_before_the_end_and_any_touch_is_an_answer():
    guest = Guest().to_gallery().pass_time(44)
    assert not guest.session.asking_still_there
    guest.pass_time(2)
    assert guest.session.asking_still_there
    guest.send(ev.StillHere())
    assert not guest.session.asking_still_there
    guest.pass_time(46).send(ev.StyleChosen(config().packs[0].styles[0].id))
    assert (guest.session.screen, guest.session.asking_still_there) == (Screen.CAMERA, False)


def test_a_short_limit_still_leaves_time_before_the_warning():
    limits = Limits(idle_seconds=5, idle_warning_seconds=60)
    guest = Guest(booth_state(config=config(limits))).to_gallery().pass_time(2)
    assert not guest.session.asking_still_there
    assert guest.pass_time(1).session.asking_still_there


def test_a_pose_is_not_interrupted():
    limits = Limits(idle_seconds=5, countdown_seconds=15, idle_warning_seconds=3)
    guest = Guest(booth_state(config=config(limits))).to_camera().send(ev.ShutterPressed())
    for _ in range(29):
        guest.pass_time(0.5)
        assert not guest.session.asking_still_there
    assert guest.session.screen is Screen.CAMERA


@pytest.mark.parametrize(
    ("screen", "outcome"),
    [(Screen.GALLERY, "timed_out"), (Screen.RESULT, "finished"), (Screen.TICKET, "finished"),
     (Screen.FAILED, "failed")],
)  # fmt: skip
def test_how_a_session_ended_is_recorded(screen, outcome):
    guest = WAYS[screen](Guest()).pass_time(200, pace=1)
    assert guest.did(fx.EndSession)[0].outcome == outcome


def test_a_store_that_never_answers_does_not_keep_the_booth_busy_forever():
    for way in (Guest.send, Guest.to_review):
        guest = Guest()
        if way is Guest.to_review:
            guest.to_review()
        guest.slow = True
        guest.send(ev.MakeItAsked() if way is Guest.to_review else ev.Touched())
        assert guest.session.busy
        guest.pass_time(100, pace=1)
        assert guest.session == SessionState()


# --- closed ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("around", "reason"),
    [
        (booth_state(), None),
        (booth_state(disk_ok=False), ClosedReason.DISK),
        (BoothState(), ClosedReason.NOT_ENROLLED),
        (BoothState(enrolled=True), ClosedReason.NO_EVENT),
        (booth_state(config=config(event=None)), ClosedReason.NO_EVENT),
        (booth_state(config=config(packs=())), ClosedReason.NO_EVENT),
        (booth_state(config=config(event=event(EventState.DRAFT))), ClosedReason.NOT_BEGUN),
        (booth_state(config=config(event=event(EventState.PAUSED))), ClosedReason.PAUSED),
        (booth_state(config=config(event=event(EventState.ENDED))), ClosedReason.ENDED),
        (booth_state(config=config(event=event(EventState.EXHAUSTED))), ClosedReason.EXHAUSTED),
        (booth_state(paused_here=True), ClosedReason.PAUSED),
        (booth_state(camera=CameraStatus(CameraState.LOST)), ClosedReason.CAMERA),
        (booth_state(camera=CameraStatus(CameraState.ABSENT)), ClosedReason.CAMERA),
        (booth_state(camera=CameraStatus(CameraState.STARTING)), None),
        (booth_state(disk_ok=False, paused_here=True), ClosedReason.DISK),
    ],
)
def test_why_the_booth_is_closed(around, reason):
    assert closed_reason(around, WHEN) is reason
    guest = Guest(around).send(Ticked())
    assert guest.session.closed is reason
    assert (guest.session.screen is Screen.CLOSED) is (reason is not None)
    guest.send(ev.Touched())
    assert (guest.session.screen is Screen.CONSENT) is (reason is None)


def test_an_offline_booth_opens_and_closes_by_the_snapshots_dates():
    party = event(EventState.SCHEDULED, starts_at=WHEN + timedelta(hours=1))
    guest = Guest(booth_state(config=config(LIMITS, event=party))).send(Ticked())
    assert guest.session.closed is ClosedReason.NOT_BEGUN
    guest.wall += timedelta(hours=1)
    assert guest.send(Ticked()).session.screen is Screen.ATTRACT
    guest.wall += timedelta(hours=6)
    assert guest.send(Ticked()).session.closed is ClosedReason.ENDED


def test_a_guest_is_not_thrown_out_by_a_closed_reason():
    paused = booth_state(paused_here=True)
    guest = Guest().to_gallery().learn(booth_state=paused)
    assert guest.session.screen is Screen.GALLERY
    guest.send(ev.LeaveAsked())
    assert guest.session.closed is ClosedReason.PAUSED


def test_the_closed_screen_opens_by_itself():
    guest = Guest(booth_state(camera=CameraStatus(CameraState.LOST))).send(Ticked())
    assert guest.learn().session == SessionState()


@pytest.mark.parametrize("reason", ["paused_here", "disk", "camera", "event"])
def test_a_touch_on_the_closed_screen_has_everything_looked_at_again(reason: str):
    around = {
        "paused_here": booth_state(paused_here=True),
        "disk": booth_state(disk_ok=False),
        "camera": booth_state(camera=CameraStatus(CameraState.ABSENT)),
        "event": booth_state(config=config(event=event(EventState.EXHAUSTED))),
    }[reason]
    guest = Guest(around).send(Ticked())
    guest.send(ev.Touched())
    assert guest.effects == [fx.LookAgain()]
    assert guest.session.screen is Screen.CLOSED
