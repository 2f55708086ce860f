"""What each touch means on each screen."""

from collections.abc import Callable
from typing import Any

from contract.config import PrintLayout
from contract.sync import GenerationState
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
    Event,
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
from kiosk.session.moves import (
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
from kiosk.session.shutter import count_down
from kiosk.session.visit import Failure, Screen, Shutter

_SAME_PHOTO = (Failure.GENERATION, Failure.REFUSED, Failure.DISK, Failure.INTERNAL)
"""After these the photo is not to blame: another style may be tried with it."""


def _touch(now: Now, event: Touched) -> Step:
    if now.visit.screen in FAREWELLS:
        return rest(now)
    if now.visit.screen is not Screen.ATTRACT or closed_reason(now.facts, now.wall):
        return now.stay()
    session_id = event.session_id
    deadline = now.time + patience(Screen.CONSENT, now.limits)
    begin = BeginSession(session_id, now.visit.language)
    return now.wait_for(begin, session_id=session_id, idle_deadline=deadline)


def _language(now: Now, event: LanguageChosen) -> Step:
    if now.visit.screen in RESTING and now.visit.session_id is None:
        forget = now.time + now.limits.idle_seconds if event.language is not Language.ES else None
        return now.stay(language=event.language, idle_deadline=forget)
    step = now.stay(language=event.language)
    session_id = now.visit.session_id
    return step.then(RecordLanguage(session_id, event.language)) if session_id else step


def _large_text(now: Now, event: LargeTextChosen) -> Step:
    if now.visit.screen in RESTING and now.visit.session_id is None:
        return now.stay(large_text=event.on, idle_deadline=now.time + now.limits.idle_seconds)
    return now.stay(large_text=event.on)


def _consent(now: Now, _: ConsentGiven) -> Step:
    visit = now.visit
    if visit.screen is not Screen.CONSENT or visit.session_id is None or now.facts.config is None:
        return now.stay()
    return now.wait_for(RecordConsent(visit.session_id, now.facts.config.consent.version))


def _refuse(now: Now, _: ConsentRefused) -> Step:
    return end(now, "declined", Screen.DECLINED) if now.visit.screen is Screen.CONSENT else now.stay()


def _style(now: Now, event: StyleChosen) -> Step:
    config, session_id = now.facts.config, now.visit.session_id
    offered = now.style(event.style_id) is not None and config and event.layout in config.layouts
    if now.visit.screen is not Screen.GALLERY or session_id is None or not offered:
        return now.stay()
    keep = RecordStyle(session_id, event.style_id, event.layout)
    return now.wait_for(keep, style_id=event.style_id, layout=event.layout)


def _shutter(now: Now, _: ShutterPressed) -> Step:
    visit = now.visit
    ready = visit.screen is Screen.CAMERA and visit.shutter is Shutter.AIMING and visit.consented
    return count_down(now) if ready and now.facts.camera.state is CameraState.LIVE else now.stay()


def _retake(now: Now, _: RetakeAsked) -> Step:
    visit = now.visit
    if visit.screen not in (Screen.REVIEW, Screen.FAILED) or visit.session_id is None:
        return _leave_failure(now) if visit.screen is Screen.FAILED else now.stay()
    if visit.screen is Screen.REVIEW and visit.retakes_left <= 0:
        return now.stay()
    if not visit.consented:
        return now.move(Screen.CONSENT, failure=None)
    if now.style(visit.style_id) is None:
        return to_gallery(now, shots=())
    left = visit.retakes_left - (visit.screen is Screen.REVIEW)
    return now.wait_for(DiscardShots(visit.session_id), retakes_left=left)


def _leave_failure(now: Now) -> Step:
    return end(now, "failed")


def _make_it(now: Now, _: MakeItAsked) -> Step:
    visit = now.visit
    style = now.style(visit.style_id)
    if visit.screen is not Screen.REVIEW or visit.session_id is None or visit.hero is None:
        return now.stay()
    if style is None:
        return to_gallery(now)
    if not now.facts.disk_ok:
        return fail(now, Failure.DISK)
    return now.wait_for(MakeRequest(visit.session_id, visit.hero, style.id, style.price))


def _print(now: Now, event: PrintAsked) -> Step:
    visit = now.visit
    copies = min(event.copies, visit.copies_left)
    picture = visit.result_path if visit.screen is Screen.RESULT else visit.look_path
    possible = visit.screen in (Screen.RESULT, Screen.TICKET) and picture is not None
    absent = now.facts.printer.state is PrinterState.ABSENT
    if not possible or copies < 1 or visit.printing or absent or visit.session_id is None:
        return now.stay()
    effect = PrintPicture(visit.session_id, copies, with_result=visit.screen is Screen.RESULT)
    return now.stay(printing=True).then(effect)


def _another(now: Now, _: AnotherAsked) -> Step:
    visit = now.visit
    if visit.screen not in (Screen.RESULT, Screen.TICKET, Screen.FAILED):
        return now.stay()
    if visit.screen is Screen.FAILED:
        return _another_style(now)
    if closed_reason(now.facts, now.wall):
        return end(now, "finished", Screen.GOODBYE)
    return to_gallery(now, shots=(), layout=PrintLayout.SINGLE)


def _another_style(now: Now) -> Step:
    visit = now.visit
    if visit.session_id is None:
        return _leave_failure(now)
    if not visit.consented:
        return now.move(Screen.CONSENT, failure=None)
    shots = visit.shots if visit.failure in _SAME_PHOTO else ()
    return to_gallery(now, shots=shots)


def _back(now: Now, _: BackAsked) -> Step:
    visit = now.visit
    if visit.screen is Screen.CONSENT:
        return end(now, "abandoned")
    if visit.screen is Screen.REVIEW:
        return to_gallery(now)
    if visit.screen is not Screen.CAMERA or visit.shutter is Shutter.TAKING:
        return now.stay()
    if visit.shutter is Shutter.COUNTDOWN:
        return to_camera(now)
    return now.stay() if visit.shots else to_gallery(now)


def _leave(now: Now, _: LeaveAsked) -> Step:
    visit = now.visit
    if visit.awaiting == MakeRequest.__name__ or visit.screen is Screen.CLOSED:
        return now.stay()
    if visit.screen is Screen.PROCESSING:
        return now.move(Screen.TICKET)
    if visit.screen in (Screen.TICKET, Screen.RESULT):
        return end(now, "finished", Screen.GOODBYE)
    return end(now, leaving(now))


def leaving(now: Now) -> str:
    """What is recorded of a guest who goes before the last screen."""
    if now.visit.screen is Screen.FAILED:
        return "failed"
    return "abandoned" if now.visit.request is None else "finished"


def _still_here(now: Now, _: StillHere) -> Step:
    return now.stay()


def _continue(now: Now, _: ContinueAsked) -> Step:
    visit = now.visit
    if visit.screen is not Screen.RESUME:
        return now.stay()
    if visit.request is not None:
        return _continue_picture(now)
    if not visit.consented:
        return now.move(Screen.CONSENT)
    if now.style(visit.style_id) is None:
        return to_gallery(now)
    return to_photos(now)


def _continue_picture(now: Now) -> Step:
    request = now.visit.request
    if request is not None and request.state is GenerationState.FAILED:
        return fail(now, Failure.GENERATION)
    if request is not None and request.result_path is not None:
        return now.move(Screen.RESULT, result_path=request.result_path)
    return to_picture(now)


def _start_over(now: Now, _: StartOverAsked) -> Step:
    return end(now, leaving(now)) if now.visit.screen is Screen.RESUME else now.stay()


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
