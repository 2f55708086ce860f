"""What the booth's state machines have in common; each is pure, and knows none of the others.

The engine hosts them: it gives each the events that it takes, carries its effects out, and returns what
came of them as events.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar, dataclass_transform
from uuid import UUID

from kiosk.domain.booth_state import BoothState

State = TypeVar("State")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
class _Record:
    """What inherits from it is a frozen dataclass."""

    def __init_subclass__(cls) -> None:
        dataclass(frozen=True)(cls)


class Event(_Record):
    """The root of every event."""


class Effect(_Record):
    """The root of every effect: something that a machine wants done in the world."""


class Ticked(Event):
    """Time passed; sent several times a second while a deadline is set."""


class BoothStateChanged(Event):
    booth_state: BoothState


class EffectFailed(Event):
    """An effect ended in an error; `effect` is its class's name."""

    effect: str
    error: Exception
    session_id: UUID | None = None
    """The session that the effect was for; one that is over is not failed again."""
    machine: str = ""
    """The machine whose effect it was: it alone takes the event. Empty: every machine that takes failures."""


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
