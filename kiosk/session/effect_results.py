"""The results of effects. Those for a finished session are ignored."""

from dataclasses import replace
from functools import singledispatch

from kiosk.domain.errors import CameraError, DiskError
from kiosk.domain.machine import EffectFailed, Event
from kiosk.domain.model import NO_COPY
from kiosk.session import effects, events
from kiosk.session.shutter import count_down
from kiosk.session.state import Failure, Screen, Shutter
from kiosk.session.transitions import Now, Transition, fail, to_camera, to_gallery, to_photos, to_picture


@singledispatch
def conclude(_: Event, now: Now) -> Transition:
    """What the result of an effect leads to."""
    return now.stay()


def _awaited(now: Now, effect: type, session_id: object) -> bool:
    return now.session.awaiting == effect.__name__ and now.session.session_id == session_id


@conclude.register
def _done(event: events.EffectDone, now: Now) -> Transition:
    if not _awaited(now, type(event.effect), event.effect.session_id):
        return now.stay()
    match event.effect:
        case effects.BeginSession():
            return now.move(Screen.CONSENT)
        case effects.RecordConsent():
            return to_gallery(now, consented=True, retakes_left=now.limits.retakes)
        case effects.RecordStyle():
            return to_photos(now, copies_left=now.limits.copies)
        case effects.DiscardShots():
            return to_camera(now, shots=event.effect.kept)


@conclude.register
def _kept(event: events.ShotKept, now: Now) -> Transition:
    if not _awaited(now, effects.TakeShot, event.shot.session_id):
        return now.stay()
    shots = tuple(sorted((*now.session.shots, event.shot), key=lambda shot: shot.index))
    if len(shots) >= now.session.shots_wanted:
        return now.move(Screen.REVIEW, shots=shots, shutter=Shutter.AIMING)
    next_pose = now.move(Screen.CAMERA, shots=shots, shutter=Shutter.AIMING)
    return count_down(replace(now, session=next_pose.session))


@conclude.register
def _requested(event: events.RequestKept, now: Now) -> Transition:
    if not _awaited(now, effects.MakeRequest, event.request.session_id):
        return now.stay()
    return to_picture(now, request=event.request)


@conclude.register
def _look(event: events.LookMade, now: Now) -> Transition:
    hero = now.session.hero
    ours = hero is not None and hero.id == event.shot_id and now.session.request is not None
    return now.stay(look_path=event.path) if ours else now.stay()


@conclude.register
def _queued(event: events.PrintsQueued, now: Now) -> Transition:
    if now.session.session_id != event.session_id or not now.session.printing:
        return now.stay()
    prints = now.session.prints + tuple((job.id, job.state) for job in event.jobs)
    left = max(0, now.session.copies_left - len(event.jobs))
    return now.stay(printing=False, prints=prints, copies_left=left)


@conclude.register
def _print_moved(event: events.PrintMoved, now: Now) -> Transition:
    """A sheet that surely did not come out is no copy: the guest may ask for another."""
    known = dict(now.session.prints)
    former = known.get(event.print_id)
    if former is None:
        return now.stay()
    known[event.print_id] = event.state
    lost = event.state in NO_COPY and former not in NO_COPY
    return now.stay(prints=tuple(known.items()), copies_left=now.session.copies_left + lost)


@conclude.register
def _failed(event: EffectFailed, now: Now) -> Transition:
    session = now.session
    if event.session_id is not None and event.session_id != session.session_id:
        return now.stay()
    if event.effect == effects.PrintPicture.__name__:
        return now.stay(printing=False, print_failed=session.printing)
    if event.effect == effects.MakeLook.__name__:
        return now.stay(look_path=session.hero.path if session.hero and session.request else None)
    return fail(now, _cause(event.error)) if event.effect == session.awaiting else now.stay()


def _cause(error: Exception) -> Failure:
    if isinstance(error, DiskError):
        return Failure.DISK
    return Failure.CAMERA if isinstance(error, CameraError) else Failure.INTERNAL
