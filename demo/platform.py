"""The platform as a process of its own: `central run` on a free loopback port, with sample data."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any


class PlatformError(Exception):
    """The platform did not come up, or one of its commands failed; the sentence has its last words."""


@dataclass(frozen=True)
class Platform:
    """A running platform."""

    host: str
    port: int
    folder: Path
    environment: dict[str, str]
    program: tuple[str, ...]

    @property
    def url(self) -> str:
        """Its own address, past any cable; it stands in QR codes."""
        return f"http://{self.host}:{self.port}"

    def command(self, *arguments: str) -> Any:  # noqa: ANN401 - JSON of the named command
        """Run `central ARGUMENTS --json` beside it and return what it printed."""
        done = subprocess.run(
            [*self.program, *arguments, "--data", str(self.folder), "--json"],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        )
        if done.returncode:
            raise PlatformError(f"central {arguments[0]} failed: {done.stderr[-2000:]}")
        return json.loads(done.stdout)


_CENTRAL = (sys.executable, "-m", "central")


@contextmanager
def platform(
    folder: Path,
    port: int | None = None,
    host: str = "127.0.0.1",
    start_seconds: float = 120,
    program: tuple[str, ...] = _CENTRAL,
) -> Iterator[Platform]:
    """Run the platform until the block ends. Raises PlatformError when it does not answer in time."""
    port = port or free_port()
    environment = os.environ | {"PUBLIC_URL": f"http://{host}:{port}"}
    log = folder / "central.log"
    folder.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*program, "run", "--host", host, "--port", str(port), "--data", str(folder)],
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl+C stops the booth first, which still wants to give its lease back.
            start_new_session=True,
        )
    try:
        running = Platform(host, port, folder, environment, program)
        _wait_until_it_answers(process, running.url, log, start_seconds)
        yield running
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def free_port() -> int:
    """A loopback port that nobody listens on at this moment."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port: int = probe.getsockname()[1]
        return port


def _wait_until_it_answers(process: "subprocess.Popen[bytes]", url: str, log: Path, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise PlatformError(f"central ended with status {process.returncode}: {_last_words(log)}")
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=2) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise PlatformError(f"central did not answer within {seconds:.0f} s: {_last_words(log)}")


def _last_words(log: Path) -> str:
    return log.read_text(errors="replace")[-2000:]
