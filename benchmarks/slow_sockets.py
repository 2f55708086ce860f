"""What others notice of hundreds of slow connections: uploads, downloads, streams, half heads, half bodies.

`python -m benchmarks.slow_sockets [--sockets 300]` prints a Markdown table. Each slow socket sends, or reads,
one byte a second.
"""

import argparse
import hashlib
import http.client
import json
import os
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.in_process import set_up
from benchmarks.ledger import platform
from benchmarks.ledger.clocks import family

SECONDS = 8.0
PATIENCE_SECONDS = 20.0
PASSWORD = "correct horse battery"
Probe = tuple[str, str, dict[str, str], bytes, int]


@dataclass
class Slow:
    """Slow sockets of one kind: `heads` are what each says at once, and `trickle` what it says bit by bit."""

    port: int
    heads: list[bytes]
    trickle: bytes = b""
    sockets: list[socket.socket] = field(default_factory=list)

    def open(self) -> None:
        for number, head in enumerate(self.heads):
            connection = socket.socket()
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.bind((f"127.0.{1 + number % 200}.1", 0))
            connection.connect(("127.0.0.1", self.port))
            connection.sendall(head)
            connection.setblocking(False)
            self.sockets.append(connection)

    def move(self) -> None:
        """One byte each, in one direction or the other."""
        for connection in self.sockets:
            with suppress(OSError):
                connection.send(self.trickle) if self.trickle else connection.recv(1)

    def close(self) -> None:
        for connection in self.sockets:
            connection.close()


@contextmanager
def held(kinds: list[Slow]) -> Iterator[None]:
    """The sockets are open, and move, during the block."""
    over = threading.Event()

    def move() -> None:
        while not over.wait(1):
            for kind in kinds:
                kind.move()

    for kind in kinds:
        kind.open()
    mover = threading.Thread(target=move)
    mover.start()
    try:
        time.sleep(1)
        yield
    finally:
        over.set()
        mover.join()
        for kind in kinds:
            kind.close()


def head(method: str, path: str, token: str = "", length: int | None = None) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: localhost"]
    lines += [f"Authorization: Bearer {token}"] * bool(token)
    lines += [f"Content-Length: {length}"] * (length is not None)
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def kinds_of(port: int, count: int) -> dict[str, list[Slow]]:
    """Each kind of slow socket so many times, and all of them together."""
    from central.blobs.holdings import Holder, keep_made
    from central.blobs.models import Purpose
    from contract.ids import new_id

    tenant_id = new_id()
    picture = keep_made(Holder(tenant_id), Purpose.SAMPLE, os.urandom(12_000_000))
    tokens = [_token(tenant_id) for _ in range(count)]

    def names(number: int) -> str:
        return hashlib.sha256(str(number).encode()).hexdigest()

    def made() -> dict[str, list[Slow]]:
        uploads = [head("PUT", f"/api/v1/blobs/{names(n)}", t, 5_000_000) for n, t in enumerate(tokens)]
        downloads = [head("GET", f"/api/v1/blobs/{picture}", token) for token in tokens]
        streams = [head("GET", "/api/v1/kiosk/stream", token) for token in tokens]
        syncs = [head("POST", "/api/v1/kiosk/sync", token, 100_000) for token in tokens[::2]]
        logins = [head("POST", "/api/v1/logins", "", 100_000) for _ in tokens[1::2]]
        half = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nX-Half: "
        return {
            "uploads": [Slow(port, uploads, b"x")],
            "downloads": [Slow(port, downloads)],
            "streams": [Slow(port, streams)],
            "half heads": [Slow(port, [half] * count, b"x")],
            "half bodies": [Slow(port, syncs + logins, b" ")],
        }

    return made() | {"all of them": [kind for kinds in made().values() for kind in kinds]}


def _token(tenant_id: Any) -> str:  # noqa: ANN401
    from central.fleet.models import Kiosk
    from central.tokens import new_token, token_hash
    from contract.ids import new_id

    token = new_token(tenant_id)
    Kiosk.objects.create(tenant_id=tenant_id, name="Slow", event_id=new_id(), token_hash=token_hash(token))
    return token


def probes(world: Any) -> dict[str, Probe]:  # noqa: ANN401
    """What everybody else does meanwhile."""
    from central.tenants.models import Role
    from contract.ids import new_claim_code
    from tests.central.persons import a_user

    booth = world.booth(world.event())
    person = a_user(Role.PARTNER, world.tenant_id, password=PASSWORD)
    kind = {"Content-Type": "application/json"}
    sync = json.dumps({"epoch": booth.epoch, "cursor": "", "ops": []}).encode()
    login = json.dumps({"email": person.email, "password": PASSWORD}).encode()
    token = {"Authorization": f"Bearer {booth.token}"}
    return {
        "sync": ("POST", "/api/v1/kiosk/sync", kind | token, sync, 200),
        "login": ("POST", "/api/v1/logins", kind, login, 200),
        "page": ("GET", f"/g/{new_claim_code()}", {}, b"", 200),
    }


@dataclass
class Answers:
    """How long one kind of request took; those without a proper answer are counted apart."""

    milliseconds: list[float] = field(default_factory=list)
    failed: int = 0

    def told(self) -> str:
        if not self.milliseconds:
            return "no answer"
        worst, usual = max(self.milliseconds), statistics.median(self.milliseconds)
        return f"{usual:,.0f} / {worst:,.0f}" + (f", {self.failed} failed" if self.failed else "")


def measure(port: int, asked: dict[str, Probe], seconds: float) -> dict[str, Answers]:
    """Each kind of request again and again, on a connection of its own, by a thread of its own."""
    answers = {name: Answers() for name in asked}
    deadline = time.monotonic() + seconds

    def ask(name: str) -> None:
        while time.monotonic() < deadline:
            _ask(port, asked[name], answers[name])
            time.sleep(0.05)

    threads = [threading.Thread(target=ask, args=(name,)) for name in asked]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def _ask(port: int, probe: Probe, answers: Answers) -> None:
    method, path, headers, body, wanted = probe
    began = time.perf_counter()
    # From many addresses, as one may log in only so often from one.
    here = f"127.1.{len(answers.milliseconds) % 250}.1"
    connection = http.client.HTTPConnection(
        "127.0.0.1", port, timeout=PATIENCE_SECONDS, source_address=(here, 0)
    )
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        answer.read()
        proper = answer.status == wanted
    except (OSError, http.client.HTTPException):
        proper = False
    finally:
        connection.close()
    if proper:
        answers.milliseconds.append(1000 * (time.perf_counter() - began))
    else:
        answers.failed += 1


def threads_and_memory(process: int) -> tuple[int, float]:
    """Of the web server's processes: all their threads, and MB of memory of their own."""
    threads, kilobytes = 0, 0
    for each in family(process):
        with suppress(OSError):
            status = dict(
                line.split(":\t", 1)
                for line in Path(f"/proc/{each}/status").read_text().splitlines()
                if ":\t" in line
            )
            threads += int(status["Threads"])
            kilobytes += int(status["RssAnon"].split()[0])
    return threads, kilobytes / 1024


def _forget_logins() -> None:
    """One person may log in only so often."""
    from central.tenants.models import FailedAttempt

    FailedAttempt.objects.all().delete()


def main() -> None:
    """Run as the module's docstring says."""
    parser = argparse.ArgumentParser(prog="benchmarks.slow_sockets", description=__doc__)
    parser.add_argument("--sockets", type=int, default=300, help="of each kind")
    parser.add_argument("--seconds", type=float, default=SECONDS, help="how long each kind is measured")
    given = parser.parse_args()
    print("| slow sockets | sync, ms | login, ms | guest's page, ms | threads | MB |")
    print("|---|---:|---:|---:|---:|---:|")
    with platform.database() as (folder, url):
        world = set_up(folder, url)
        asked = probes(world)
        with platform.web(folder, url, 1) as web:
            kinds = kinds_of(web.port, given.sockets)
            measure(web.port, asked, 2)
            for name, slow in {"none": [], **kinds}.items():
                with held(slow):
                    answers = measure(web.port, asked, given.seconds)
                    threads, megabytes = threads_and_memory(web.process.pid)
                count = sum(len(each.heads) for each in slow)
                told = " | ".join(each.told() for each in answers.values())
                print(f"| {name}: {count:,} | {told} | {threads} | {megabytes:,.0f} |", flush=True)
                _forget_logins()
                time.sleep(1)


if __name__ == "__main__":
    main()
