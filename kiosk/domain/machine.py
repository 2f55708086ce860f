"""What the booth's state machines have in common; each is pure, and knows none of the others.

The engine hosts them: it gives each the events that it takes, carries its effects out, and returns what
came of them as events.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from uuid import UUID

from kiosk.domain.booth_state import BoothState

State = TypeVar("State")


class Event:
    """The root of every event."""

    __slots__ = ()


class Effect:
    """The root of every effect: something that a machine wants done in the world."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Ticked(Event):
    """Time passed; sent several times a second while a deadline is set."""


@dataclass(frozen=True, slots=True)
class BoothStateChanged(Event):
    booth_state: BoothState


@dataclass(frozen=True, slots=True)
class EffectFailed(Event):
    """An effect ended in an error; `effect` is its class's name."""

    effect: str
    error: Exception
    session_id: UUID | None = None
    """The session that the effect was for; one that is over is not failed again."""
    machine: str = ""
    """The machine whose effect it was: it alone takes the event. Empty: every machine that takes failures."""


@dataclass(frozen=True, slots=True)
class PlaySound(Effect):
    """One of the sounds in `assets/sounds`: touch, tick, shutter, success, failure."""

    name: str


@dataclass(frozen=True, slots=True)
class Machine(Generic[State]):
    """One state machine, as the engine hosts it."""

    name: str
    initial: State
    events: frozenset[type[Event]]
    """The types of event that it takes; several machines may take the same one."""
    step: Callable[[State, BoothState, Event, float, datetime], tuple[State, Sequence[Effect]]]
    """(state, booth state, event, monotonic seconds, UTC) -> the next state, and effects in order. Pure."""
