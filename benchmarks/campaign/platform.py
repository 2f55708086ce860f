"""The platform's processes, as something of which each can be killed or stopped."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from benchmarks.campaign.disk import Disk
from benchmarks.campaign.waiting import wait_until
from demo.platform import Platform, free_port

DISK_BYTES = 2_000_000_000
_CENTRAL = (sys.executable, "-m", "central")


class Central:
    """`central run`, and whoever starts it again when it has ended, as a service manager would."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.disk = Disk(folder, DISK_BYTES)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        environment = os.environ | {"PUBLIC_URL": self.url}
        self.platform = Platform("127.0.0.1", self.port, folder, environment, _CENTRAL)
        self._process: subprocess.Popen[bytes] | None = None
        self.ended: list[int] = []
        """With which status it ended without being killed by us."""

    def start(self) -> None:
        with (self.platform.folder / "central.log").open("ab") as log:
            self._process = subprocess.Popen(
                [*_CENTRAL, "run", "--port", str(self.port), "--data", str(self.platform.folder)],
                env=self.platform.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def tend(self) -> None:
        if self._process is not None and self._process.poll() is not None:
            self.ended.append(self._process.returncode)
            self.start()

    def kill(self) -> None:
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        wait_until(lambda: not self.processes("web", "worker"), 30)
        self.start()

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(60)

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait(self) -> None:
        assert wait_until(self.is_ready, 120), "the platform does not answer"

    def processes(self, *commands: str) -> list[int]:
        """Those of `central web` and so on of this platform, with what they have started."""
        table = _processes()
        ours = [
            pid
            for pid, (_, line) in table.items()
            if any(f"central {command} " in line for command in commands) and self._is_ours(pid)
        ]
        return ours + [pid for pid, (parent, _) in table.items() if parent in ours]

    def postmaster(self) -> list[int]:
        try:
            text = (self.platform.folder / "postgres" / "postmaster.pid").read_text()
            return [int(text.split("\n", 1)[0])]
        except (OSError, ValueError):
            return []

    def backends(self) -> list[int]:
        """The database's connections that do something, or might."""
        first = self.postmaster()
        return [
            pid
            for pid, (parent, line) in _processes().items()
            if parent in first and line.startswith("postgres:") and "[local]" in line
        ]

    def log(self) -> str:
        return (self.platform.folder / "central.log").read_text(errors="replace")

    def _is_ours(self, pid: int) -> bool:
        try:
            environment = Path(f"/proc/{pid}/environ").read_bytes()
        except OSError:
            return False
        return f"PUBLIC_URL={self.url}".encode() in environment.split(b"\0")


def signal_all(pids: list[int], number: signal.Signals) -> int:
    """How many there still were."""
    met = 0
    for pid in pids:
        try:
            os.kill(pid, number)
            met += 1
        except ProcessLookupError:
            pass
    return met


def pause(pids: list[int], seconds: float) -> None:
    """They stand still meanwhile (SIGSTOP)."""
    signal_all(pids, signal.SIGSTOP)
    try:
        time.sleep(seconds)
    finally:
        signal_all(pids, signal.SIGCONT)


def _processes() -> dict[int, tuple[int, str]]:
    """Of this machine: the parent and the command line of each."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((folder / "stat").read_text().rpartition(") ")[2].split()[1])
            line = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except (OSError, ValueError):
            continue
        found[int(folder.name)] = (parent, line)
    return found
