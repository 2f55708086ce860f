"""Runs the platform's processes as one: starts them, restarts those that die, stops them all."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from types import FrameType
from typing import Final

log = logging.getLogger(__name__)

_STOP_SECONDS: Final = 15.0
_SHORTEST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_HEALTHY_SECONDS: Final = 60.0
_PR_SET_PDEATHSIG: Final = 1


class Child:
    """One process that must always run. It is restarted after a pause that doubles while it keeps dying."""

    def __init__(self, name: str, arguments: Sequence[str]) -> None:
        self.name = name
        self._command = [sys.executable, "-m", "central", *arguments]
        self._process: subprocess.Popen[bytes] | None = None
        self._started = 0.0
        self._pause = _SHORTEST_PAUSE
        self._due = 0.0

    def start(self, environment: Mapping[str, str]) -> None:
        """Start it now."""
        self._started = time.monotonic()
        self._process = subprocess.Popen(
            self._command,
            env=dict(environment) | {"CABINA_PARENT": str(os.getpid())},
            stdin=subprocess.DEVNULL,
        )

    def tend(self, environment: Mapping[str, str]) -> None:
        """Notice that it has ended; restart it once its pause is over."""
        now = time.monotonic()
        if self._process is not None and self._process.poll() is not None:
            lived = now - self._started
            self._pause = (
                _SHORTEST_PAUSE if lived > _HEALTHY_SECONDS else min(self._pause * 2, _LONGEST_PAUSE)
            )
            log.error(
                "%s ended with status %s, again in %.1f s", self.name, self._process.returncode, self._pause
            )
            self._due = now + self._pause
            self._process = None
        if self._process is None and now >= self._due:
            self.start(environment)

    def terminate(self) -> None:
        """Ask it to end."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait until it has ended; kill it after the deadline."""
        if self._process is None:
            return
        try:
            self._process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            log.warning("%s did not end in time and is killed", self.name)
            self._process.kill()
            self._process.wait()


class Stopped(BaseException):
    """SIGTERM or SIGINT came."""


def stop_on_signals() -> None:
    """From now on SIGTERM and SIGINT raise Stopped in the main thread."""

    def stop(number: int, frame: FrameType | None) -> None:
        raise Stopped

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)


def supervise(
    children: Sequence[Child], environment: Mapping[str, str], tend_database: Callable[[], None]
) -> None:
    """Keep the children running until Stopped is raised; then stop them, the last one first.

    `tend_database` is called all the time; what it raises ends everything as well.
    """
    try:
        for child in children:
            child.start(environment)
        while True:
            time.sleep(0.2)
            tend_database()
            for child in children:
                child.tend(environment)
    finally:
        # A second signal must not leave children behind.
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        for child in reversed(children):
            child.terminate()
        deadline = time.monotonic() + _STOP_SECONDS
        for child in children:
            child.wait(deadline)


def end_with_parent(by: signal.Signals = signal.SIGTERM) -> None:
    """In a child process: receive this signal when the parent dies, however it dies (Linux)."""
    parent = os.environ.get("CABINA_PARENT")
    if parent is None or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, by)
    if os.getppid() != int(parent):
        sys.exit("the parent process is gone")


def is_a_child() -> bool:
    """Whether this process was started by a supervisor."""
    return "CABINA_PARENT" in os.environ


def be_the_parent() -> None:
    """From now on, this process is the parent of the children that it starts."""
    os.environ["CABINA_PARENT"] = str(os.getpid())
