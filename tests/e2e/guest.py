"""A booth without a screen and its guest, who goes the whole way: strip, print, goodbye."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from contract.config import PrintLayout
from contract.sync import GenerationState
from kiosk.domain.clock import SystemClock
from kiosk.domain.model import Link, PrintState, Progress, Request
from kiosk.engine import commands
from kiosk.engine.settings import Settings
from kiosk.session import events as ev
from kiosk.session.state import Screen
from tests.kiosk.engine.headless import Headless

STEPS = (
    "touched", "consent", "style", "shot 1", "shot 2", "review", "make it", "processing", "sent", "result",
    "print", "printed", "goodbye",
)  # fmt: skip
"""The moments of a session, in order, as `Guest.session` calls them out."""

_OUTCOMES = (Screen.RESULT, Screen.TICKET)


class SkippingClock(SystemClock):
    """The PC's clock; what a guest waits out by standing still is skipped."""

    def __init__(self) -> None:
        super().__init__()
        self._skipped = 0.0

    def monotonic(self) -> float:
        return super().monotonic() + self._skipped

    def skip(self, seconds: float) -> None:
        self._skipped += max(0.0, seconds)


class Guest(Headless):
    """The booth, run by the guest in front of it."""

    def __init__(self, folder: Path, clock: SkippingClock) -> None:
        super().__init__(folder, clock)
        self._clock = clock
        self.got: Screen | None = None
        """What the guest got in the end: the result, or a ticket."""

    def welcome(self) -> None:
        """Wait until the booth is open, and as well prepared as its network allows."""
        self.until(lambda: self.session.screen is Screen.ATTRACT, "an open booth")
        self.until(lambda: self.engine.booth_state.camera.state == "live", "a live camera")

    def prepare(self) -> None:
        """Wait until the booth could lose the network and not miss it: pictures, samples, a lease."""
        self.welcome()
        self.until(lambda: self.engine.booth_state.sync.lease_left > 0, "a lease")
        config = self.engine.booth_state.config
        assert config is not None
        self.until(lambda: all(self.engine.asset(each) for each in config.asset_hashes()), "the samples")

    def one_session(self, at: Callable[[str], None] = lambda _: None) -> Request:
        """The whole way; `at` hears each moment before the guest goes on. What was promised."""
        self._choose(at)
        self._pose(at)
        request = self._wait_for_picture(at)
        self._print(at)
        self.touch(ev.LeaveAsked(), Screen.GOODBYE)
        at("goodbye")
        self.touch(ev.Touched(), Screen.ATTRACT)
        return request

    def notice_the_cut(self) -> None:
        """Wait until the booth knows that its network is gone."""
        self.until(lambda: self.engine.booth_state.sync.link is Link.OFFLINE, "the booth to notice")

    def recover(self, request: Request) -> Request:
        """Let the booth catch up: its picture is here, and nothing waits to be sent."""
        self.until(lambda: self._here(request) is not None, "the picture at the booth", 40)
        self.until(self._nothing_waits, "an empty outbox", 40)
        kept = self._here(request)
        assert kept is not None
        return kept

    def _choose(self, at: Callable[[str], None]) -> None:
        self.touch(ev.Touched(), Screen.CONSENT)
        at("touched")
        self.touch(ev.ConsentGiven(), Screen.GALLERY)
        at("consent")
        config = self.engine.booth_state.config
        assert config is not None
        style = next(each for each in config.styles().values() if each.look == "noir")
        self.touch(ev.StyleChosen(style.id, PrintLayout.STRIP), Screen.CAMERA)
        at("style")

    def _pose(self, at: Callable[[str], None]) -> None:
        self.engine.dispatch(ev.ShutterPressed())
        self._until_shots(1)
        at("shot 1")
        self._until_shots(2)
        at("shot 2")
        self._until_shots(3)
        self.until(lambda: self.session.screen is Screen.REVIEW, "the review")
        at("review")

    def _until_shots(self, number: int) -> None:
        def taken() -> bool:
            if self.session.shutter_deadline is not None:
                self._clock.skip(self.session.shutter_deadline - self._clock.monotonic())
            return len(self.session.shots) >= number

        self.until(taken, f"shot {number}")

    def _wait_for_picture(self, at: Callable[[str], None]) -> Request:
        self.engine.dispatch(ev.MakeItAsked())
        at("make it")
        self.until(lambda: self.session.request is not None, "the promise")
        request = self.session.request
        assert request is not None
        at("processing")
        self.until(
            lambda: self._arrived() or self.session.progress is not Progress.KEPT, "the platform's word"
        )
        at("sent")
        self.until(self._arrived, "a picture or a ticket", 30)
        self.got = self.session.screen
        at("result")
        return request

    def _arrived(self) -> bool:
        return self.session.screen in _OUTCOMES

    def _print(self, at: Callable[[str], None]) -> None:
        here = self.session.screen is Screen.RESULT
        self.until(lambda: here or self.session.look_path is not None, "something to print")
        self.engine.dispatch(ev.PrintAsked())
        at("print")
        self.until(self._printed, "the print")
        at("printed")

    def _printed(self) -> bool:
        return [state for _, state in self.session.prints] == [PrintState.PRINTED]

    def _here(self, request: Request) -> Request | None:
        kept = self.engine.request_of(request.generation_id)
        return kept if kept and kept.state is GenerationState.READY and kept.result_path else None

    def _nothing_waits(self) -> bool:
        sync = self.engine.booth_state.sync
        return sync.link is Link.ONLINE and sync.queue.ops == 0 and sync.queue.blobs == 0


@contextmanager
def booth(folder: Path, clock: SkippingClock | None = None) -> Iterator[Guest]:
    """A running booth over a folder that was paired."""
    guest = Guest(folder, clock or SkippingClock())
    guest.start()
    try:
        yield guest
    finally:
        guest.engine.stop()


def pair(folder: Path, address: str, code: str) -> None:
    """Make the folder that of an enrolled booth, as `kiosk enroll` does."""
    settings = Settings(data=folder)
    commands.with_store(settings, lambda store: commands.pair(settings, store, address, code), begins=True)
