"""What came of the effects. Outcomes of a visit that is over are let pass."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from kiosk.domain.errors import CameraError, DiskError
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
    EffectFailed,
    Event,
    LookMade,
    PrintMoved,
    PrintsQueued,
    RequestKept,
    SessionBegun,
    ShotKept,
    ShotsDiscarded,
    StyleRecorded,
)
from kiosk.session.moves import Now, Step, fail, to_camera, to_gallery, to_photos, to_picture
from kiosk.session.shutter import count_down
from kiosk.session.visit import Failure, Screen, Shutter


def _awaited(now: Now, effect: type, session_id: object) -> bool:
    return now.visit.awaiting == effect.__name__ and now.visit.session_id == session_id


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
    shots = (*now.visit.shots, event.shot)
    if len(shots) >= now.visit.shots_wanted:
        return now.move(Screen.REVIEW, shots=shots, shutter=Shutter.AIMING)
    next_pose = now.move(Screen.CAMERA, shots=shots, shutter=Shutter.AIMING)
    return count_down(replace(now, visit=next_pose.visit))


def _discarded(now: Now, event: ShotsDiscarded) -> Step:
    return to_camera(now, shots=()) if _awaited(now, DiscardShots, event.session_id) else now.stay()


def _requested(now: Now, event: RequestKept) -> Step:
    if not _awaited(now, MakeRequest, event.request.session_id):
        return now.stay()
    return to_picture(now, request=event.request)


def _look(now: Now, event: LookMade) -> Step:
    hero = now.visit.hero
    ours = hero is not None and hero.id == event.shot_id and now.visit.request is not None
    return now.stay(look_path=event.path) if ours else now.stay()


def _queued(now: Now, event: PrintsQueued) -> Step:
    if now.visit.session_id != event.session_id or not now.visit.printing:
        return now.stay()
    prints = now.visit.prints + tuple((job.id, job.state) for job in event.jobs)
    left = max(0, now.visit.copies_left - len(event.jobs))
    return now.stay(printing=False, prints=prints, copies_left=left)


def _print_moved(now: Now, event: PrintMoved) -> Step:
    moved = tuple(
        (each, event.state if each == event.print_id else state) for each, state in now.visit.prints
    )
    return now.stay(prints=moved)


def _failed(now: Now, event: EffectFailed) -> Step:
    visit = now.visit
    if event.session_id is not None and event.session_id != visit.session_id:
        return now.stay()
    if event.effect == PrintPicture.__name__:
        return now.stay(printing=False)
    if event.effect == MakeLook.__name__:
        return now.stay(look_path=visit.hero.path if visit.hero and visit.request else None)
    return fail(now, _cause(event.error)) if event.effect == visit.awaiting else now.stay()


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
