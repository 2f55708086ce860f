"""The guest flow: one pure function from a visit and an event to the next visit and its effects.

No clock, no thread, no device: the same events at the same moments give the same way through the booth.
An event that means nothing on the present screen changes nothing; no event raises.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.session import outcomes, touches, world
from kiosk.session.effects import PlaySound, ShowPreview
from kiosk.session.events import Event, LanguageChosen, LargeTextChosen, LeaveAsked, StillHere
from kiosk.session.moves import FAREWELLS, RESTING, Now, Step, patience
from kiosk.session.visit import Facts, Screen, Shutter, Visit

_ALWAYS = (LeaveAsked, StillHere, LanguageChosen, LargeTextChosen)
"""Touches that do not wait until something is durable."""
_SOUNDS = {Screen.RESULT: "success", Screen.FAILED: "failure"}

Handler = Callable[[Now, Any], Step]
_TOUCHES: dict[type[Event], Handler] = touches.HANDLERS
_WORLD: dict[type[Event], Handler] = world.HANDLERS | outcomes.HANDLERS


def step(
    visit: Visit,
    facts: Facts,
    event: Event,
    now: float,
    wall: datetime,
) -> Step:
    """What `event` leads to. `now` is monotonic seconds, `wall` the UTC time that an event's dates mean."""
    moment = Now(visit, facts, now, wall)
    if type(event) in _TOUCHES:
        taken = _touched(moment, event)
    else:
        taken = _WORLD[type(event)](moment, event) if type(event) in _WORLD else Step(visit)
    return _with_consequences(visit, taken)


def _touched(now: Now, event: Event) -> Step:
    """A touch shows that somebody is there; it acts unless something is being made durable."""
    here = replace(now, visit=_noticed(now))
    if now.visit.busy and not isinstance(event, _ALWAYS):
        return Step(here.visit)
    taken = _TOUCHES[type(event)](here, event)
    if taken.visit == here.visit or isinstance(event, _ALWAYS):
        return taken
    return replace(taken, effects=(PlaySound("touch"), *taken.effects))


def _noticed(now: Now) -> Visit:
    visit = now.visit
    if visit.screen in (*RESTING, *FAREWELLS) or visit.shutter is not Shutter.AIMING:
        return visit
    deadline = now.time + patience(visit.screen, now.limits)
    return replace(visit, idle_deadline=deadline, asking_still_there=False)


def _with_consequences(before: Visit, taken: Step) -> Step:
    """The preview runs on the camera screen only; arrivals that matter are heard."""
    after = taken.visit
    if before.screen is after.screen:
        return taken
    preview = (
        (ShowPreview(after.screen is Screen.CAMERA),)
        if Screen.CAMERA in (before.screen, after.screen)
        else ()
    )
    sound = (PlaySound(_SOUNDS[after.screen]),) if after.screen in _SOUNDS else ()
    return replace(taken, effects=(*preview, *taken.effects, *sound))
