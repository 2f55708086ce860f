"""What each touch means on each screen."""

from collections.abc import Callable
from typing import Any

from contract.config import PrintLayout
from contract.sync import GenerationState
from kiosk.domain.machine import Event
from kiosk.domain.model import CameraState, Language, PrinterState
from kiosk.session.closed import closed_reason
from kiosk.session.effects import (
    BeginSession,
    DiscardShots,
    MakeRequest,
    PrintPicture,
    RecordConsent,
    RecordLanguage,
    RecordStyle,
)
from kiosk.session.events import (
    AnotherAsked,
    BackAsked,
    ConsentGiven,
    ConsentRefused,
    ContinueAsked,
    LanguageChosen,
    LargeTextChosen,
    LeaveAsked,
    MakeItAsked,
    PrintAsked,
    RetakeAsked,
    ShutterPressed,
    StartOverAsked,
    StillHere,
    StyleChosen,
    Touched,
)
from kiosk.session.shutter import count_down
from kiosk.session.state import Failure, Screen, Shutter
from kiosk.session.transitions import (
    FAREWELLS,
    RESTING,
    Now,
    Step,
    end,
    fail,
    patience,
    rest,
    to_camera,
    to_gallery,
    to_photos,
    to_picture,
)

_SAME_PHOTO = (Failure.GENERATION, Failure.REFUSED, Failure.DISK, Failure.INTERNAL)
"""After these the photo is not to blame: another style may be tried with it."""


def _touch(now: Now, event: Touched) -> Step:
    if now.session.screen in FAREWELLS:
        return rest(now)
    if now.session.screen is not Screen.ATTRACT or closed_reason(now.booth_state, now.wall):
        return now.stay()
    session_id = event.session_id
    deadline = now.time + patience(Screen.CONSENT, now.limits)
    begin = BeginSession(session_id, now.session.language)
    return now.wait_for(begin, session_id=session_id, idle_deadline=deadline)


def _language(now: Now, event: LanguageChosen) -> Step:
    if now.session.screen in RESTING and now.session.session_id is None:
        forget = now.time + now.limits.idle_seconds if event.language is not Language.ES else None
        return now.stay(language=event.language, idle_deadline=forget)
    step = now.stay(language=event.language)
    session_id = now.session.session_id
    return step.then(RecordLanguage(session_id, event.language)) if session_id else step


def _large_text(now: Now, event: LargeTextChosen) -> Step:
    if now.session.screen in RESTING and now.session.session_id is None:
        return now.stay(large_text=event.on, idle_deadline=now.time + now.limits.idle_seconds)
    return now.stay(large_text=event.on)


def _consent(now: Now, _: ConsentGiven) -> Step:
    session = now.session
    if session.screen is not Screen.CONSENT or session.session_id is None or now.booth_state.config is None:
        return now.stay()
    return now.wait_for(RecordConsent(session.session_id, now.booth_state.config.consent.version))


def _refuse(now: Now, _: ConsentRefused) -> Step:
    return end(now, "declined", Screen.DECLINED) if now.session.screen is Screen.CONSENT else now.stay()


def _style(now: Now, event: StyleChosen) -> Step:
    session_id = now.session.session_id
    offered = now.catalogue.offers(event.style_id, event.layout)
    if now.session.screen is not Screen.GALLERY or session_id is None or not offered:
        return now.stay()
    keep = RecordStyle(session_id, event.style_id, event.layout)
    return now.wait_for(keep, style_id=event.style_id, layout=event.layout)


def _shutter(now: Now, _: ShutterPressed) -> Step:
    session = now.session
    ready = session.screen is Screen.CAMERA and session.shutter is Shutter.AIMING and session.consented
    return count_down(now) if ready and now.booth_state.camera.state is CameraState.LIVE else now.stay()


def _retake(now: Now, _: RetakeAsked) -> Step:
    session = now.session
    if session.screen not in (Screen.REVIEW, Screen.FAILED) or session.session_id is None:
        return _leave_failure(now) if session.screen is Screen.FAILED else now.stay()
    if session.screen is Screen.REVIEW and session.retakes_left <= 0:
        return now.stay()
    if not session.consented:
        return now.move(Screen.CONSENT, failure=None)
    if now.catalogue.style(session.style_id) is None:
        return to_gallery(now, shots=())
    left = session.retakes_left - (session.screen is Screen.REVIEW)
    return now.wait_for(DiscardShots(session.session_id), retakes_left=left)


def _leave_failure(now: Now) -> Step:
    return end(now, "failed")


def _make_it(now: Now, _: MakeItAsked) -> Step:
    session = now.session
    style = now.catalogue.style(session.style_id)
    if session.screen is not Screen.REVIEW or session.session_id is None or session.hero is None:
        return now.stay()
    if style is None:
        return to_gallery(now)
    if not now.booth_state.disk_ok:
        return fail(now, Failure.DISK)
    return now.wait_for(MakeRequest(session.session_id, session.hero, style.id, style.price))


def _print(now: Now, event: PrintAsked) -> Step:
    session = now.session
    copies = min(event.copies, session.copies_left)
    picture = session.result_path if session.screen is Screen.RESULT else session.look_path
    possible = session.screen in (Screen.RESULT, Screen.TICKET) and picture is not None
    absent = now.booth_state.printer.state is PrinterState.ABSENT
    if not possible or copies < 1 or session.printing or absent or session.session_id is None:
        return now.stay()
    effect = PrintPicture(session.session_id, copies, with_result=session.screen is Screen.RESULT)
    return now.stay(printing=True).then(effect)


def _another(now: Now, _: AnotherAsked) -> Step:
    session = now.session
    if session.screen not in (Screen.RESULT, Screen.TICKET, Screen.FAILED):
        return now.stay()
    if session.screen is Screen.FAILED:
        return _another_style(now)
    if closed_reason(now.booth_state, now.wall):
        return end(now, "finished", Screen.GOODBYE)
    return to_gallery(now, shots=(), layout=PrintLayout.SINGLE)


def _another_style(now: Now) -> Step:
    session = now.session
    if session.session_id is None:
        return _leave_failure(now)
    if not session.consented:
        return now.move(Screen.CONSENT, failure=None)
    shots = session.shots if session.failure in _SAME_PHOTO else ()
    return to_gallery(now, shots=shots)


def _back(now: Now, _: BackAsked) -> Step:
    session = now.session
    if session.screen is Screen.CONSENT:
        return end(now, "abandoned")
    if session.screen is Screen.REVIEW:
        return to_gallery(now)
    if session.screen is not Screen.CAMERA or session.shutter is Shutter.TAKING:
        return now.stay()
    if session.shutter is Shutter.COUNTDOWN:
        return to_camera(now)
    return now.stay() if session.shots else to_gallery(now)


def _leave(now: Now, _: LeaveAsked) -> Step:
    session = now.session
    if session.awaiting == MakeRequest.__name__ or session.screen is Screen.CLOSED:
        return now.stay()
    if session.screen is Screen.PROCESSING:
        return now.move(Screen.TICKET)
    if session.screen in (Screen.TICKET, Screen.RESULT):
        return end(now, "finished", Screen.GOODBYE)
    return end(now, leaving(now))


def leaving(now: Now) -> str:
    """What is recorded of a guest who goes before the last screen."""
    if now.session.screen is Screen.FAILED:
        return "failed"
    return "abandoned" if now.session.request is None else "finished"


def _still_here(now: Now, _: StillHere) -> Step:
    return now.stay()


def _continue(now: Now, _: ContinueAsked) -> Step:
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


def _continue_picture(now: Now) -> Step:
    request = now.session.request
    if request is not None and request.state is GenerationState.FAILED:
        return fail(now, Failure.GENERATION)
    if request is not None and request.result_path is not None:
        return now.move(Screen.RESULT, result_path=request.result_path)
    return to_picture(now)


def _start_over(now: Now, _: StartOverAsked) -> Step:
    return end(now, leaving(now)) if now.session.screen is Screen.RESUME else now.stay()


HANDLERS: dict[type[Event], Callable[[Now, Any], Step]] = {
    Touched: _touch,
    LanguageChosen: _language,
    LargeTextChosen: _large_text,
    ConsentGiven: _consent,
    ConsentRefused: _refuse,
    StyleChosen: _style,
    ShutterPressed: _shutter,
    RetakeAsked: _retake,
    MakeItAsked: _make_it,
    PrintAsked: _print,
    AnotherAsked: _another,
    BackAsked: _back,
    LeaveAsked: _leave,
    StillHere: _still_here,
    ContinueAsked: _continue,
    StartOverAsked: _start_over,
}
