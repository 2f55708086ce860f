"""The guest's way, G1 to G9."""

from pathlib import Path
from uuid import uuid4

import pytest

from contract.config import PrintLayout
from contract.problem import Code
from contract.sync import GenerationState
from kiosk.domain.errors import BugError, CameraError, DiskError
from kiosk.domain.machine import EffectFailed, PlaySound
from kiosk.domain.model import (
    CameraState,
    CameraStatus,
    Funding,
    Language,
    Link,
    PrinterState,
    PrinterStatus,
    PrintState,
    Progress,
    SyncStatus,
)
from kiosk.session import effects as fx
from kiosk.session import events as ev
from kiosk.session.state import Failure, Screen, SessionState, Shutter
from tests.kiosk.session.guest import LIMITS, Guest, booth_state
from tests.kiosk.worlds import config, named

OFFLINE = SyncStatus(link=Link.OFFLINE)


def outcome(guest: Guest) -> str:
    [end] = guest.did(fx.EndSession)
    return end.outcome


def test_the_whole_way_to_a_print_and_goodbye():
    guest = Guest().to_result()
    assert guest.session.screen is Screen.RESULT
    assert guest.session.result_path == Path("/results/x.jpg")
    guest.send(ev.PrintAsked(2)).send(ev.LeaveAsked())
    assert guest.session.screen is Screen.GOODBYE
    assert guest.session.request is not None, "its code is shown once more"
    guest.pass_time(16.1)
    assert guest.session == SessionState()
    durable = [type(effect) for effect in guest.effects if not isinstance(effect, PlaySound | fx.ShowPreview)]
    assert durable == [
        fx.BeginSession, fx.RecordConsent, fx.RecordStyle, fx.TakeShot, fx.MakeRequest, fx.MakeLook,
        fx.PrintPicture, fx.EndSession,
    ]  # fmt: skip
    assert outcome(guest) == "finished"


def test_screens_move_only_when_what_they_stand_on_is_durable():
    guest = Guest()
    guest.slow = True
    for event, screen in (
        (ev.Touched(), Screen.ATTRACT),
        (ev.ConsentGiven(), Screen.CONSENT),
        (ev.StyleChosen(named("ink")), Screen.GALLERY),
    ):
        guest.waiting.clear()
        guest.send(event)
        assert (guest.session.screen, guest.session.busy) == (screen, True)
        before = guest.session
        guest.send(event)  # a second, impatient touch
        assert guest.session.screen is before.screen
        [durable] = [each for each in guest.waiting if not isinstance(each, PlaySound)]
        guest.answer(durable)
        assert not guest.session.busy
    assert guest.session.screen is Screen.CAMERA


def test_refusing_ends_politely_and_takes_no_photo():
    guest = Guest().to_consent().send(ev.ConsentRefused())
    assert guest.session.screen is Screen.DECLINED
    assert guest.session.session_id is None
    guest.pass_time(8.1)
    assert guest.session.screen is Screen.ATTRACT
    assert outcome(guest) == "declined"
    assert guest.did(fx.TakeShot) == []


def test_the_consents_version_is_kept():
    assert Guest().to_gallery().did(fx.RecordConsent)[0].version == "7"


def test_a_style_the_event_does_not_offer_is_not_chosen():
    guest = Guest().to_gallery()
    for event in (ev.StyleChosen(uuid4()), ev.StyleChosen(named("ink"), PrintLayout.STRIP)):
        if event.layout is PrintLayout.STRIP:
            guest.learn(config=config(LIMITS, layouts=(PrintLayout.SINGLE,)))
        guest.send(event)
        assert guest.session.screen is Screen.GALLERY
    assert guest.did(fx.RecordStyle) == []


def test_the_countdown_is_heard_and_the_photo_comes_at_its_end():
    guest = Guest().to_camera().send(ev.ShutterPressed())
    guest.slow = True
    assert guest.session.shutter_deadline == guest.now + 3
    guest.pass_time(2.9)
    assert guest.session.shutter is Shutter.COUNTDOWN and guest.did(fx.TakeShot) == []
    guest.pass_time(0.2)
    assert guest.session.shutter is Shutter.TAKING
    sounds = [sound.name for sound in guest.did(PlaySound)]
    assert sounds[-4:] == ["tick", "tick", "tick", "shutter"]


def test_the_price_is_the_styles_and_is_fixed_here():
    guest = Guest().to_camera(style="oil").shoot().send(ev.MakeItAsked())
    assert guest.did(fx.MakeRequest)[0].price == 150


def test_back_loses_nothing():
    guest = Guest().to_camera().send(ev.BackAsked())
    assert guest.session.screen is Screen.GALLERY
    guest = Guest().to_camera().send(ev.ShutterPressed()).send(ev.BackAsked())
    assert (guest.session.screen, guest.session.shutter) == (Screen.CAMERA, Shutter.AIMING)
    guest = Guest().to_review().send(ev.BackAsked())
    kept = guest.session.shots
    guest.send(ev.StyleChosen(named("oil")))
    assert (guest.session.screen, guest.session.shots) == (Screen.REVIEW, kept)
    guest.send(ev.BackAsked()).send(ev.StyleChosen(named("oil"), PrintLayout.STRIP))
    assert (guest.session.screen, guest.session.shots) == (Screen.CAMERA, ())  # a strip is framed otherwise
    guest.shoot().send(ev.BackAsked()).send(ev.StyleChosen(named("ink"), PrintLayout.SINGLE))
    assert (guest.session.screen, guest.session.shots) == (Screen.CAMERA, ())
    guest = Guest().to_consent().send(ev.BackAsked())
    assert guest.session.screen is Screen.ATTRACT


# --- the picture comes, late, or never ---------------------------------------------------------------


def test_true_progress_never_goes_back():
    guest = Guest().to_processing()
    assert guest.session.request is not None
    generation_id = guest.session.request.generation_id
    for progress, fraction in ((Progress.SENT, 0.5), (Progress.MAKING, 0.0), (Progress.SENT, 1.0)):
        guest.send(ev.ProgressMoved(generation_id, progress, fraction))
    assert (guest.session.progress, guest.session.progress_fraction) == (Progress.MAKING, 0.0)
    guest.send(ev.ProgressMoved(uuid4(), Progress.READY, 1.0))
    assert guest.session.progress is Progress.MAKING


@pytest.mark.parametrize(
    ("around", "funding"),
    [(booth_state(sync=OFFLINE), Funding.LEASED),
     (booth_state(sync=SyncStatus(link=Link.REFUSED)), Funding.LEASED),
     (booth_state(), Funding.UNFUNDED)],
)  # fmt: skip
def test_offline_or_unfunded_the_ticket_comes_at_once(around, funding):
    guest = Guest(around, funding).to_processing()
    assert guest.session.screen is Screen.TICKET
    assert guest.session.request is not None
    assert guest.session.look_path == Path("/looks/x.jpg")


def test_late_or_cut_off_the_processing_screen_gives_way_to_the_ticket():
    guest = Guest().to_processing().pass_time(44)
    assert guest.session.screen is Screen.PROCESSING
    assert guest.pass_time(2).session.screen is Screen.TICKET
    guest = Guest().to_processing().learn(sync=OFFLINE)
    assert guest.session.screen is Screen.TICKET
    guest = Guest().to_processing().send(ev.LeaveAsked())
    assert guest.session.screen is Screen.TICKET  # a guest never leaves without the picture's address


def test_a_result_that_comes_on_the_ticket_screen_is_shown():
    guest = Guest().to_ticket().result()
    assert guest.session.screen is Screen.RESULT
    assert "success" in [sound.name for sound in guest.did(PlaySound)]


def test_the_ticket_prints_the_look_and_the_result_the_picture_within_one_limit():
    guest = Guest(booth_state(sync=OFFLINE)).to_ticket().send(ev.PrintAsked(1))
    assert guest.session.copies_left == 1
    guest.result().send(ev.PrintAsked(5)).send(ev.PrintAsked(1))
    assert [(each.copies, each.with_result) for each in guest.did(fx.PrintPicture)] == [(1, False), (1, True)]
    assert guest.session.copies_left == 0
    first, _ = guest.session.prints
    guest.send(ev.PrintMoved(first[0], PrintState.PRINTED))
    assert guest.session.prints[0] == (first[0], PrintState.PRINTED)


def test_nothing_is_printed_without_a_printer_and_nothing_twice_at_once():
    guest = Guest(booth_state(printer=PrinterStatus(PrinterState.ABSENT))).to_result().send(ev.PrintAsked(1))
    assert guest.did(fx.PrintPicture) == []
    guest = Guest().to_result()
    guest.slow = True
    guest.send(ev.PrintAsked(1)).send(ev.PrintAsked(1))
    assert len(guest.did(fx.PrintPicture)) == 1
    guest.send(EffectFailed("PrintPicture", BugError("x"), guest.session.session_id))
    assert (guest.session.printing, guest.session.copies_left, guest.session.screen) == (
        False,
        2,
        Screen.RESULT,
    )


def test_a_print_that_cannot_be_made_is_told_until_it_is_tried_again():
    guest = Guest().to_result()
    guest.slow = True
    guest.send(ev.PrintAsked(1))
    guest.send(EffectFailed("PrintPicture", BugError("x"), guest.session.session_id))
    assert guest.session.print_failed
    guest.slow = False
    guest.send(ev.PrintAsked(1))
    assert not guest.session.print_failed
    assert len(guest.session.prints) == 1


def test_a_failed_print_of_the_picture_before_is_not_told_of_the_next():
    guest = Guest().to_result()
    guest.slow = True
    guest.send(ev.PrintAsked(1)).send(ev.AnotherAsked())
    guest.send(EffectFailed("PrintPicture", BugError("x"), guest.session.session_id))
    assert not guest.session.print_failed


@pytest.mark.parametrize(
    ("end", "again"),
    [(PrintState.FAILED, 1), (PrintState.CANCELLED, 1), (PrintState.IN_DOUBT, 0), (PrintState.PRINTED, 0)],
)
def test_a_sheet_that_surely_did_not_come_out_may_be_asked_for_again(end: PrintState, again: int):
    guest = Guest().to_result().send(ev.PrintAsked(2))
    lost = guest.session.prints[0][0]
    for _ in range(2):
        guest.send(ev.PrintMoved(lost, end))
    assert guest.session.copies_left == again
    guest.send(ev.PrintAsked(2))
    assert len(guest.did(fx.PrintPicture)) == 1 + again
    assert (lost in dict(guest.session.prints)) is (again == 0)


def test_a_look_that_cannot_be_made_leaves_the_photo():
    guest = Guest(booth_state(sync=OFFLINE)).to_review()
    guest.slow = True
    guest.send(ev.MakeItAsked())
    guest.answer(guest.did(fx.MakeRequest)[0])
    guest.send(EffectFailed("MakeLook", BugError("no such look")))
    assert guest.session.hero is not None
    assert guest.session.look_path == guest.session.hero.path
    assert guest.session.screen is Screen.TICKET


@pytest.mark.parametrize("refusal", [Code.CREDITS_EXHAUSTED, None])
def test_a_failed_picture_offers_another_style_of_the_same_photo(refusal):
    guest = Guest().to_processing().result(GenerationState.FAILED, refusal=refusal)
    assert guest.session.failure is (Failure.REFUSED if refusal else Failure.GENERATION)
    assert guest.session.refusal is refusal
    kept = guest.session.shots
    guest.send(ev.AnotherAsked())
    assert (guest.session.screen, guest.session.failure) == (Screen.GALLERY, None)
    guest.send(ev.StyleChosen(named("oil")))
    assert (guest.session.screen, guest.session.shots) == (Screen.REVIEW, kept)
    guest.send(ev.MakeItAsked())
    assert guest.session.screen is Screen.PROCESSING
    assert len(guest.did(fx.MakeRequest)) == 2


def test_a_failed_picture_offers_another_photo_of_the_same_style():
    guest = Guest().to_processing().result(GenerationState.FAILED).send(ev.RetakeAsked())
    assert (guest.session.screen, guest.session.style_id) == (Screen.CAMERA, named("ink"))
    late = guest.did(fx.MakeRequest)[0]
    guest.send(ev.GenerationMoved(uuid4(), GenerationState.READY, Path("/x")))
    assert guest.session.screen is Screen.CAMERA and late


def test_another_one_begins_with_a_fresh_picture_in_the_same_session():
    guest = Guest().to_result().send(ev.PrintAsked(2)).send(ev.AnotherAsked())
    assert (guest.session.screen, guest.session.shots, guest.session.request) == (Screen.GALLERY, (), None)
    guest.send(ev.StyleChosen(named("oil"))).shoot().send(ev.MakeItAsked()).result()
    assert (guest.session.screen, guest.session.copies_left, guest.session.prints) == (Screen.RESULT, 2, ())
    assert len(guest.did(fx.BeginSession)) == 1
    assert len(guest.did(fx.RecordConsent)) == 1


def test_another_one_is_not_begun_when_the_booth_has_closed():
    guest = Guest().to_result()
    guest.wall = guest.wall.replace(year=2027)
    guest.send(ev.AnotherAsked())
    assert guest.session.screen is Screen.GOODBYE


# --- things break ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "failure"),
    [(CameraError("x"), Failure.CAMERA), (DiskError("x"), Failure.DISK), (ValueError("x"), Failure.INTERNAL)],
)
def test_a_shot_that_was_not_kept(error, failure):
    guest = Guest().to_camera().send(ev.ShutterPressed())
    guest.slow = True
    guest.pass_time(3.1)
    guest.send(EffectFailed("TakeShot", error, guest.session.session_id))
    assert (guest.session.screen, guest.session.failure, guest.session.busy) == (
        Screen.FAILED,
        failure,
        False,
    )
    guest.slow = False
    guest.send(ev.RetakeAsked())
    assert guest.shoot().session.screen is Screen.REVIEW


def test_a_lost_camera_stops_the_countdown_and_comes_back():
    guest = Guest().to_camera().send(ev.ShutterPressed()).pass_time(1)
    guest.learn(camera=CameraStatus(CameraState.LOST))
    assert (guest.session.screen, guest.session.shutter) == (Screen.CAMERA, Shutter.AIMING)
    guest.send(ev.ShutterPressed()).pass_time(5)
    assert guest.did(fx.TakeShot) == []
    guest.learn()
    assert guest.shoot().session.screen is Screen.REVIEW


def test_an_absent_camera_ends_only_what_needs_it():
    absent = CameraStatus(CameraState.ABSENT)
    assert Guest().to_camera().learn(camera=absent).session.failure is Failure.CAMERA
    assert Guest().to_review().learn(camera=absent).session.screen is Screen.REVIEW
    assert Guest().to_result().learn(camera=absent).session.screen is Screen.RESULT


def test_a_bad_disk_ends_only_what_needs_it():
    for way in (Guest.to_consent, Guest.to_gallery, Guest.to_camera, Guest.to_review):
        assert way(Guest()).learn(disk_ok=False).session.failure is Failure.DISK
    for way, screen in ((Guest.to_ticket, Screen.TICKET), (Guest.to_result, Screen.RESULT)):
        assert way(Guest()).learn(disk_ok=False).session.screen is screen


@pytest.mark.parametrize(
    "step", ["BeginSession", "RecordConsent", "RecordStyle", "DiscardShots", "MakeRequest"]
)
def test_whatever_cannot_be_kept_is_said_and_left(step):
    guest = Guest()
    if step != "BeginSession":
        guest.to_consent()
    if step in ("RecordStyle", "DiscardShots", "MakeRequest"):
        guest.send(ev.ConsentGiven())
    if step in ("DiscardShots", "MakeRequest"):
        guest.send(ev.StyleChosen(named("ink"))).shoot()
    guest.slow = True
    guest.send(
        {
            "BeginSession": ev.Touched(),
            "RecordConsent": ev.ConsentGiven(),
            "RecordStyle": ev.StyleChosen(named("ink")),
            "DiscardShots": ev.RetakeAsked(),
            "MakeRequest": ev.MakeItAsked(),
        }[step]
    )
    assert guest.session.awaiting == step
    guest.send(EffectFailed(step, DiskError("full"), guest.session.session_id))
    assert (guest.session.screen, guest.session.failure) == (Screen.FAILED, Failure.DISK)
    assert "failure" in [sound.name for sound in guest.did(PlaySound)]
    guest.send(ev.LeaveAsked())
    assert guest.session.screen is Screen.ATTRACT


def test_results_for_a_finished_session_are_ignored():
    guest = Guest().to_camera()
    old = [*guest.did(fx.BeginSession), *guest.did(fx.RecordConsent), *guest.did(fx.RecordStyle)]
    guest.send(ev.LeaveAsked())
    guest.slow = True
    guest.send(ev.Touched())
    before = guest.session
    for effect in old:
        assert guest.send(ev.EffectDone(effect)).session == before
        failed = EffectFailed(type(effect).__name__, DiskError("x"), effect.session_id)
        assert guest.send(failed).session == before


def test_leaving_while_the_request_is_written_waits_for_the_ticket():
    guest = Guest().to_review()
    guest.slow = True
    guest.send(ev.MakeItAsked()).send(ev.LeaveAsked())
    assert guest.session.busy
    guest.answer(guest.did(fx.MakeRequest)[0])
    assert guest.session.screen is Screen.PROCESSING


def test_the_language_is_chosen_and_forgotten():
    guest = Guest().send(ev.LanguageChosen(Language.PT))
    assert guest.session.language is Language.PT
    guest.pass_time(61)
    assert guest.session == SessionState()
    guest.send(ev.LanguageChosen(Language.EN)).send(ev.LargeTextChosen(True)).to_consent()
    assert guest.did(fx.BeginSession)[0].language is Language.EN
    assert guest.session.large_text
    guest.send(ev.LanguageChosen(Language.PT))
    assert guest.did(fx.RecordLanguage)[0].language is Language.PT
    guest.send(ev.LeaveAsked())
    assert guest.session == SessionState()
