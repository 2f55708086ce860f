"""How soon a booth is up to date again when the network, or the platform, is well again.

The clock is moved from one turn to the next; every wait is its longest.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field

import httpx
import pytest

from kiosk.domain.clock import Clock
from kiosk.domain.retry import LONGEST_SECONDS
from kiosk.sync.service import SyncService
from kiosk.sync.transport.client import API, Client
from kiosk.sync.transport.connection import Connection
from tests.kiosk.sync.conftest import Booth
from tests.kiosk.sync.test_bounds import Answer, cut, json_of, lease, on_the_wire, page, refusal, take_turns
from tests.kiosk.worlds import WHEN

RECOVERY_SECONDS = 20.0
ONE_FAILURE_SECONDS = 5.0
ILL_SECONDS = 900.0
PATIENCE = httpx.Response(503, headers={"Retry-After": "3600"})


def well(request: httpx.Request) -> httpx.Response:
    """A platform that takes everything, and has no change stream."""
    path = request.url.path.removeprefix(API)
    if path == "/kiosk/sync":
        ops = json.loads(request.content)["ops"]
        results = [{"op_id": op["op_id"], "seq": op["seq"], "status": "applied"} for op in ops]
        return json_of({"results": results, "ack_seq": 0, "cursor": "1", "server_time": WHEN.isoformat()})
    if path == "/kiosk/heartbeat":
        return json_of({"server_time": WHEN.isoformat()})
    if path == "/kiosk/leases":
        return json_of(lease())
    if request.method == "HEAD":
        return httpx.Response(404, headers={"Upload-Offset": "0"})
    if request.method == "PUT":
        return httpx.Response(201, headers={"ETag": f'"{path.removeprefix("/blobs/")}"'})
    return httpx.Response(304)


@dataclass
class Line:
    """A booth's workers, turn by turn, on a line whose other end is changed."""

    booth: Booth
    answer: Answer = well
    asked: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        connection = Connection(
            self.booth.store, self.booth.tokens, self.booth.clock, lambda *_: self.client()
        )
        self.booth.connections.append(connection)
        self.service: SyncService = self.booth.service(connection=connection)
        self.due = dict.fromkeys(self.service.workers, self.clock.monotonic())

    @property
    def clock(self) -> Clock:
        return self.booth.clock

    def client(self) -> Client:
        made = Client("http://platform.example", self.clock, "token")
        made._http.close()
        transport = httpx.MockTransport(self._take)
        made._http = httpx.Client(
            base_url=f"http://platform.example{API}", transport=transport, trust_env=False
        )
        return made

    def _take(self, request: httpx.Request) -> httpx.Response:
        self.asked.append(request.url.path.removeprefix(API))
        return on_the_wire(self.answer(request))

    def let_pass(self, seconds: float, until: Callable[[], bool] = lambda: False) -> float:
        """Work for so long, or until it is so; the seconds that it took."""
        began = self.clock.monotonic()
        end = began + seconds
        while not until() and self.clock.monotonic() < end:
            take_turns(self.service, self.due, self.clock.monotonic())
            if not until():
                self.booth.clock.advance(max(0.0, min(*self.due.values(), end) - self.clock.monotonic()))
        return self.clock.monotonic() - began

    def is_empty(self) -> bool:
        depth = self.booth.store.queue_depth()
        return depth.ops == 0 and depth.blobs == 0

    def once(self, path: str, answer: Answer) -> None:
        """The next request there is answered so, every other one by the platform."""

        def first(request: httpx.Request) -> httpx.Response:
            if not request.url.path.removeprefix(API).startswith(path):
                return well(request)
            self.answer = well
            return answer(request)

        self.answer = first


@pytest.fixture
def line(booth: Booth) -> Line:
    made = Line(booth)
    made.let_pass(60)
    return made


def on(path: str, answer: Answer) -> Answer:
    """Only there; elsewhere the platform is well."""
    return lambda request: (answer if path in request.url.path else well)(request)


@pytest.mark.slow
@pytest.mark.parametrize(
    "illness",
    [
        page(500),
        page(502),
        refusal(500, "try_later"),
        cut,
        page(200),
        on("/blobs/", page(502)),
        on("/kiosk/sync", page(500)),
    ],
    ids=["500", "502", "its own 500", "cut", "portal", "502 for photos", "500 for ops"],
)
def test_the_queue_is_empty_within_twenty_seconds_of_a_recovery(line: Line, illness: Answer) -> None:
    line.answer = illness
    for _ in range(12):
        line.booth.request()
        line.service.wake()
        line.let_pass(ILL_SECONDS / 12)
    assert not line.is_empty()
    line.answer = well
    assert line.let_pass(3600, line.is_empty) <= RECOVERY_SECONDS


@pytest.mark.parametrize("path", ["/kiosk/sync", "/blobs/"])
@pytest.mark.parametrize("stream_is_open", [False, True])
def test_one_failure_costs_a_picture_five_seconds_at_most(
    line: Line, path: str, stream_is_open: bool
) -> None:
    line.service.stream.is_open = stream_is_open
    line.once(path, page(502))
    line.booth.request()
    line.service.wake()
    assert line.let_pass(3600, line.is_empty) <= ONE_FAILURE_SECONDS
    assert line.answer is well, "the failure came"


def told_to_wait(line: Line) -> None:
    """Somebody has told every worker to come back in an hour."""
    line.booth.request()
    line.answer = lambda _: PATIENCE
    line.service.wake()
    line.let_pass(LONGEST_SECONDS * 2)
    while not line.asked or line.due["ops"] - line.clock.monotonic() < LONGEST_SECONDS - 10:
        line.let_pass(1.0)
    line.answer = well
    line.asked.clear()


def test_nobody_silences_a_booth_for_more_than_two_minutes(line: Line) -> None:
    told_to_wait(line)
    assert line.let_pass(3600, line.is_empty) <= LONGEST_SECONDS == 120.0


@pytest.mark.parametrize(
    "news",
    [
        lambda service: service.stream._on_connected(),
        lambda service: service.guest_came(),
        lambda service: service.network_changed(),
    ],
    ids=["the stream is open", "a guest touches", "another network"],
)
def test_news_end_what_a_stranger_told_it_to_wait(line: Line, news: Callable[[SyncService], None]) -> None:
    told_to_wait(line)
    news(line.service)
    assert line.let_pass(3600, line.is_empty) <= ONE_FAILURE_SECONDS


def test_touches_without_end_do_not_make_requests_without_end(line: Line) -> None:
    told_to_wait(line)
    line.answer = lambda _: PATIENCE
    for _ in range(600):
        line.service.guest_came()
        line.let_pass(0.1)
    assert line.asked.count("/kiosk/sync") <= 60 / ONE_FAILURE_SECONDS + 1
