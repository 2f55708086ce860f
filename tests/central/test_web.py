"""The platform as an ASGI application, with a network that stalls at will."""

import asyncio
import hashlib
import json
import resource
import socket
import threading
from collections.abc import Callable, Iterator, MutableMapping
from contextlib import ExitStack
from typing import Any

import pytest

from central.blobs.uploads import Upload
from central.server import sockets
from central.server.lanes import Crowded, Lane, Lanes
from central.server.patience import Pace
from central.server.web import Platform
from tests.central.pictures import jpeg
from tests.central.world import World

AT_ONCE = Pace(idle=0)
FOREVER = Pace(idle=1e6)
CLIENT = ("192.0.2.7", "4711")
Message = MutableMapping[str, Any]


class Client:
    """Sends these messages, then stalls; reads so many messages, then stalls."""

    def __init__(self, *messages: Message, reads: int = 1_000) -> None:
        self.told: list[Message] = []
        self._messages = list(messages)
        self._reads = reads

    async def receive(self) -> Message:
        if not self._messages:
            await asyncio.Event().wait()
        return self._messages.pop(0)

    async def send(self, message: Message) -> None:
        if len(self.told) == self._reads:
            await asyncio.Event().wait()
        self.told.append(message)

    @property
    def status(self) -> int:
        return int(self.told[0]["status"])

    @property
    def headers(self) -> dict[bytes, bytes]:
        return dict(self.told[0]["headers"])


@pytest.mark.parametrize("path", ["/account/avatar", "/partner/brand/logo", "/api/v1/events/x/branding/logo"])
def test_pictures_that_pages_send_hold_up_neither_logins_nor_pages(path: str) -> None:
    lanes = Lanes()
    assert lanes.of(path) is lanes.of("/api/v1/blobs/x")
    assert lanes.of("/account/login/") is not lanes.of("/account/avatar")


def part(body: bytes, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


def ask(
    client: Client, path: str = "/nowhere", method: str = "POST", token: str = "",
    platform: Callable[[], Platform] = lambda: Platform(FOREVER, FOREVER), **headers: object,
) -> None:  # fmt: skip
    """One request, to its end."""
    named = {"authorization": f"Bearer {token}", "host": "localhost"} | headers
    scope = {
        "type": "http", "method": method, "path": path, "query_string": b"", "http_version": "1.1",
        "client": CLIENT, "server": ("127.0.0.1", 80), "scheme": "http",
        "headers": [(name.replace("_", "-").encode(), str(text).encode()) for name, text in named.items()],
    }  # fmt: skip

    async def scene() -> None:
        await asyncio.wait_for(platform()(scope, client.receive, client.send), 60)

    asyncio.run(scene())


@pytest.fixture
def cuts(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The connections that are to be cut."""
    made: list[tuple[str, int]] = []
    monkeypatch.setattr(sockets.PendingCuts, "add", lambda _, client: made.append(client))
    return made


def impatient() -> Platform:
    return Platform(AT_ONCE, AT_ONCE)


def test_a_body_that_stalls_is_cut_before_django_hears_of_it(cuts: list[tuple[str, int]]) -> None:
    client = Client(part(b"half", more=True))
    ask(client, platform=impatient, content_length=8)
    assert (client.told, cuts) == ([], [("192.0.2.7", 4711)])


def test_a_reader_that_stalls_is_cut(cuts: list[tuple[str, int]]) -> None:
    client = Client(reads=2)
    ask(client, "/api/v1/openapi.json", "GET", platform=lambda: Platform(FOREVER, AT_ONCE))
    assert (client.status, len(client.told), cuts) == (200, 2, [("192.0.2.7", 4711)])


def test_who_sends_and_reads_is_answered(cuts: list[tuple[str, int]]) -> None:
    client = Client(part(b"wh", more=True), part(b"ole"))
    ask(client, content_length=5)
    assert (client.status, client.told[-1].get("more_body", False), cuts) == (404, False, [])
    assert b"connection" not in client.headers


def test_half_a_body_is_not_taken_for_a_whole_one(cuts: list[tuple[str, int]]) -> None:
    client = Client(part(b"half", more=True), {"type": "http.disconnect"})
    ask(client, content_length=8)
    assert (client.status, client.headers[b"connection"], cuts) == (400, b"close", [])


@pytest.mark.parametrize("length", [2_000_000, "many"])
def test_a_body_that_is_too_large_is_not_read(length: object) -> None:
    client = Client()
    ask(client, content_length=length)
    assert client.status == 413
    assert client.headers[b"connection"] == b"close"


def test_a_body_that_gets_too_large_is_not_read_on() -> None:
    client = Client(*[part(bytes(100_000), more=True)] * 11)
    ask(client, transfer_encoding="chunked")
    assert client.status == 413


def test_a_lane_that_is_full_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    async def crowded(lane: Lane, work: object) -> None:
        raise Crowded

    monkeypatch.setattr(Lane, "run", crowded)
    client = Client(part(b""))
    ask(client)
    assert (client.status, client.headers[b"retry-after"]) == (429, b"5")
    told = json.loads(client.told[1]["body"])
    assert (told["code"], told["retry_after"]) == ("rate_limited", 5)


def test_a_lane_takes_so_many_and_no_more() -> None:
    going = threading.Event()

    async def scene() -> None:
        lane = Lane("test", threads=1, most_waiting=1)
        taken = [asyncio.ensure_future(lane.run(going.wait)) for _ in range(2)]
        await asyncio.sleep(0)
        with pytest.raises(Crowded):
            await lane.run(going.wait)
        going.set()
        assert await asyncio.gather(*taken) == [True, True]
        assert await lane.run(going.wait)

    asyncio.run(scene())


def test_work_in_a_lane_is_done_to_its_end() -> None:
    """Whoever waits for it may be cancelled; what it uses must not be closed under it."""
    begun, going, done = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        begun.set()
        going.wait(60)
        done.set()

    async def scene() -> None:
        running = asyncio.ensure_future(Lane("test", threads=1, most_waiting=1).run(work))
        await asyncio.to_thread(begun.wait)
        running.cancel()
        asyncio.get_running_loop().call_soon(going.set)
        with pytest.raises(asyncio.CancelledError):
            await running
        assert done.is_set()

    asyncio.run(scene())


def test_an_upload_that_stalls_keeps_what_came(world: World, cuts: list[tuple[str, int]]) -> None:
    booth, photo = world.booth(world.event()), jpeg(seed=90)
    sha256 = hashlib.sha256(photo).hexdigest()
    client = Client(part(photo[:3_000], more=True), part(photo[3_000:4_000], more=True))
    path = f"/api/v1/blobs/{sha256}"
    ask(client, path, "PUT", booth.token, lambda: Platform(AT_ONCE, FOREVER), content_length=len(photo))
    assert (client.status, client.headers[b"upload-offset"]) == (202, b"4000")
    assert client.headers[b"connection"] == b"close"
    assert Upload(booth.id, sha256).held() == 4_000
    rest = Client(part(photo[4_000:]))
    span = f"bytes 4000-{len(photo) - 1}/{len(photo)}"
    ask(rest, path, "PUT", booth.token, content_length=len(photo) - 4_000, content_range=span)
    assert rest.status == 201


def test_a_stream_ends_when_its_reader_goes(world: World) -> None:
    booth = world.booth(world.event())
    client = Client(part(b""), {"type": "http.disconnect"})
    ask(client, "/api/v1/kiosk/stream", "GET", booth.token)
    assert client.status == 200


def test_a_connection_is_cut_whatever_is_still_unsent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        client = socket.create_connection(listener.getsockname())
        accepted, (host, port) = listener.accept()
        with client, accepted:
            accepted.setblocking(False)
            with pytest.raises(BlockingIOError):
                while True:
                    accepted.send(bytes(100_000))
            assert sockets.cut({(host, port + 1 if port < 65_535 else port - 1)}) == 0
            assert sockets.cut({(host, port)}) == 1
            with pytest.raises(BrokenPipeError):
                accepted.send(b"more")
            accepted.close()
            client.settimeout(60)
            with pytest.raises(ConnectionResetError):
                while client.recv(1_000_000):
                    pass


def test_connections_that_end_together_are_looked_for_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = []
    every = sockets.own_sockets

    def looked_at() -> Iterator[socket.socket]:
        looks.append(1)
        return every()

    async def scene(clients: list[socket.socket]) -> None:
        pending = sockets.PendingCuts(together=0)
        for client in clients:
            pending.add(client.getsockname())
        for client in clients:
            client.setblocking(False)
            assert await asyncio.wait_for(asyncio.get_running_loop().sock_recv(client, 1), 60) == b""

    monkeypatch.setattr(sockets, "own_sockets", looked_at)
    with socket.create_server(("127.0.0.1", 0)) as listener, ExitStack() as opened:
        clients = [opened.enter_context(socket.create_connection(listener.getsockname())) for _ in range(3)]
        accepted = [opened.enter_context(listener.accept()[0]) for _ in clients]
        asyncio.run(scene(clients[:2]))
        accepted[2].send(b"alive")
        assert clients[2].recv(5) == b"alive"
    assert len(looks) == 1


def test_the_kernel_keeps_little_for_a_connection_and_not_for_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        sockets.prepare_listeners.cache_clear()
        sockets.prepare_listeners()
        client = socket.create_connection(listener.getsockname())
        accepted, _ = listener.accept()
        with client, accepted:
            assert accepted.getsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF) <= 512 * 1024
            assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 90_000


def test_a_process_has_no_more_connections_than_it_may_open_files() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, 1_000), hard))
        most = sockets.most_connections()
        allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
        assert 128 <= most < allowed <= hard
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
