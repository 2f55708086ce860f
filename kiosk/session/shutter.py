"""The countdown, and the photo at its end."""

from math import ceil

from kiosk.domain.machine import PlaySound
from kiosk.session.effects import TakeShot
from kiosk.session.state import Shutter
from kiosk.session.transitions import Now, Transition


def count_down(now: Now) -> Transition:
    """Start the countdown. The guest is posing, so 'still there?' is not asked meanwhile."""
    seconds = now.limits.countdown_seconds
    deadline = now.time + seconds
    return now.stay(
        shutter=Shutter.COUNTDOWN,
        shutter_deadline=deadline,
        seconds_sounded=seconds,
        idle_deadline=deadline + now.limits.idle_seconds,
        asking_still_there=False,
    ).then(PlaySound("tick"))


def tick(now: Now) -> Transition:
    """Sound each whole second; at zero take the photo."""
    session = now.session
    if session.shutter_deadline is None or session.session_id is None:
        return now.stay()
    left = ceil(session.shutter_deadline - now.time)
    if left > 0:
        sounded = left < session.seconds_sounded
        transition = now.stay(seconds_sounded=left)
        return transition.then(PlaySound("tick")) if sounded else transition
    take = TakeShot(session.session_id, session.next_shot, session.framing)
    transition = now.wait_for(take, shutter=Shutter.TAKING, shutter_deadline=None)
    return transition.then(PlaySound("shutter"))
