"""The guest flow: one pure function from a session and an event to the next session state and its effects.

No clock, no thread, no device: the same events at the same moments give the same way through the booth.
An event that means nothing on the present screen changes nothing; no event raises.
"""

from dataclasses import replace
from datetime import datetime

from kiosk.domain.booth_state import BoothState
from kiosk.domain.machine import Event, Machine, PlaySound
from kiosk.session.effect_results import conclude
from kiosk.session.effects import ShowPreview
from kiosk.session.environment import react
from kiosk.session.events import LanguageChosen, LargeTextChosen, LeaveAsked, StillHere
from kiosk.session.guest_actions import act
from kiosk.session.state import Screen, SessionState, Shutter
from kiosk.session.transitions import FAREWELLS, RESTING, Now, Transition, patience

_ALWAYS = (LeaveAsked, StillHere, LanguageChosen, LargeTextChosen)
"""Touches that do not wait until something is durable."""
_SOUNDS = {Screen.RESULT: "success", Screen.FAILED: "failure"}


def step(
    session: SessionState,
    booth_state: BoothState,
    event: Event,
    now: float,
    wall: datetime,
) -> Transition:
    """What `event` leads to. `now` is monotonic seconds, `wall` the UTC time that an event's dates mean."""
    moment = Now(session, booth_state, now, wall)
    if type(event) in act.registry:
        taken = _touched(moment, event)
    elif type(event) in react.registry:
        taken = react(event, moment)
    else:
        taken = conclude(event, moment)
    return _with_consequences(session, taken)


def _touched(now: Now, event: Event) -> Transition:
    """A touch shows that somebody is there; it acts unless something is being made durable."""
    here = replace(now, session=_noticed(now))
    if now.session.busy and not isinstance(event, _ALWAYS):
        return Transition(here.session)
    taken = act(event, here)
    if taken.session == here.session or isinstance(event, _ALWAYS):
        return taken
    return taken._replace(effects=(PlaySound("touch"), *taken.effects))


def _noticed(now: Now) -> SessionState:
    session = now.session
    if session.screen in (*RESTING, *FAREWELLS) or session.shutter is not Shutter.AIMING:
        return session
    deadline = now.time + patience(session.screen, now.limits)
    return replace(session, idle_deadline=deadline, asking_still_there=False)


def _with_consequences(before: SessionState, taken: Transition) -> Transition:
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
    return taken._replace(effects=(*preview, *taken.effects, *sound))


GUEST_MACHINE = Machine(
    "guest",
    SessionState(),
    frozenset({*act.registry, *react.registry, *conclude.registry} - {object}),
    step,
)
"""The guest flow, as the engine hosts it."""
