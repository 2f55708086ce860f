"""75 people log in at once: how long they take, what it costs in memory, and how long everybody else waits.

`python -m benchmarks.logins [--people 75] [--checkout DIR]`: the platform as `central run` starts it, of this
checkout or another. The 75 come from as many addresses, as behind a proxy. Meanwhile a guest's page, a
partner's own record and a booth's config are asked for, one after the other, without a pause.
"""

import argparse
import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil

from contract.ids import new_claim_code, new_id

ROOT = Path(__file__).resolve().parents[1]
PASSWORD = "correct horse battery"


class Platform:
    """One that runs, and its sample data."""

    def __init__(self, checkout: Path, folder: Path, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"
        self._checkout, self._folder = checkout, folder
        self._environment = os.environ | {
            "PYTHONPATH": str(checkout),
            "CABINA_DATA": str(folder),
            "PUBLIC_URL": self._address,
            "TRUSTED_PROXIES": "1",
            "LOG_LEVEL": "WARNING",
        }
        self.process = psutil.Popen(
            [sys.executable, "-m", "central", "run", "--port", str(port)],
            env=self._environment,
            cwd=checkout,
            stdout=subprocess.DEVNULL,
        )

    def wait(self) -> None:
        """Until it answers."""
        while self.process.poll() is None:
            with contextlib.suppress(OSError):
                if self.ask("/healthz")[0] == 200:
                    return
            time.sleep(0.2)
        raise SystemExit("the platform did not start")

    def sample(self) -> dict[str, Any]:
        """Logins, an event, and a pairing code."""
        command = [sys.executable, "-m", "central", "demo-data", "--json"]
        said = subprocess.run(
            command, env=self._environment, cwd=self._checkout, check=True, stdout=subprocess.PIPE
        )
        told: dict[str, Any] = json.loads(said.stdout)
        return told

    def ask(
        self, path: str, body: dict[str, Any] | None = None, token: str = "", address: str = "192.0.2.1"
    ) -> tuple[int, bytes]:
        """Status and content."""
        headers = {"X-Forwarded-For": address, "Content-Type": "application/json"}
        headers |= {"Authorization": f"Bearer {token}"} if token else {}
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self._address + path, data=sent, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=180) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()

    def log_in(self, email: str, password: str, address: str) -> tuple[int, bytes]:
        """Try to."""
        return self.ask("/api/v1/logins", {"email": email, "password": password}, address=address)

    def web_memory(self) -> int:
        """Bytes of the web server's processes; what they share counts once."""
        web = [each for each in self.process.children(recursive=True) if _is_web(each)]
        return sum(_own_memory(each) for each in web)


def _is_web(process: psutil.Process) -> bool:
    with contextlib.suppress(psutil.Error):
        line = process.cmdline()
        above = process.parent()
        return "web" in line or (above is not None and "web" in above.cmdline())
    return False


def _own_memory(process: psutil.Process) -> int:
    with contextlib.suppress(psutil.Error):
        return int(process.memory_full_info().pss)
    return 0


@contextlib.contextmanager
def running(checkout: Path) -> Iterator[Platform]:
    """A platform with a new database; gone afterwards."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    folder = Path(tempfile.mkdtemp(prefix="cabina-logins-"))
    platform = Platform(checkout, folder, port)
    try:
        platform.wait()
        yield platform
    finally:
        platform.process.terminate()
        platform.process.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def people(platform: Platform, partner_token: str, count: int) -> list[str]:
    """Clients with a password each; their e-mail addresses."""
    emails = []
    for number in range(count):
        email = f"{uuid.uuid4().hex}@people.example"
        new = {"id": str(new_id()), "name": f"Client {number}", "email": email, "password": PASSWORD}
        status, said = platform.ask("/api/v1/clients", new, partner_token)
        if status != 201:
            raise SystemExit(f"no client was made: {said!r}")
        emails.append(email)
    return emails


def all_the_time(over: threading.Event, ask: Callable[[], int], waits: list[float]) -> None:
    """Ask one after the other; how long each answer took."""
    while not over.is_set():
        began = time.monotonic()
        status = ask()
        waits.append(time.monotonic() - began if status < 400 else float("inf"))


def watch(over: threading.Event, platform: Platform, seen: list[int]) -> None:
    """The web server's memory, again and again."""
    while not over.is_set():
        seen.append(platform.web_memory())
        time.sleep(0.1)


def measure(platform: Platform, count: int) -> dict[str, str]:
    """The figures."""
    sample = platform.sample()
    partner = sample["partner"]
    told = json.loads(platform.log_in(partner["email"], partner["password"], "192.0.2.2")[1])
    token = told["token"]
    enrolled = platform.ask(
        "/api/v1/kiosks/enroll", {"code": sample["pairing_code"], "app_version": "benchmark"}
    )[1]
    booth, page = json.loads(enrolled)["token"], f"/g/{new_claim_code()}"
    emails = people(platform, token, count)
    others: dict[str, Callable[[], int]] = {
        "a guest's page": lambda: platform.ask(page)[0],
        "a partner's own record": lambda: platform.ask("/api/v1/me", token=token)[0],
        "a booth's config": lambda: platform.ask("/api/v1/kiosk/config", token=booth)[0],
    }
    for ask in others.values():
        ask()
    over, memory = threading.Event(), [platform.web_memory()]
    waits: dict[str, list[float]] = {name: [] for name in others}
    threads = [
        threading.Thread(target=all_the_time, args=(over, ask, waits[name])) for name, ask in others.items()
    ]
    threads.append(threading.Thread(target=watch, args=(over, platform, memory)))
    for thread in threads:
        thread.start()
    time.sleep(1)
    took, statuses = _all_at_once(platform, emails)
    over.set()
    for thread in threads:
        thread.join()
    figures = {
        "answers": ", ".join(f"{times} x {status}" for status, times in sorted(statuses.items())),
        "until the last one was in": f"{max(took):.1f} s",
        "memory before": f"{memory[0] / 1e6:.0f} MB",
        "memory at most": f"{max(memory) / 1e6:.0f} MB",
    }
    return figures | {f"longest wait for {name}": _longest(each) for name, each in waits.items()}


def _longest(waits: list[float]) -> str:
    return "refused" if max(waits) == float("inf") else f"{max(waits):.2f} s"


def _all_at_once(platform: Platform, emails: list[str]) -> tuple[list[float], Counter[int]]:
    took: list[float] = []
    statuses: Counter[int] = Counter()
    together = threading.Barrier(len(emails))

    def log_in(number: int, email: str) -> None:
        together.wait()
        began = time.monotonic()
        status, _ = platform.log_in(email, PASSWORD, f"198.51.100.{number}")
        took.append(time.monotonic() - began)
        statuses[status] += 1

    threads = [threading.Thread(target=log_in, args=each) for each in enumerate(emails)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return took, statuses


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="benchmarks.logins", description=__doc__)
    parser.add_argument("--people", type=int, default=75)
    parser.add_argument("--checkout", type=Path, default=ROOT)
    given = parser.parse_args()
    with running(given.checkout.resolve()) as platform:
        figures = measure(platform, given.people)
    print(f"| {given.people} log in at once | |\n|---|---:|")
    for name, figure in figures.items():
        print(f"| {name} | {figure} |")


if __name__ == "__main__":
    main()
