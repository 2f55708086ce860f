"""What happens around the guest: time passes, the booth changes, pictures arrive."""

from dataclasses import replace
from functools import singledispatch

from contract.config import Orientation, PrintLayout
from contract.sync import GenerationState
from kiosk.domain.framing import orientation_of
from kiosk.domain.machine import BoothStateChanged, Event, Ticked
from kiosk.domain.model import CameraState, Language, Progress, Request, Shot
from kiosk.session import shutter
from kiosk.session.closed import closed_reason
from kiosk.session.events import GenerationMoved, ProgressMoved, SessionFound
from kiosk.session.guest_actions import outcome_of_leaving
from kiosk.session.state import ClosedReason, Failure, Screen, Shutter
from kiosk.session.transitions import (
    FAREWELLS,
    RESTING,
    Change,
    Now,
    Transition,
    end,
    fail,
    no_link,
    rest,
    to_camera,
    to_refused,
    warning_seconds,
)

_WAITING = (Screen.PROCESSING, Screen.TICKET)
_WRITES = (Screen.CONSENT, Screen.GALLERY, Screen.CAMERA, Screen.REVIEW)
"""Screens whose next step is a write to the disk."""
_ENDS = (GenerationState.FAILED, GenerationState.CANCELLED, GenerationState.ERASED)
_ORDER = list(Progress)


@singledispatch
def react(_: Event, now: Now) -> Transition:
    """What a change around the guest leads to."""
    return now.stay()


@react.register
def _tick(_: Ticked, now: Now) -> Transition:
    session = now.session
    if session.idle_deadline is not None and now.time >= session.idle_deadline:
        return _timed_out(now)
    if session.shutter is Shutter.COUNTDOWN:
        return shutter.tick(now)
    late = session.result_deadline is not None and now.time >= session.result_deadline
    if session.screen is Screen.PROCESSING and late:
        return now.move(Screen.TICKET)
    if session.screen in RESTING and session.session_id is None:
        return _at_rest(now)
    return _ask(now)


def _timed_out(now: Now) -> Transition:
    if now.session.screen in FAREWELLS or now.session.session_id is None:
        return rest(now)
    if now.session.screen is Screen.PROCESSING:
        return now.move(Screen.TICKET)
    return end(now, outcome_of_leaving(now) if now.session.request else "timed_out")


def _ask(now: Now) -> Transition:
    session = now.session
    if session.idle_deadline is None or session.screen in (*FAREWELLS, *RESTING):
        return now.stay()
    return now.stay(asking_still_there=now.time >= session.idle_deadline - warning_seconds(now.limits))


def _at_rest(now: Now) -> Transition:
    """Open or close by the booth state and the event's dates; a language already chosen is kept."""
    reason = closed_reason(now.booth_state, now.wall)
    screen = Screen.CLOSED if reason else Screen.ATTRACT
    return now.stay(screen=screen, closed=reason)


@react.register
def _booth_state(_: BoothStateChanged, now: Now) -> Transition:
    session = now.session
    if session.screen in RESTING and session.session_id is None:
        return _at_rest(now)
    if session.busy:
        return now.stay()  # a request that is being written must not be abandoned
    if session.screen in _WRITES and not now.booth_state.disk_ok:
        return fail(now, Failure.DISK)
    if session.screen is Screen.CAMERA:
        return _camera_changed(now)
    if session.screen is Screen.PROCESSING and no_link(now.booth_state):
        return now.move(Screen.TICKET)
    return now.stay()


def _camera_changed(now: Now) -> Transition:
    """A lost camera comes back by itself while the guest aims; an absent one does not."""
    state = now.booth_state.camera.state
    if state is CameraState.ABSENT and now.session.shutter is not Shutter.TAKING:
        return fail(now, Failure.CAMERA)
    lost = state is not CameraState.LIVE and now.session.shutter is Shutter.COUNTDOWN
    return to_camera(now) if lost else now.stay()


@react.register
def _found(event: SessionFound, now: Now) -> Transition:
    if now.session.session_id is not None or now.session.screen not in RESTING:
        return now.stay()
    if closed_reason(now.booth_state, now.wall) in (ClosedReason.DISK, ClosedReason.NO_EVENT):
        return now.stay()
    found = event.interrupted
    return now.move(
        Screen.RESUME,
        session_id=found.session_id,
        language=Language(found.language),
        consented=found.consented,
        style_id=found.style_id,
        layout=PrintLayout(found.layout or PrintLayout.SINGLE),
        orientation=_orientation(found.shots, now),
        shots=found.shots,
        request=found.request,
        retakes_left=now.limits.retakes,
        copies_left=max(0, now.limits.copies - len(found.prints)),
        prints=found.prints,
        closed=None,
    )


def _orientation(shots: tuple[Shot, ...], now: Now) -> Orientation:
    return orientation_of(shots[-1].width, shots[-1].height) if shots else now.catalogue.usual_orientation


@react.register
def _progress(event: ProgressMoved, now: Now) -> Transition:
    if not _ours(now, event.generation_id) or now.session.screen not in _WAITING:
        return now.stay()
    if _ORDER.index(event.progress) < _ORDER.index(now.session.progress):
        return now.stay()
    return now.stay(progress=event.progress, progress_fraction=event.fraction)


@react.register
def _generation(event: GenerationMoved, now: Now) -> Transition:
    if not _ours(now, event.generation_id):
        return now.stay()
    if event.state is GenerationState.ERASED:
        return end(now, "finished", Screen.GOODBYE, request=None)
    return _moved(event, now)


def _moved(event: GenerationMoved, now: Now) -> Transition:
    if now.session.screen is Screen.RESUME and now.session.request is not None:
        return now.stay(request=_known(now.session.request, event))
    if now.session.screen is Screen.GOODBYE and now.session.request is not None:
        return now.move(Screen.GOODBYE, request=_known(now.session.request, event))
    refused = now.session.screen is Screen.FAILED and now.session.failure is Failure.REFUSED
    if now.session.screen not in _WAITING and not refused:
        return now.stay()
    if event.state in _ENDS and now.session.request is not None:
        return to_refused(now, request=_known(now.session.request, event))
    if event.state is GenerationState.READY and event.path is not None:
        done: dict[str, Change] = {"progress": Progress.READY, "progress_fraction": 1.0}
        return now.move(Screen.RESULT, result_path=event.path, failure=None, refusal=None, **done)
    return now.stay()


def _known(request: Request, event: GenerationMoved) -> Request:
    return replace(request, state=event.state, result_path=event.path, refusal=event.refusal)


def _ours(now: Now, generation_id: object) -> bool:
    return now.session.request is not None and now.session.request.generation_id == generation_id
