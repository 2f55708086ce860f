"""The transitions that several events share: where a session goes, how long it may stay, how it ends."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from contract.config import ConfigStyle, Limits, Orientation, PrintLayout
from contract.problem import Code
from kiosk.domain.booth_state import BoothState
from kiosk.domain.machine import Effect
from kiosk.domain.model import Funding, Link, Progress
from kiosk.session.closed import closed_reason
from kiosk.session.effects import DiscardShots, EndSession, MakeLook, RecordStyle
from kiosk.session.state import Failure, Screen, SessionState, Shutter
from kiosk.styles.catalogue import Catalogue, catalogue_of, given_choice

FAREWELL_SECONDS = 8.0
"""How long the farewells stay; they end by themselves."""
FAREWELLS = (Screen.GOODBYE, Screen.DECLINED)
RESTING = (Screen.ATTRACT, Screen.CLOSED)
_PATIENT = {Screen.TICKET: 2.0, Screen.RESULT: 2.0, Screen.GOODBYE: 2.0}
"""Screens that guests read, photograph and wait at: a multiple of the usual limit."""


Change = Any
"""The new value of a field of SessionState; `dataclasses.replace` refuses a name that is not one."""


class Transition(NamedTuple):
    """What an event leads to: the next session state, and the effects to carry out, in order."""

    session: SessionState
    effects: tuple[Effect, ...] = ()

    def then(self, *effects: Effect) -> "Transition":
        """The same with more effects."""
        return self._replace(effects=self.effects + effects)


@dataclass(frozen=True, slots=True)
class Now:
    """A session and the booth at one moment. `time` is monotonic seconds, `wall` UTC."""

    session: SessionState
    booth_state: BoothState
    time: float
    wall: datetime

    @property
    def limits(self) -> Limits:
        """The event's limits, else the usual ones."""
        return self.booth_state.limits

    @property
    def catalogue(self) -> Catalogue:
        """What the event offers now."""
        return catalogue_of(self.booth_state.config)

    @property
    def given_choice(self) -> tuple[ConfigStyle, PrintLayout] | None:
        """The style and layout that the guest need not be asked for."""
        return given_choice(self.catalogue, self.booth_state.sync)

    def stay(self, **changes: Change) -> Transition:
        """The same screen with something changed."""
        return Transition(replace(self.session, **changes))

    def move(self, screen: Screen, **changes: Change) -> Transition:
        """Another screen, with its own time limit; no effect is awaited any more."""
        defaults: dict[str, Change] = {
            "awaiting": "",
            "asking_still_there": False,
            "idle_deadline": self.time + patience(screen, self.limits),
        }
        return Transition(replace(self.session, screen=screen, **(defaults | changes)))

    def wait_for(self, effect: Effect, **changes: Change) -> Transition:
        """Make the effect durable first; the screen stays until its result arrives."""
        return Transition(replace(self.session, awaiting=type(effect).__name__, **changes), (effect,))


def patience(screen: Screen, limits: Limits) -> float:
    """Seconds without a touch after which the screen ends."""
    if screen in FAREWELLS:
        return FAREWELL_SECONDS * _PATIENT.get(screen, 1.0)
    if screen is Screen.PROCESSING:
        return float(limits.result_deadline_seconds + limits.idle_seconds)
    return limits.idle_seconds * _PATIENT.get(screen, 1.0)


def warning_seconds(limits: Limits) -> float:
    """How long before its end a screen asks 'still there?'."""
    return min(float(limits.idle_warning_seconds), limits.idle_seconds / 2)


def rest(now: Now) -> Transition:
    """No guest is here: attract, or closed with the reason."""
    reason = closed_reason(now.booth_state, now.wall)
    return Transition(SessionState(screen=Screen.CLOSED if reason else Screen.ATTRACT, closed=reason))


def end(now: Now, outcome: str, screen: Screen = Screen.ATTRACT, **changes: Change) -> Transition:
    """End the session, once: with a farewell, or straight to rest."""
    session_id = now.session.session_id
    transition = now.move(screen, session_id=None, **changes) if screen in FAREWELLS else rest(now)
    return transition.then(EndSession(session_id, outcome)) if session_id else transition


def fail(now: Now, failure: Failure, refusal: Code | None = None, **changes: Change) -> Transition:
    """There is no picture; the screen says why (G8)."""
    aiming: dict[str, Change] = {"shutter": Shutter.AIMING, "shutter_deadline": None}
    return now.move(Screen.FAILED, failure=failure, refusal=refusal, **(aiming | changes))


def to_gallery(now: Now, **changes: Change) -> Transition:
    """Choose a style for the next picture; where there is nothing to choose, its photos come at once."""
    fresh: dict[str, Change] = {
        "request": None,
        "failure": None,
        "refusal": None,
        "look_path": None,
        "result_path": None,
        "result_deadline": None,
        "prints": (),
        "printing": False,
        "print_failed": False,
        "progress": Progress.KEPT,
        "progress_fraction": 0.0,
    }
    if now.given_choice is None or now.session.session_id is None:
        return now.move(Screen.GALLERY, **(fresh | {"style_id": None} | changes))
    return _take_given(now, now.session.session_id, *now.given_choice, fresh | changes)


def _take_given(
    now: Now, session_id: UUID, style: ConfigStyle, layout: PrintLayout, changes: dict[str, Change]
) -> Transition:
    """Choose for the guest; the screen stays for the moment that it takes to keep the choice."""
    known = (now.session.style_id, now.session.layout) == (style.id, layout)
    changes |= {"style_id": style.id, "layout": layout, "copies_left": now.limits.copies}
    if known:
        return to_photos(now, **changes)
    return now.wait_for(RecordStyle(session_id, style.id, layout), **changes)


def to_camera(now: Now, **changes: Change) -> Transition:
    """Aim; the shots already taken for this picture are kept."""
    aiming: dict[str, Change] = {"shutter": Shutter.AIMING, "shutter_deadline": None}
    aiming |= {"request": None, "failure": None, "look_path": None}
    if not changes.get("shots", now.session.shots):
        aiming["orientation"] = _offered_orientation(now)
    return now.move(Screen.CAMERA, **(aiming | changes))


def _offered_orientation(now: Now) -> Orientation:
    chosen = now.session.orientation
    return chosen if chosen in now.catalogue.orientations else now.catalogue.usual_orientation


def to_photos(now: Now, **changes: Change) -> Transition:
    """With a style chosen: review when all shots are taken, else the camera; shots of another framing go."""
    session = replace(now.session, **changes)
    framed = all(session.framing.fits(shot.width, shot.height) for shot in session.shots)
    if framed and len(session.shots) == session.shots_wanted:
        return now.move(Screen.REVIEW, **(changes | {"request": None, "failure": None}))
    if session.session_id and (not framed or len(session.shots) > session.shots_wanted):
        left = max(0, session.retakes_left - 1)
        return now.wait_for(DiscardShots(session.session_id), **(changes | {"retakes_left": left}))
    return to_camera(now, **changes)


def to_picture(now: Now, **changes: Change) -> Transition:
    """With the request durable: wait for its picture if it can come in time, else show the ticket."""
    session = replace(now.session, **changes)
    deadline = now.time + now.limits.result_deadline_seconds
    transition = now.move(
        Screen.PROCESSING if _can_come(session, now.booth_state) else Screen.TICKET,
        **(changes | {"result_deadline": deadline, "failure": None}),
    )
    return transition.then(*_look_of(session, now.catalogue))


def to_refused(now: Now, **changes: Change) -> Transition:
    """The request came to nothing; of its photo the on-booth look remains, which may be printed."""
    session = replace(now.session, **changes)
    refusal = session.request.refusal if session.request else None
    transition = fail(now, Failure.REFUSED if refusal else Failure.GENERATION, refusal, **changes)
    return transition if session.look_path else transition.then(*_look_of(session, now.catalogue))


def _look_of(session: SessionState, catalogue: Catalogue) -> tuple[MakeLook, ...]:
    style = catalogue.style(session.style_id)
    return (MakeLook(session.hero, style.look),) if session.hero and style else ()


def _can_come(session: SessionState, booth_state: BoothState) -> bool:
    funded = session.request is not None and session.request.funding is Funding.LEASED
    return funded and not no_link(booth_state)


def no_link(booth_state: BoothState) -> bool:
    """The platform cannot be reached, or refuses this booth."""
    return booth_state.sync.link in (Link.OFFLINE, Link.REFUSED)
