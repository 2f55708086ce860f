"""The network between one booth and the platform: an HTTP proxy that does what bad networks do."""

import collections
import contextlib
import gzip
import http.client
import random
import socket
import struct
import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

_RESET_ON_CLOSE = struct.pack("ii", 1, 0)
_HOP_BY_HOP = {"connection", "transfer-encoding", "content-length", "keep-alive"}
_STREAM = "/api/v1/kiosk/stream"
_PORTAL = b"<html><body>Welcome to the hotel</body></html>"
_BOMB = gzip.compress(bytes(60_000_000))

Answer = tuple[int, list[tuple[str, str]], bytes]


class Network:
    """Listens on `port`, relays to the platform's. `trouble`: how many requests of ten go wrong, 0 to 10."""

    def __init__(self, platform_port: int, seed: int) -> None:
        self.trouble = 0
        self.is_good = False
        """A technician's own network: nothing goes wrong with it meanwhile."""
        self.met: collections.Counter[str] = collections.Counter()
        self._platform_port = platform_port
        self._chance = random.Random(seed)
        self._guard = threading.Lock()
        self._last: dict[str, Answer] = {}
        self._open: set[socket.socket] = set()
        self._cut = False
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def pull(self) -> None:
        """The cable is out: what is open is reset, and nobody answers."""
        with self._guard:
            self._cut = True
            for each in self._open:
                _reset(each)

    def plug_in(self) -> None:
        with self._guard:
            self._cut = False

    def close(self) -> None:
        self.pull()
        self._server.shutdown()
        self._server.server_close()

    def began(self, connection: socket.socket) -> bool:
        with self._guard:
            self._open.add(connection)
            return not self._cut

    def ended(self, connection: socket.socket) -> None:
        with self._guard:
            self._open.discard(connection)

    def draw(self) -> tuple[str, float]:
        """What goes wrong with the next request, if anything, and at which part of it."""
        with self._guard:
            wrong = self._chance.random() * 10 < self.trouble and not self.is_good
            name = self._chance.choice(sorted(_TROUBLES)) if wrong else ""
            self.met[name] += bool(name)
            return name, self._chance.random()

    def ask(self, way: "Way", part: float = 1.0) -> Answer:
        """The platform's own answer. Raises OSError. With less than the whole request there is none."""
        upstream = http.client.HTTPConnection("127.0.0.1", self._platform_port, timeout=30)
        try:
            upstream.putrequest(way.command, way.path, skip_host=True, skip_accept_encoding=True)
            for name, value in way.headers.items():
                upstream.putheader(name, value)
            upstream.endheaders()
            upstream.send(way.body[: int(part * len(way.body))])
            if part < 1:
                raise ConnectionResetError
            answer = upstream.getresponse()
            kept = [each for each in answer.getheaders() if each[0].lower() not in _HOP_BY_HOP]
            return answer.status, kept, answer.read()
        except http.client.HTTPException as error:
            raise OSError(str(error)) from error
        finally:
            upstream.close()

    def last(self, way: "Way", answer: Answer | None = None) -> Answer | None:
        """What was answered to the request before of this kind; `answer` is kept for the next."""
        kind = f"{way.command} {way.path.partition('/blobs/')[0]}"
        with self._guard:
            before = self._last.get(kind)
            if answer is not None:
                self._last[kind] = answer
            return before

    def follow_stream(self, way: "Way") -> None:
        with socket.create_connection(("127.0.0.1", self._platform_port), timeout=30) as upstream:
            head = "".join(f"{name}: {value}\r\n" for name, value in way.headers.items())
            upstream.sendall(f"GET {way.path} HTTP/1.1\r\n{head}\r\n".encode())
            while chunk := upstream.recv(65536):
                way.connection.sendall(chunk)

    def _handler(self) -> type["Way"]:
        return type("OneWay", (Way,), {"network": self})


class Way(BaseHTTPRequestHandler):
    """One connection of the booth."""

    network: Network
    protocol_version = "HTTP/1.1"
    timeout = 60

    def handle(self) -> None:
        try:
            if self.network.began(self.connection):
                super().handle()
        except OSError:
            pass  # Cut, or one of the ends is gone.
        finally:
            self.network.ended(self.connection)
            _reset(self.connection)

    def relay(self) -> None:
        self.body = self.rfile.read(int(self.headers.get("content-length", 0)))
        self.close_connection = True
        if self.path.startswith(_STREAM):
            self.network.follow_stream(self)
            return
        name, part = self.network.draw()
        trouble: Callable[[Way, float], Answer] = _TROUBLES.get(name, honest)
        self.say(trouble(self, part))

    do_GET = do_POST = do_PUT = do_HEAD = relay

    def say(self, answer: Answer) -> None:
        status, headers, body = answer
        self.connection.sendall(self.encoded(status, headers, body))
        self.connection.shutdown(socket.SHUT_WR)
        self.connection.settimeout(5)
        while self.connection.recv(65536):
            pass

    def encoded(self, status: int, headers: list[tuple[str, str]], body: bytes) -> bytes:
        named = {name.lower() for name, _ in headers}
        lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Unknown')}"]
        lines += [f"{name}: {value}" for name, value in headers]
        if "content-length" not in named and status not in (204, 304):
            lines.append(f"content-length: {len(body)}")
        sent = b"" if self.command == "HEAD" else body
        return ("\r\n".join([*lines, "connection: close"]) + "\r\n\r\n").encode("latin-1") + sent

    def log_message(self, format: str, *args: object) -> None:
        """Silence: the table says it."""


def honest(way: Way, part: float) -> Answer:
    answer = way.network.ask(way)
    way.network.last(way, answer)
    return answer


def page(status: int, *headers: tuple[str, str]) -> Callable[[Way, float], Answer]:
    """A page of somebody between."""
    return lambda way, part: (status, [("content-type", "text/html"), *headers], _PORTAL)


def bomb(way: Way, part: float) -> Answer:
    return 200, [("content-type", "application/json"), ("content-encoding", "gzip")], _BOMB


def reset(way: Way, part: float) -> Answer:
    raise ConnectionResetError


def half_a_request(way: Way, part: float) -> Answer:
    return way.network.ask(way, part * 0.99)


def lost_answer(way: Way, part: float) -> Answer:
    way.network.ask(way)
    raise ConnectionResetError


def half_an_answer(way: Way, part: float) -> Answer:
    whole = way.encoded(*way.network.ask(way))
    way.connection.sendall(whole[: int(part * len(whole))])
    raise ConnectionResetError


def slow(way: Way, part: float) -> Answer:
    time.sleep(3 * part)
    whole = way.encoded(*honest(way, part))
    step = len(whole) // 5 + 1
    for first in range(0, len(whole), step):
        way.connection.sendall(whole[first : first + step])
        time.sleep(0.5 * part)
    raise ConnectionResetError


def twice(way: Way, part: float) -> Answer:
    way.network.ask(way)
    return honest(way, part)


def again_later(way: Way, part: float) -> Answer:
    def repeat() -> None:
        with contextlib.suppress(OSError):
            way.network.ask(way)

    later = threading.Timer(20 * part, repeat)
    later.daemon = True
    later.start()
    return honest(way, part)


def stale(way: Way, part: float) -> Answer:
    """The answer to another request of the kind, as from a broken cache."""
    return way.network.last(way) or honest(way, part)


_TROUBLES: dict[str, Callable[[Way, float], Answer]] = {
    "502": page(502),
    "404 as a page": page(404),
    "503 with Retry-After 3600": page(503, ("retry-after", "3600")),
    "429 with Retry-After 3600": page(429, ("retry-after", "3600")),
    "portal: 200 and a page": page(200),
    "portal: moved": page(302, ("location", "http://portal.example/")),
    "gzip bomb": bomb,
    "reset": reset,
    "cut in mid-request": half_a_request,
    "answer lost": lost_answer,
    "cut in mid-answer": half_an_answer,
    "slow": slow,
    "sent twice": twice,
    "sent again later": again_later,
    "answer of another request": stale,
}


def _reset(connection: socket.socket) -> None:
    try:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass  # Gone already.
