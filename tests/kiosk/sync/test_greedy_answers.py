"""Whoever answers instead of the platform without end: no call takes more memory or time than it may."""

import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import chain, repeat

import pytest

from contract.sync import SyncRequest
from kiosk.domain.errors import NetworkError
from kiosk.domain.model import BlobFetch
from kiosk.sync.transport.client import Client
from kiosk.sync.workers.downloads import BlobDownloader
from kiosk.sync.workers.stream import keys
from tests.kiosk.sync.conftest import Booth
from tests.kiosk.worlds import Clock

ENOUGH = 120_000_000
"""So much is sent to whoever takes it."""
MOST_TAKEN = 80_000_000
"""By any call; sockets and buffers included. A picture may have 50 MB."""
MOST_JSON_TAKEN = 16_000_000
JSON = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n"
Speech = Iterator[bytes]


class Talker:
    """A server that reads the request and then speaks, until nobody listens or it has said enough."""

    def __init__(self, speech: Callable[[], Speech]) -> None:
        self.said = 0
        self._speech = speech
        self._door = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._door.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        try:
            while True:
                with self._door.accept()[0] as guest:
                    self._speak(guest)
        except OSError:  # The door is shut.
            return

    def _speak(self, guest: socket.socket) -> None:
        guest.recv(65536)
        try:
            for words in self._speech():
                guest.sendall(words)
                self.said += len(words)
                if self.said > ENOUGH:
                    return
        except OSError:  # Nobody listens any more.
            return

    def stop(self) -> None:
        self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        self._thread.join(60)


def chunk(words: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(words), words)


def zeros(encoding: bytes) -> Speech:
    """A kilobyte on the wire is a megabyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    yield JSON + b"Content-Encoding: " + encoding + b"\r\n" + CHUNKED + b"\r\n"
    for megabyte in repeat(b" " * 1_000_000, 300):
        packed = packer.compress(megabyte)
        if packed:
            yield chunk(packed)


def endless(start: bytes, words: bytes) -> Speech:
    return chain([start], repeat(words))


PROBLEM = b"HTTP/1.1 500 No\r\nContent-Type: application/problem+json\r\n"
BLANKS = chunk(b" " * 65536)
EVENTS = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n"


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def said(clock: Clock) -> Iterator[Callable[[Callable[[], Speech]], tuple[Client, Talker]]]:
    made: list[tuple[Client, Talker]] = []

    def make(speech: Callable[[], Speech]) -> tuple[Client, Talker]:
        talker = Talker(speech)
        made.append((Client(talker.address, clock, "token"), talker))
        return made[-1]

    yield make
    for client, talker in made:
        client.close()
        talker.stop()


@pytest.mark.parametrize(
    "speech",
    [
        lambda: zeros(b"gzip"),
        lambda: zeros(b"deflate"),
        lambda: endless(JSON + CHUNKED + b"\r\n", BLANKS),
        lambda: endless(JSON + b"\r\n", b" " * 65536),
        lambda: endless(PROBLEM + CHUNKED + b"\r\n", BLANKS),
        lambda: endless(JSON.replace(b"200", b"404").replace(b"json", b"x") + CHUNKED + b"\r\n", BLANKS),
        lambda: endless(b"HTTP/1.1 200 OK\r\n", b"X-More: more\r\n" * 1000),
        lambda: endless(b"", b"HTTP/1.1 100 Continue\r\nX: " + b"x" * 50_000 + b"\r\n\r\n"),
    ],
    ids=["gzip bomb", "another packing", "chunks", "no length", "a problem", "a page", "headers", "not yet"],
)
def test_an_answer_without_end_is_none(said, speech: Callable[[], Speech]) -> None:
    client, talker = said(speech)
    with pytest.raises(NetworkError):
        client.sync(SyncRequest(epoch=1))
    assert talker.said < MOST_JSON_TAKEN


def test_an_answer_may_be_packed(said) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    body = (
        packer.compress(b'{"results": [], "ack_seq": 7, "cursor": "", "server_time": "2026-11-21T22:00:00Z"}')
        + packer.flush()
    )
    head = JSON + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(body)
    client, _ = said(lambda: iter([head, body]))
    assert client.sync(SyncRequest(epoch=1)).ack_seq == 7


@pytest.mark.parametrize(
    ("start", "drop"),
    [(JSON + b"Content-Length: 999999\r\n\r\n", b" "), (b"HTTP/1.1 200 OK\r\nX-More: ", b"a")],
    ids=["body", "headers"],
)
def test_an_answer_by_drops_ends(said, clock: Clock, start: bytes, drop: bytes) -> None:
    def speech() -> Speech:
        yield start
        for _ in range(99_999):
            clock.advance(1.0)
            yield drop

    client, _ = said(speech)
    began = clock.monotonic()
    with pytest.raises(NetworkError, match="slow"):
        client.sync(SyncRequest(epoch=1))
    assert clock.monotonic() - began < 99_000


@pytest.mark.parametrize(
    "words",
    [b"data: " + b"x" * 65536, b"data: x\n\n" * 1000, b":\n" * 1000],
    ids=["a line", "keys", "comments"],
)
def test_a_stream_that_talks_without_end_is_left(said, words: bytes) -> None:
    client, talker = said(lambda: endless(EVENTS + b"\r\n", words))
    heard = 0
    with pytest.raises(NetworkError), client.events() as lines:
        for _ in keys(lines):
            heard += 1
    assert talker.said < MOST_JSON_TAKEN
    assert heard < 20_000


def test_a_stream_goes_on_for_days(said, clock: Clock) -> None:
    def speech() -> Speech:
        yield EVENTS + b"\r\n"
        for _ in range(30):
            clock.advance(3600)
            yield b": still here\r\n\r\nevent: config\ndata: {}\n\n"

    client, _ = said(speech)
    heard: list[str] = []
    with pytest.raises(NetworkError), client.events() as lines:
        heard.extend(iter_all(keys(lines)))
        raise NetworkError("it has ended")
    assert heard == ["config"] * 30


def iter_all(found: Iterator[str]) -> Iterator[str]:
    yield from found


@pytest.mark.parametrize(
    "speech",
    [
        lambda: endless(JSON.replace(b"json", b"jpeg") + CHUNKED + b"\r\n", BLANKS),
        lambda: zeros(b"gzip"),
    ],
    ids=["chunks", "gzip bomb"],
)
def test_a_picture_without_end_is_none(booth: Booth, said, speech: Callable[[], Speech]) -> None:
    client, talker = said(speech)
    booth.connection = lambda: _Line(client)  # type: ignore[assignment, method-assign, return-value]
    booth.store.database.write(lambda rows: booth.store.downloads.want_asset(rows, "a" * 64))
    downloads = BlobDownloader(booth.context(), booth.folder / "transit", lambda *_: None, lambda *_: None)
    with_trouble(lambda: downloads._fetch(BlobFetch("a" * 64, None, 0)))
    assert talker.said < MOST_TAKEN
    assert not list((booth.folder / "transit").iterdir())


def with_trouble(work: Callable[[], object]) -> None:
    with suppress(NetworkError):
        assert not work()


class _Line:
    def __init__(self, client: Client) -> None:
        self._client = client

    def open(self) -> tuple[None, Client]:
        return None, self._client
