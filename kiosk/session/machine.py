"""The guest flow: one pure function from a session and an event to the next session state and its effects.

No clock, no thread, no device: the same events at the same moments give the same way through the booth.
An event that means nothing on the present screen changes nothing; no event raises.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from kiosk.domain.booth_state import BoothState
from kiosk.domain.machine import Effect, Event, Machine, PlaySound
from kiosk.session import effect_results, environment, guest_actions
from kiosk.session.effects import ShowPreview
from kiosk.session.events import LanguageChosen, LargeTextChosen, LeaveAsked, StillHere
from kiosk.session.state import Screen, SessionState, Shutter
from kiosk.session.transitions import FAREWELLS, RESTING, Now, Step, patience

_ALWAYS = (LeaveAsked, StillHere, LanguageChosen, LargeTextChosen)
"""Touches that do not wait until something is durable."""
_SOUNDS = {Screen.RESULT: "success", Screen.FAILED: "failure"}

Handler = Callable[[Now, Any], Step]
_TOUCHES: dict[type[Event], Handler] = guest_actions.HANDLERS
_WORLD: dict[type[Event], Handler] = environment.HANDLERS | effect_results.HANDLERS


def step(
    session: SessionState,
    booth_state: BoothState,
    event: Event,
    now: float,
    wall: datetime,
) -> Step:
    """What `event` leads to. `now` is monotonic seconds, `wall` the UTC time that an event's dates mean."""
    moment = Now(session, booth_state, now, wall)
    if type(event) in _TOUCHES:
        taken = _touched(moment, event)
    else:
        taken = _WORLD[type(event)](moment, event) if type(event) in _WORLD else Step(session)
    return _with_consequences(session, taken)


def _touched(now: Now, event: Event) -> Step:
    """A touch shows that somebody is there; it acts unless something is being made durable."""
    here = replace(now, session=_noticed(now))
    if now.session.busy and not isinstance(event, _ALWAYS):
        return Step(here.session)
    taken = _TOUCHES[type(event)](here, event)
    if taken.session == here.session or isinstance(event, _ALWAYS):
        return taken
    return replace(taken, effects=(PlaySound("touch"), *taken.effects))


def _noticed(now: Now) -> SessionState:
    session = now.session
    if session.screen in (*RESTING, *FAREWELLS) or session.shutter is not Shutter.AIMING:
        return session
    deadline = now.time + patience(session.screen, now.limits)
    return replace(session, idle_deadline=deadline, asking_still_there=False)


def _with_consequences(before: SessionState, taken: Step) -> Step:
    """The preview runs on the camera screen only; arrivals that matter are heard."""
    after = taken.session
    if before.screen is after.screen:
        return taken
    preview = (
        (ShowPreview(after.screen is Screen.CAMERA),)
        if Screen.CAMERA in (before.screen, after.screen)
        else ()
    )
    sound = (PlaySound(_SOUNDS[after.screen]),) if after.screen in _SOUNDS else ()
    return replace(taken, effects=(*preview, *taken.effects, *sound))


def _hosted_step(
    session: SessionState, booth_state: BoothState, event: Event, now: float, wall: datetime
) -> tuple[SessionState, tuple[Effect, ...]]:
    taken = step(session, booth_state, event, now, wall)
    return taken.session, taken.effects


GUEST_MACHINE = Machine("guest", SessionState(), frozenset(_TOUCHES | _WORLD), _hosted_step)
"""The guest flow, as the engine hosts it."""
