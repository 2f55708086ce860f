"""A second machine beside the guest flow: a lock that counts PIN digits and asks for one check."""

import queue
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from kiosk.domain.booth_state import BoothState
from kiosk.domain.errors import BugError, PrinterError
from kiosk.domain.machine import BoothStateChanged, Effect, EffectFailed, Event, Machine, PlaySound, Ticked
from kiosk.engine import commands
from kiosk.engine.container import Container
from kiosk.engine.effects import EffectRunner
from kiosk.engine.hosting import EffectTable
from kiosk.session.events import LanguageChosen
from kiosk.session.state import ClosedReason, Screen
from tests.kiosk.engine.headless import Headless

LENGTH = 4


class DigitTyped(Event):
    digit: str


class PinChecked(Event):
    right: bool
    queue: str


class CheckPin(Effect):
    """-> PinChecked"""

    pin: str


@dataclass(frozen=True, slots=True)
class PinState:
    typed: str = ""
    open: bool = False
    queue: str = ""
    error: Exception | None = None
    ticks: int = 0
    booth_state: BoothState | None = None


def pin_step(
    state: PinState, booth_state: BoothState, event: Event, now: float, wall: datetime
) -> tuple[PinState, tuple[Effect, ...]]:
    match event:
        case DigitTyped(digit):
            typed = state.typed + digit
            if len(typed) < LENGTH:
                return replace(state, typed=typed), (PlaySound("touch"),)
            return replace(state, typed=""), (PlaySound("touch"), CheckPin(typed))
        case PinChecked(right, queue):
            return replace(state, open=right, queue=queue), ()
        case EffectFailed():
            return replace(state, error=event.error), ()
        case BoothStateChanged():
            return replace(state, booth_state=booth_state), ()
    return replace(state, ticks=state.ticks + 1), ()


EVENTS = frozenset({DigitTyped, PinChecked, EffectFailed, BoothStateChanged, Ticked})
PIN_MACHINE = Machine("pin", PinState(), EVENTS, pin_step)


def pin_effects(container: Container, runner: EffectRunner) -> EffectTable[PinState]:
    def check(effect: CheckPin, state: PinState, booth_state: BoothState) -> None:
        def work() -> Event:
            if effect.pin == "0000":
                raise PrinterError("the lock is jammed")
            return PinChecked(effect.pin == "1234", commands.queue_text(container.store))

        runner.run(container.store.database.writer, effect, work)

    return {CheckPin: check}


class TwoMachines(Headless):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.pin = self.engine.host(PIN_MACHINE, pin_effects)

    def type(self, pin: str) -> None:
        for digit in pin:
            self.engine.dispatch(DigitTyped(digit))


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[TwoMachines]:
    booth = TwoMachines(tmp_path)
    booth.start()
    booth.until(lambda: booth.session.closed is ClosedReason.NOT_ENROLLED)
    yield booth
    booth.engine.stop()


def test_it_gets_its_events_and_what_came_of_its_effects(booth: TwoMachines) -> None:
    guest = booth.session
    seen: list[Any] = []
    booth.pin.on_changed(seen.append)
    booth.type("1234")
    assert booth.sounds == ["touch"] * LENGTH
    booth.until(lambda: booth.pin.state.open)
    assert "0 ops and 0 pictures wait" in booth.pin.state.queue  # read from the running booth's own store
    assert [state.typed for state in seen][:LENGTH] == ["1", "12", "123", ""]
    assert booth.session == guest


def test_both_hear_of_time_and_of_the_booth(booth: TwoMachines) -> None:
    ticks = booth.pin.state.ticks
    booth.engine.tick()
    assert booth.pin.state.ticks == ticks + 1
    assert booth.pin.state.booth_state == booth.engine.booth_state
    assert booth.session.screen is Screen.CLOSED


def test_what_is_the_guests_is_not_told_to_it(booth: TwoMachines) -> None:
    before = booth.pin.state
    booth.engine.dispatch(LanguageChosen(booth.session.language.EN))
    assert booth.session.language == "en"
    assert booth.pin.state == before


def test_a_failed_effect_returns_to_its_machine_only(booth: TwoMachines) -> None:
    guest = booth.session
    booth.type("0000")
    booth.until(lambda: isinstance(booth.pin.state.error, PrinterError))
    assert booth.session == guest


def test_a_failure_that_is_no_effects_is_told_to_all(booth: TwoMachines) -> None:
    booth.engine.dispatch(EffectFailed("", BugError("a slot broke")))
    assert booth.session.screen is Screen.FAILED
    assert isinstance(booth.pin.state.error, BugError)


def test_an_effect_fails_while_the_booth_is_stopped(tmp_path: Path) -> None:
    booth = TwoMachines(tmp_path)
    booth.type("1234")
    with pytest.raises(queue.Empty):
        while True:
            booth.engine.dispatch(booth.inbox.get_nowait())
    assert "closed" in str(booth.pin.state.error)
    assert booth.session.screen is Screen.ATTRACT
