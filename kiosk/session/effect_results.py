"""What came of the effects. Results for a finished session are ignored."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk.domain.errors import CameraError, DiskError
from kiosk.domain.machine import EffectFailed, Event
from kiosk.session.effects import (
    BeginSession,
    DiscardShots,
    MakeLook,
    MakeRequest,
    PrintPicture,
    RecordConsent,
    RecordStyle,
    TakeShot,
)
from kiosk.session.events import (
    ConsentRecorded,
    LookMade,
    PrintMoved,
    PrintsQueued,
    RequestKept,
    SessionBegun,
    ShotKept,
    ShotsDiscarded,
    StyleRecorded,
)
from kiosk.session.shutter import count_down
from kiosk.session.state import Failure, Screen, Shutter
from kiosk.session.transitions import Now, Step, fail, to_camera, to_gallery, to_photos, to_picture


def _awaited(now: Now, effect: type, session_id: object) -> bool:
    return now.session.awaiting == effect.__name__ and now.session.session_id == session_id


def _begun(now: Now, event: SessionBegun) -> Step:
    return now.move(Screen.CONSENT) if _awaited(now, BeginSession, event.session_id) else now.stay()


def _consented(now: Now, event: ConsentRecorded) -> Step:
    if not _awaited(now, RecordConsent, event.session_id):
        return now.stay()
    return to_gallery(now, consented=True)


def _styled(now: Now, event: StyleRecorded) -> Step:
    if not _awaited(now, RecordStyle, event.session_id):
        return now.stay()
    limits = now.limits
    return to_photos(now, retakes_left=limits.retakes, copies_left=limits.copies)


def _kept(now: Now, event: ShotKept) -> Step:
    if not _awaited(now, TakeShot, event.shot.session_id):
        return now.stay()
    shots = (*now.session.shots, event.shot)
    if len(shots) >= now.session.shots_wanted:
        return now.move(Screen.REVIEW, shots=shots, shutter=Shutter.AIMING)
    next_pose = now.move(Screen.CAMERA, shots=shots, shutter=Shutter.AIMING)
    return count_down(replace(now, session=next_pose.session))


def _discarded(now: Now, event: ShotsDiscarded) -> Step:
    return to_camera(now, shots=()) if _awaited(now, DiscardShots, event.session_id) else now.stay()


def _requested(now: Now, event: RequestKept) -> Step:
    if not _awaited(now, MakeRequest, event.request.session_id):
        return now.stay()
    return to_picture(now, request=event.request)


def _look(now: Now, event: LookMade) -> Step:
    hero = now.session.hero
    ours = hero is not None and hero.id == event.shot_id and now.session.request is not None
    return now.stay(look_path=event.path) if ours else now.stay()


def _queued(now: Now, event: PrintsQueued) -> Step:
    if now.session.session_id != event.session_id or not now.session.printing:
        return now.stay()
    prints = now.session.prints + tuple((job.id, job.state) for job in event.jobs)
    left = max(0, now.session.copies_left - len(event.jobs))
    return now.stay(printing=False, prints=prints, copies_left=left)


def _print_moved(now: Now, event: PrintMoved) -> Step:
    moved = tuple(
        (each, event.state if each == event.print_id else state) for each, state in now.session.prints
    )
    return now.stay(prints=moved)


def _failed(now: Now, event: EffectFailed) -> Step:
    session = now.session
    if event.session_id is not None and event.session_id != session.session_id:
        return now.stay()
    if event.effect == PrintPicture.__name__:
        return now.stay(printing=False)
    if event.effect == MakeLook.__name__:
        return now.stay(look_path=session.hero.path if session.hero and session.request else None)
    return fail(now, _cause(event.error)) if event.effect == session.awaiting else now.stay()


def _cause(error: Exception) -> Failure:
    if isinstance(error, DiskError):
        return Failure.DISK
    return Failure.CAMERA if isinstance(error, CameraError) else Failure.INTERNAL


HANDLERS: dict[type[Event], Callable[[Now, Any], Step]] = {
    SessionBegun: _begun,
    ConsentRecorded: _consented,
    StyleRecorded: _styled,
    ShotKept: _kept,
    ShotsDiscarded: _discarded,
    RequestKept: _requested,
    LookMade: _look,
    PrintsQueued: _queued,
    PrintMoved: _print_moved,
    EffectFailed: _failed,
}
