"""The loop of the booth: an event comes, the session machine decides, effects go out to the workers.

Everything here runs on the main thread and never blocks; workers bring their outcomes back by `post`.
"""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from kiosk.domain.clock import Clock, SystemClock
from kiosk.domain.ports import Frame
from kiosk.engine.settings import Settings
from kiosk.session.effects import Effect, PlaySound
from kiosk.session.events import Event, FactsChanged, Ticked
from kiosk.session.machine import step
from kiosk.session.visit import Facts, Visit

log = logging.getLogger(__name__)

T = TypeVar("T")

Post = Callable[[Event], None]
"""Brings an event to the main thread, which then calls `dispatch`. Called from any thread."""


class Engine:
    """One booth. `post` must be thread-safe and must not dispatch at once, but later on the main thread."""

    def __init__(self, settings: Settings, post: Post, clock: Clock | None = None) -> None:
        self.settings = settings
        self.clock = clock or SystemClock()
        self._post = post
        self._visit = Visit()
        self._facts = Facts()
        self._visit_listeners: list[Callable[[Visit], None]] = []
        self._facts_listeners: list[Callable[[Facts], None]] = []
        self._frame_listeners: list[Callable[[Frame], None]] = []
        self._sound_listeners: list[Callable[[str], None]] = []

    # --- what the screens read ------------------------------------------------------------------

    @property
    def visit(self) -> Visit:
        return self._visit

    @property
    def facts(self) -> Facts:
        return self._facts

    def on_visit_changed(self, listener: Callable[[Visit], None]) -> None:
        """Call `listener` on the main thread with every new visit."""
        self._visit_listeners.append(listener)

    def on_facts_changed(self, listener: Callable[[Facts], None]) -> None:
        """Call `listener` on the main thread with every new facts, before the visit moves by them."""
        self._facts_listeners.append(listener)

    def on_frame(self, listener: Callable[[Frame], None]) -> None:
        """Call `listener` on the CAMERA thread with each preview frame (BGR, not mirrored)."""
        self._frame_listeners.append(listener)

    def on_sound(self, listener: Callable[[str], None]) -> None:
        """Call `listener` on the main thread with a sound's name: touch, tick, shutter, success, failure."""
        self._sound_listeners.append(listener)

    # --- life -----------------------------------------------------------------------------------

    def start(self) -> None:
        """Build and start every part: store, printer, camera, sync."""

    def stop(self) -> None:
        """Stop them in reverse order; returns when all threads have ended."""

    # --- the loop, main thread only ---------------------------------------------------------------

    def tick(self) -> None:
        """Let time pass; called about ten times a second."""
        self.dispatch(Ticked())

    def dispatch(self, event: Event) -> None:
        """Take one event through the session machine and send its effects out."""
        if isinstance(event, FactsChanged):
            self._facts = event.facts
            _tell(self._facts_listeners, event.facts)
        taken = step(self._visit, self._facts, event, self.clock.monotonic(), self._wall())
        changed, self._visit = taken.visit != self._visit, taken.visit
        for effect in taken.effects:
            self._carry_out(effect)
        if changed:
            _tell(self._visit_listeners, taken.visit)

    def change_facts(self, **changes: Any) -> None:
        """Replace some of the facts, on the main thread."""
        facts = replace(self._facts, **changes)
        if facts != self._facts:
            self.dispatch(FactsChanged(facts))

    def _wall(self) -> datetime:
        return self.clock.now()

    def _carry_out(self, effect: Effect) -> None:
        if isinstance(effect, PlaySound):
            _tell(self._sound_listeners, effect.name)


def _tell(listeners: list[Callable[[T], None]], value: T) -> None:
    for listener in listeners:
        listener(value)
