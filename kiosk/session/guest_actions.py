"""What each action of the guest means on each screen."""

from functools import singledispatch

from contract.config import PrintLayout
from contract.sync import GenerationState
from kiosk.domain.machine import Event
from kiosk.domain.model import NO_COPY, CameraState, Language, PrinterState
from kiosk.session import effects, events
from kiosk.session.closed import closed_reason
from kiosk.session.shutter import count_down
from kiosk.session.state import Failure, Screen, Shutter
from kiosk.session.transitions import (
    FAREWELLS,
    RESTING,
    Now,
    Transition,
    end,
    fail,
    patience,
    rest,
    to_camera,
    to_gallery,
    to_photos,
    to_picture,
    to_refused,
)

_SAME_PHOTO = (Failure.GENERATION, Failure.REFUSED, Failure.DISK, Failure.INTERNAL)
"""Failures that are not the photo's fault: it can be tried with another style."""


@singledispatch
def act(_: Event, now: Now) -> Transition:
    """What the action leads to on the current screen; one that has no meaning there changes nothing."""
    return now.stay()


@act.register
def _touch(event: events.Touched, now: Now) -> Transition:
    if now.session.screen in FAREWELLS:
        return rest(now)
    if now.session.screen is Screen.CLOSED:
        return now.stay().then(effects.LookAgain())
    if now.session.screen is not Screen.ATTRACT or closed_reason(now.booth_state, now.wall):
        return now.stay()
    session_id = event.session_id
    deadline = now.time + patience(Screen.CONSENT, now.limits)
    begin = effects.BeginSession(session_id, now.session.language)
    usual = now.catalogue.usual_orientation
    return now.wait_for(begin, session_id=session_id, idle_deadline=deadline, orientation=usual)


@act.register
def _language(event: events.LanguageChosen, now: Now) -> Transition:
    if now.session.screen in RESTING and now.session.session_id is None:
        forget = now.time + now.limits.idle_seconds if event.language is not Language.ES else None
        return now.stay(language=event.language, idle_deadline=forget)
    transition = now.stay(language=event.language)
    session_id = now.session.session_id
    return transition.then(effects.RecordLanguage(session_id, event.language)) if session_id else transition


@act.register
def _large_text(event: events.LargeTextChosen, now: Now) -> Transition:
    if now.session.screen in RESTING and now.session.session_id is None:
        return now.stay(large_text=event.on, idle_deadline=now.time + now.limits.idle_seconds)
    return now.stay(large_text=event.on)


@act.register
def _consent(_: events.ConsentGiven, now: Now) -> Transition:
    session = now.session
    if session.screen is not Screen.CONSENT or session.session_id is None or now.booth_state.config is None:
        return now.stay()
    return now.wait_for(effects.RecordConsent(session.session_id, now.booth_state.config.consent.version))


@act.register
def _refuse(_: events.ConsentRefused, now: Now) -> Transition:
    return end(now, "declined", Screen.DECLINED) if now.session.screen is Screen.CONSENT else now.stay()


@act.register
def _style(event: events.StyleChosen, now: Now) -> Transition:
    session, layout = now.session, event.layout
    if session.layout_is_settled(now.catalogue):
        layout = session.layout
    offered = now.catalogue.offers(event.style_id, layout)
    if session.screen is not Screen.GALLERY or session.session_id is None or not offered:
        return now.stay()
    keep = effects.RecordStyle(session.session_id, event.style_id, layout)
    return now.wait_for(keep, style_id=event.style_id, layout=layout)


@act.register
def _orientation(event: events.OrientationChosen, now: Now) -> Transition:
    """A photo that was taken keeps its framing; a strip has but one."""
    session = now.session
    aiming = session.screen is Screen.CAMERA and session.shutter is Shutter.AIMING and not session.shots
    offered = session.layout is PrintLayout.SINGLE and event.orientation in now.catalogue.orientations
    return now.stay(orientation=event.orientation) if aiming and offered else now.stay()


@act.register
def _shutter(_: events.ShutterPressed, now: Now) -> Transition:
    session = now.session
    ready = session.screen is Screen.CAMERA and session.shutter is Shutter.AIMING and session.consented
    return count_down(now) if ready and now.booth_state.camera.state is CameraState.LIVE else now.stay()


@act.register
def _retake(event: events.RetakeAsked, now: Now) -> Transition:
    session = now.session
    if session.screen not in (Screen.REVIEW, Screen.FAILED) or session.session_id is None:
        return end(now, "failed") if session.screen is Screen.FAILED else now.stay()
    if session.screen is Screen.REVIEW and session.retakes_left <= 0:
        return now.stay()
    if not session.consented:
        return now.move(Screen.CONSENT, failure=None)
    if now.catalogue.style(session.style_id) is None:
        return to_gallery(now, shots=())
    left = session.retakes_left - (session.screen is Screen.REVIEW)
    kept = tuple(shot for shot in session.shots if event.index is not None and shot.index != event.index)
    return now.wait_for(effects.DiscardShots(session.session_id, kept), retakes_left=left)


@act.register
def _make_it(_: events.MakeItAsked, now: Now) -> Transition:
    session = now.session
    style = now.catalogue.style(session.style_id)
    if session.screen is not Screen.REVIEW or session.session_id is None or session.hero is None:
        return now.stay()
    if style is None:
        return to_gallery(now)
    if not now.booth_state.disk_ok:
        return fail(now, Failure.DISK)
    return now.wait_for(effects.MakeRequest(session.session_id, session.hero, style.id, style.price))


@act.register
def _print(event: events.PrintAsked, now: Now) -> Transition:
    session = now.session
    copies = min(event.copies, session.copies_left)
    picture = session.result_path if session.screen is Screen.RESULT else session.look_path
    shown = session.screen in (Screen.RESULT, Screen.TICKET, Screen.FAILED) and session.request is not None
    possible = shown and picture is not None
    absent = now.booth_state.printer.state is PrinterState.ABSENT
    if not possible or copies < 1 or session.printing or absent or session.session_id is None:
        return now.stay()
    effect = effects.PrintPicture(session.session_id, copies, with_result=session.screen is Screen.RESULT)
    kept = tuple(each for each in session.prints if each[1] not in NO_COPY)
    return now.stay(printing=True, print_failed=False, prints=kept).then(effect)


@act.register
def _another(_: events.AnotherAsked, now: Now) -> Transition:
    session = now.session
    if session.screen not in (Screen.RESULT, Screen.TICKET, Screen.FAILED):
        return now.stay()
    if session.screen is Screen.FAILED:
        return _another_style(now)
    if closed_reason(now.booth_state, now.wall):
        return end(now, "finished", Screen.GOODBYE)
    return to_gallery(now, shots=(), layout=PrintLayout.SINGLE, retakes_left=now.limits.retakes)


def _another_style(now: Now) -> Transition:
    session = now.session
    if session.session_id is None:
        return end(now, "failed")
    if not session.consented:
        return now.move(Screen.CONSENT, failure=None)
    shots = session.shots if session.failure in _SAME_PHOTO else ()
    return to_gallery(now, shots=shots)


@act.register
def _back(_: events.BackAsked, now: Now) -> Transition:
    session = now.session
    if session.screen is Screen.CONSENT:
        return end(now, "abandoned")
    if now.given_choice is not None and session.shutter is Shutter.AIMING:
        return now.stay()  # There is no gallery to go back to.
    if session.screen is Screen.REVIEW:
        return to_gallery(now)
    if session.screen is not Screen.CAMERA or session.shutter is Shutter.TAKING:
        return now.stay()
    if session.shutter is Shutter.COUNTDOWN:
        return to_camera(now)
    return now.stay() if session.shots else to_gallery(now)


@act.register
def _leave(_: events.LeaveAsked, now: Now) -> Transition:
    session = now.session
    if session.awaiting == effects.MakeRequest.__name__ or session.screen is Screen.CLOSED:
        return now.stay()
    if session.screen is Screen.PROCESSING:
        return now.move(Screen.TICKET)
    if session.screen in (Screen.TICKET, Screen.RESULT):
        return end(now, "finished", Screen.GOODBYE)
    return end(now, outcome_of_leaving(now))


def outcome_of_leaving(now: Now) -> str:
    """The outcome recorded for a guest who leaves before the last screen."""
    if now.session.screen is Screen.FAILED:
        return "failed"
    return "abandoned" if now.session.request is None else "finished"


@act.register
def _still_here(_: events.StillHere, now: Now) -> Transition:
    return now.stay()


@act.register
def _continue(_: events.ContinueAsked, now: Now) -> Transition:
    session = now.session
    if session.screen is not Screen.RESUME:
        return now.stay()
    if session.request is not None:
        return _continue_picture(now)
    if not session.consented:
        return now.move(Screen.CONSENT)
    if now.catalogue.style(session.style_id) is None:
        return to_gallery(now)
    return to_photos(now)


def _continue_picture(now: Now) -> Transition:
    request = now.session.request
    if request is not None and request.state in (GenerationState.FAILED, GenerationState.CANCELLED):
        return to_refused(now)
    if request is not None and request.result_path is not None:
        return now.move(Screen.RESULT, result_path=request.result_path)
    return to_picture(now)


@act.register
def _start_over(_: events.StartOverAsked, now: Now) -> Transition:
    return end(now, outcome_of_leaving(now)) if now.session.screen is Screen.RESUME else now.stay()
