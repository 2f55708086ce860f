"""The guest flow: one pure function from a session and an event to the next session state and its effects.

It has no clock, thread or device: the same events at the same moments give the same states. An event that has
no meaning on the current screen changes nothing; no event raises.
"""

from dataclasses import replace
from datetime import datetime

from kiosk.domain.booth_state import BoothState
from kiosk.domain.framing import Framing
from kiosk.domain.machine import Event, Machine, PlaySound
from kiosk.session.early import is_early
from kiosk.session.effect_results import conclude
from kiosk.session.effects import ShowPreview
from kiosk.session.environment import react
from kiosk.session.events import LanguageChosen, LargeTextChosen, LeaveAsked, StillHere
from kiosk.session.guest_actions import act
from kiosk.session.state import Screen, SessionState, Shutter
from kiosk.session.transitions import FAREWELLS, RESTING, Now, Transition, patience

_ALWAYS = (LeaveAsked, StillHere, LanguageChosen, LargeTextChosen)
"""Actions that do not wait until an effect is durable."""
_SOUNDS = {Screen.RESULT: "success", Screen.FAILED: "failure"}


def step(
    session: SessionState, booth_state: BoothState, event: Event, now: float, wall: datetime
) -> Transition:
    """What `event` leads to. `now` is monotonic seconds; `wall` is UTC, for the event's dates."""
    moment = Now(session, booth_state, now, wall)
    if is_early(session, event):
        return moment.stay(early=(*session.early, event))
    return _with_what_waited(moment, _with_consequences(session, _taken(moment, event)))


def _taken(now: Now, event: Event) -> Transition:
    if type(event) in act.registry:
        return _guest_action(now, event)
    return react(event, now) if type(event) in react.registry else conclude(event, now)


def _with_what_waited(now: Now, transition: Transition) -> Transition:
    """News that came too early follows at once, in its order, and is of no more use after that."""
    waited = transition.session.early
    if not waited or any(is_early(transition.session, event) for event in waited):
        return transition
    transition = transition._replace(session=replace(transition.session, early=()))
    for event in waited:
        session, following = step(transition.session, now.booth_state, event, now.time, now.wall)
        transition = Transition(session, (*transition.effects, *following))
    return transition


def _guest_action(now: Now, event: Event) -> Transition:
    """Any touch shows that the guest is there; it acts unless an effect is being made durable."""
    here = replace(now, session=_idle_restarted(now))
    if now.session.busy and not isinstance(event, _ALWAYS):
        return Transition(here.session)
    transition = act(event, here)
    if transition.session == here.session or isinstance(event, _ALWAYS):
        return transition
    return transition._replace(effects=(PlaySound("touch"), *transition.effects))


def _idle_restarted(now: Now) -> SessionState:
    session = now.session
    if session.screen in (*RESTING, *FAREWELLS) or session.shutter is not Shutter.AIMING:
        return session
    deadline = now.time + patience(session.screen, now.limits)
    return replace(session, idle_deadline=deadline, asking_still_there=False)


def _with_consequences(before: SessionState, transition: Transition) -> Transition:
    """The preview runs on the camera screen only, in the photo's framing; some screens open with a sound."""
    after = transition.session
    preview = (ShowPreview(_previewed(after)),) if _previewed(before) != _previewed(after) else ()
    opened = before.screen is not after.screen and after.screen in _SOUNDS
    sound = (PlaySound(_SOUNDS[after.screen]),) if opened else ()
    return transition._replace(effects=(*preview, *transition.effects, *sound))


def _previewed(session: SessionState) -> Framing | None:
    return session.framing if session.screen is Screen.CAMERA else None


GUEST_MACHINE = Machine(
    "guest", SessionState(), frozenset({*act.registry, *react.registry, *conclude.registry} - {object}), step
)
"""The guest flow, as the engine hosts it."""
