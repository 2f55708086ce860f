"""A state machine in the engine: which events it takes, its state, and the way of its effects."""

import logging
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar

from kiosk.domain.booth_state import BoothState
from kiosk.domain.errors import DiskError
from kiosk.domain.machine import Effect, EffectFailed, Event, Machine
from kiosk.engine.container import Container
from kiosk.engine.effects import EffectRunner

log = logging.getLogger(__name__)
State = TypeVar("State")
T = TypeVar("T")

EffectTable = Mapping[type[Effect], Callable[[Any, State, BoothState], None]]
"""Begins each type of effect, given the state after the step (main thread; must not block)."""
EffectFactory = Callable[[Container, EffectRunner], EffectTable[State]]
"""Makes the table over the parts of a booth that has opened."""


class Hosted(Generic[State]):
    """One machine and its effects. Main thread only."""

    def __init__(
        self,
        machine: Machine[State],
        effects: EffectFactory[State],
        runner: EffectRunner,
        common: Mapping[type[Effect], Callable[[Any], None]],
    ) -> None:
        """`common`: effects that need no part of the booth."""
        self.state = machine.initial
        self._machine = machine
        self._effects = effects
        self._runner = runner
        self._common = common
        self._table: EffectTable[State] | None = None
        self._listeners: list[Callable[[State], None]] = []

    def on_changed(self, listener: Callable[[State], None]) -> None:
        """Call `listener` with every new state."""
        self._listeners.append(listener)

    def open(self, container: Container) -> None:
        """Effects can be carried out from now on."""
        self._table = self._effects(container, self._runner)

    def close(self) -> None:
        """Effects fail from now on."""
        self._table = None

    def takes(self, event: Event) -> bool:
        """Whether the event is meant for this machine; of failures, only those of its own effects."""
        if isinstance(event, EffectFailed) and event.machine not in ("", self._machine.name):
            return False
        return type(event) in self._machine.events

    def take(self, event: Event, booth_state: BoothState, now: float, wall: datetime) -> None:
        """One step, its effects, and then the listeners if the state is another."""
        state, effects = self._machine.step(self.state, booth_state, event, now, wall)
        changed, self.state = state != self.state, state
        for effect in effects:
            self._carry_out(effect, booth_state)
        if changed:
            tell(self._listeners, state)

    def _carry_out(self, effect: Effect, booth_state: BoothState) -> None:
        if type(effect) in self._common:
            self._common[type(effect)](effect)
        elif self._table is not None:
            self._table[type(effect)](effect, self.state, booth_state)
        else:
            self._runner.report(effect, DiskError("the store is closed"))


def tell(listeners: list[Callable[[T], None]], value: T) -> None:
    """Call each listener, in the order in which they came."""
    for listener in listeners:
        listener(value)
