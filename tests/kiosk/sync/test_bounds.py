"""Whatever answers instead of the platform: no worker asks without end, and none sends a photo without end.

A network that is counted, and a clock that is moved: all workers take their turns, woken as they wake each
other.
"""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator

import httpx
import pytest

from contract.ids import new_id
from contract.sync import MAX_OPS
from kiosk.sync.service import SyncService
from kiosk.sync.transport.client import API, Client
from kiosk.sync.transport.connection import Connection
from kiosk.sync.workers.uploads import RANGE_BYTES
from tests.kiosk.sync.conftest import Booth
from tests.kiosk.sync.loopback import PORTAL
from tests.kiosk.worlds import WHEN, config, named, signed

SECONDS = 1200.0
MOST_REQUESTS = 500
"""A healthy booth without a stream makes about 200 in that time."""
TALKERS_SECONDS = 300.0
MOST_FOR_TALKERS = 1500
"""Ten in a row, each time that something wakes the ops, or that one is due which was to be sent again."""
MOST_TURNS = 20_000
"""Of all workers: more than one a second of each."""
MOST_BYTES = 60_000_000
"""Three photos of 1.5 MB, each until it has been refused too often."""
PHOTO = random.Random(11).randbytes(RANGE_BYTES * 3)
SEED = 20261126
Answer = Callable[[httpx.Request], httpx.Response]


class Network:
    """Answers everything with one function, and counts. Ends a test that would run for ever."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.most = MOST_FOR_TALKERS if isinstance(answer, Talkative) else MOST_REQUESTS
        self.requests: Counter[str] = Counter()
        self.sent = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        self.requests[f"{request.method} {request.url.path.removeprefix(API)[:12]}"] += 1
        self.sent += len(request.read())
        if self.requests.total() > self.most or self.sent > MOST_BYTES:
            pytest.fail(f"without end: {self.requests}, {self.sent} bytes")  # No worker catches this.
        return on_the_wire(self.answer(request))

    def client(self, booth: Booth) -> Client:
        made = Client("http://platform.example", booth.clock, "token")
        made._http.close()
        made._http = httpx.Client(
            base_url=f"http://platform.example{API}", transport=httpx.MockTransport(self), trust_env=False
        )
        return made


def on_the_wire(answer: httpx.Response) -> httpx.Response:
    """The same, still to be read."""
    stream = httpx.ByteStream(answer.content)
    return httpx.Response(answer.status_code, headers=answer.headers, stream=stream)


def some_time(booth: Booth, answer: Answer) -> Network:
    """Every worker takes its turns, due or woken, for a while of the booth's clock."""
    network = Network(answer)
    connection = Connection(booth.store, booth.tokens, booth.clock, lambda *_: network.client(booth))
    booth.connections.append(connection)
    chance = random.Random(SEED)
    service = SyncService(
        booth.store, connection, booth.clock,
        folder=booth.folder / "transit", app_version="0.1.0", random=chance.random,
    )  # fmt: skip
    due = dict.fromkeys(service.workers, booth.clock.monotonic())
    end = booth.clock.monotonic() + (TALKERS_SECONDS if isinstance(answer, Talkative) else SECONDS)
    turns = 0
    while booth.clock.monotonic() < end:
        turns += take_turns(service, due, booth.clock.monotonic())
        if turns > MOST_TURNS:
            pytest.fail(f"without end: {turns} turns, {network.requests}")
        booth.clock.advance(max(0.0, min(due.values()) - booth.clock.monotonic()))
    return network


def take_turns(service: SyncService, due: dict[str, float], now: float) -> int:
    """How many workers took theirs."""
    turns = 0
    for name, worker in service.workers.items():
        if worker._woken or due[name] <= now:
            turns += 1
            worker._woken = False
            due[name] = now + max(0.001, worker.step())
    return turns


# --- who answers ------------------------------------------------------------------------------------


def page(status: int) -> Answer:
    headers = {"Content-Type": "text/html", "Location": "http://portal.example/"}
    return lambda _: httpx.Response(status, headers=headers, content=PORTAL)


def refusal(status: int, code: str) -> Answer:
    words = json.dumps({"title": "refused", "status": status, "code": code}).encode()
    headers = {"Content-Type": "application/problem+json", "Upload-Offset": "0"}
    return lambda _: httpx.Response(status, headers=headers, content=words)


def cut(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("cut", request=request)


def json_of(words: object) -> httpx.Response:
    return httpx.Response(200, json=words)


class Talkative:
    """The platform, but it never comes to an end of what it says."""

    def __init__(self, status: str = "applied") -> None:
        self.status = status
        self.number = 0

    def __call__(self, request: httpx.Request) -> httpx.Response:
        path = request.url.path.removeprefix(API)
        self.number += 1
        if path == "/kiosk/sync":
            return json_of(self.told(json.loads(request.content)))
        if path == "/kiosk/heartbeat":
            command = {"id": str(new_id()), "kind": "sync", "issued_at": WHEN.isoformat()}
            return json_of({"server_time": WHEN.isoformat(), "commands": [command]})
        if path == "/kiosk/config":
            body, signature, _ = signed(config())
            headers = {"Content-Type": "application/json", "Cabina-Signature": signature}
            return httpx.Response(200, headers=headers | {"ETag": f'"{self.number}"'}, content=body)
        if path == "/kiosk/stream":
            headers = {"Content-Type": "text/event-stream"}
            return httpx.Response(200, headers=headers, content=b"".join(self.keys()))
        if path == "/kiosk/leases":
            return json_of(lease())
        if request.method == "HEAD":
            return httpx.Response(404, headers={"Upload-Offset": "0"})
        return httpx.Response(202, headers={"Upload-Offset": str(self.number % len(PHOTO))})

    def told(self, asked: dict) -> dict:
        results = [
            {"op_id": op["op_id"], "seq": op["seq"], "status": self.status} for op in asked["ops"][:MAX_OPS]
        ]
        changes = [
            {"kind": "config", "version": str(self.number)},
            {"kind": "photo", "photo_sha256": "a" * 64},
        ]
        return {
            "results": results, "ack_seq": 0, "changes": changes, "cursor": str(self.number), "more": True,
            "server_time": WHEN.isoformat(),
        }  # fmt: skip

    def keys(self) -> Iterator[bytes]:
        for _ in range(1000):
            yield b"event: generation\ndata: {}\n\n"
            yield b"event: config\ndata: {}\n\n"


def lease() -> dict:
    return {
        "id": str(new_id()), "event_id": str(named("event")), "state": "open", "granted": 1, "spent": 0,
        "expires_at": WHEN.isoformat(), "ttl_seconds": 1,
    }  # fmt: skip


STRANGERS: dict[str, Answer] = {
    **{f"page {status}": page(status) for status in (200, 201, 202, 204, 302, 404, 409, 410, 500, 502, 511)},
    "not found": refusal(404, "not_found"),
    "conflict": refusal(409, "conflict"),
    "gone": refusal(410, "not_found"),
    "wrong digest": refusal(422, "digest_mismatch"),
    "patience": refusal(429, "rate_limited"),
    "broken": refusal(500, "try_later"),
    "unauthorised": refusal(401, "unauthorized"),
    "another epoch": refusal(409, "epoch_mismatch"),
    "cut": cut,
    "no JSON": lambda _: httpx.Response(200, headers={"Content-Type": "application/json"}, content=b"{"),
    "always more": Talkative(),
    "always again": Talkative("retry"),
}


@pytest.mark.slow
@pytest.mark.parametrize("stranger", STRANGERS)
def test_nobody_makes_a_booth_ask_without_end(booth: Booth, stranger: str) -> None:
    for number in range(3):
        booth.request(jpeg=PHOTO + bytes([number]))
    network = some_time(booth, STRANGERS[stranger])
    assert network.requests, "it went on asking"
    assert booth.store.database.read(
        lambda rows: rows.execute("SELECT count(*) FROM uploads WHERE sent = 1").fetchone()[0]
    ) == (3 if stranger == "gone" else 0)
