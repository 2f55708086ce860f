"""The countdown, and the photo at its end."""

from math import ceil

from kiosk.session.effects import PlaySound, TakeShot
from kiosk.session.moves import Now, Step
from kiosk.session.visit import Shutter


def count_down(now: Now) -> Step:
    """Start the countdown; the guest poses, so nobody is asked whether he is still there."""
    seconds = now.limits.countdown_seconds
    deadline = now.time + seconds
    return now.stay(
        shutter=Shutter.COUNTDOWN,
        shutter_deadline=deadline,
        seconds_sounded=seconds,
        idle_deadline=deadline + now.limits.idle_seconds,
        asking_still_there=False,
    ).then(PlaySound("tick"))


def tick(now: Now) -> Step:
    """Sound each whole second; at zero take the photo."""
    visit = now.visit
    if visit.shutter_deadline is None or visit.session_id is None:
        return now.stay()
    left = ceil(visit.shutter_deadline - now.time)
    if left > 0:
        sounded = left < visit.seconds_sounded
        step = now.stay(seconds_sounded=left)
        return step.then(PlaySound("tick")) if sounded else step
    take = TakeShot(visit.session_id, len(visit.shots))
    step = now.wait_for(take, shutter=Shutter.TAKING, shutter_deadline=None)
    return step.then(PlaySound("shutter"))
