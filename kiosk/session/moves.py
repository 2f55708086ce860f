"""The building blocks of the guest flow: where a visit goes, how long it may stay, how it ends."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from contract.config import ConfigStyle, Limits
from kiosk.domain.model import Funding, Link
from kiosk.session.closed import closed_reason
from kiosk.session.effects import DiscardShots, Effect, EndSession, MakeLook
from kiosk.session.visit import Facts, Failure, Progress, Screen, Shutter, Visit

FAREWELL_SECONDS = 8.0
"""How long goodbye and declined stay; they end by themselves and ask nothing."""
FAREWELLS = (Screen.GOODBYE, Screen.DECLINED)
RESTING = (Screen.ATTRACT, Screen.CLOSED)
_PATIENT = {Screen.TICKET: 2.0, Screen.RESULT: 2.0}
"""Screens that people look at, photograph and wait in front of: times the usual idle limit."""
_NO_LINK = (Link.OFFLINE, Link.REFUSED)


Change = Any
"""The new value of a field of Visit; `dataclasses.replace` refuses a name that is not one."""


@dataclass(frozen=True, slots=True)
class Step:
    """What an event led to: the next visit, and the effects to carry out, in order."""

    visit: Visit
    effects: tuple[Effect, ...] = ()

    def then(self, *effects: Effect) -> "Step":
        """The same with more effects."""
        return replace(self, effects=self.effects + effects)


@dataclass(frozen=True, slots=True)
class Now:
    """A visit at one moment, with all that may be asked about the world. `time` is monotonic seconds."""

    visit: Visit
    facts: Facts
    time: float
    wall: datetime

    @property
    def limits(self) -> Limits:
        """The event's limits, else the usual ones."""
        return self.facts.config.limits if self.facts.config else Limits()

    def style(self, style_id: UUID | None) -> ConfigStyle | None:
        """The style, while the event still offers it."""
        return self.facts.config.styles().get(style_id) if self.facts.config and style_id else None

    def stay(self, **changes: Change) -> Step:
        """The same screen with something changed."""
        return Step(replace(self.visit, **changes))

    def move(self, screen: Screen, **changes: Change) -> Step:
        """Another screen, with its own time limit; whatever was awaited is over."""
        settled: dict[str, Change] = {
            "busy": False,
            "awaiting": "",
            "asking_still_there": False,
            "idle_deadline": self.time + patience(screen, self.limits),
        }
        return Step(replace(self.visit, screen=screen, **(settled | changes)))

    def wait_for(self, effect: Effect, **changes: Change) -> Step:
        """Do something durable first; the screen stays until its outcome comes."""
        return Step(replace(self.visit, busy=True, awaiting=type(effect).__name__, **changes), (effect,))


def patience(screen: Screen, limits: Limits) -> float:
    """Seconds without a touch until the screen gives the guest up."""
    if screen in FAREWELLS:
        return FAREWELL_SECONDS
    if screen is Screen.PROCESSING:
        return float(limits.result_deadline_seconds + limits.idle_seconds)
    return limits.idle_seconds * _PATIENT.get(screen, 1.0)


def warning_seconds(limits: Limits) -> float:
    """How long before the end of its patience a screen asks 'still there?'."""
    return min(float(limits.idle_warning_seconds), limits.idle_seconds / 2)


def rest(now: Now) -> Step:
    """Nobody is here: attract, or closed with the reason."""
    reason = closed_reason(now.facts, now.wall)
    return Step(Visit(screen=Screen.CLOSED if reason else Screen.ATTRACT, closed=reason))


def end(now: Now, outcome: str, screen: Screen = Screen.ATTRACT) -> Step:
    """The visit is over, once: by way of a farewell, or straight to rest."""
    session_id = now.visit.session_id
    step = now.move(screen, session_id=None) if screen in FAREWELLS else rest(now)
    return step.then(EndSession(session_id, outcome)) if session_id else step


def fail(now: Now, failure: Failure) -> Step:
    """There is no picture, and the guest is told why (G8)."""
    return now.move(Screen.FAILED, failure=failure, shutter=Shutter.AIMING, shutter_deadline=None)


def to_gallery(now: Now, **changes: Change) -> Step:
    """Choose a style for a picture that is not asked for yet."""
    fresh = {
        "request": None,
        "failure": None,
        "style_id": None,
        "look_path": None,
        "result_path": None,
        "result_deadline": None,
        "prints": (),
        "printing": False,
        "progress": Progress.KEPT,
        "progress_fraction": 0.0,
    }
    return now.move(Screen.GALLERY, **(fresh | changes))


def to_camera(now: Now, **changes: Change) -> Step:
    """Aim; shots of this picture that are already kept stay."""
    aiming = {"shutter": Shutter.AIMING, "shutter_deadline": None, "request": None, "failure": None}
    return now.move(Screen.CAMERA, **(aiming | changes))


def to_photos(now: Now, **changes: Change) -> Step:
    """Where a guest with a style goes: review when the shots are there, else the camera."""
    visit = replace(now.visit, **changes)
    if len(visit.shots) == visit.shots_wanted:
        return now.move(Screen.REVIEW, **(changes | {"request": None, "failure": None}))
    if len(visit.shots) > visit.shots_wanted and visit.session_id:
        return now.wait_for(DiscardShots(visit.session_id), **changes)
    return to_camera(now, **changes)


def to_picture(now: Now, **changes: Change) -> Step:
    """A request is durable: wait for its picture where it can come in time, else hand out the ticket."""
    visit = replace(now.visit, **changes)
    deadline = now.time + now.limits.result_deadline_seconds
    step = now.move(
        Screen.PROCESSING if _can_come(visit, now.facts) else Screen.TICKET,
        **(changes | {"result_deadline": deadline, "failure": None}),
    )
    style = now.style(visit.style_id)
    return step.then(MakeLook(visit.hero, style.look)) if visit.hero and style else step


def _can_come(visit: Visit, facts: Facts) -> bool:
    funded = visit.request is not None and visit.request.funding is Funding.LEASED
    return funded and facts.sync.link not in _NO_LINK


def no_link(facts: Facts) -> bool:
    """The platform cannot be asked at the moment."""
    return facts.sync.link in _NO_LINK
