"""A platform on loopback that keeps protocol v1, and a network to it that can be broken at any point.

It remembers what it was sent, applies each op once, and answers as the real one does. `break_next` puts a
fault in front of the next request of a kind: the fault answers instead, or breaks the connection before or
after the platform has done its work.
"""

import contextlib
import hashlib
import json
import re
import socket
import ssl
import struct
import threading
from collections import defaultdict, deque
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from uuid import UUID

from contract.enrollment import EnrollRequest
from contract.heartbeat import CommandResult, Heartbeat
from contract.ids import new_id
from contract.leases import Lease, LeaseRequest, LeaseState
from contract.problem import Code
from contract.signature import SIGNATURE_HEADER, public_key_text, sign
from contract.sync import OpResult, OpStatus, SyncAnswer, SyncRequest
from tests.kiosk.worlds import KEY, WHEN, named

TOKEN = "the-device-token"
PORTAL = b"<!doctype html><title>Free Wi-Fi</title><form>Your room number?</form>"
Answer = tuple[int, dict[str, str], bytes]
Fault = Callable[["Exchange"], bool]
"""Takes the exchange; True when it has dealt with it and the platform shall not."""


class Platform:
    """What the platform knows. Tests read and write it freely; `lock` guards it while requests run."""

    def __init__(self) -> None:
        self.lock = threading.RLock()
        self.epoch = 1
        self.pairing_code = "7KQ2M9XD"
        self.applied: dict[UUID, tuple[str, dict]] = {}
        self.order: list[int] = []
        self.fates: dict[UUID, OpResult] = {}
        self.changes: list[dict] = []
        self.page = 100
        self.blobs: dict[str, bytes] = {}
        self.partial: dict[str, bytearray] = defaultdict(bytearray)
        self.config: tuple[bytes, str, str] | None = None
        self.pool = 10_000
        self.leases: dict[UUID, Lease] = {}
        self.lease_requests: dict[UUID, UUID] = {}
        self.commands: list[dict] = []
        self.beats: list[Heartbeat] = []
        self.results: dict[str, CommandResult] = {}
        self.answered = threading.Condition()
        self.streams: list[Exchange] = []
        self.stream_opened = threading.Condition(self.lock)
        self.seen: list[str] = []
        self.faults: dict[str, deque[Fault]] = defaultdict(deque)

    def break_next(self, request: str, *faults: Fault) -> None:
        """Put faults in front of the next requests whose `METHOD /path` begins with `request`."""
        self.faults[request].extend(faults)

    def fault_for(self, line: str) -> Fault | None:
        """The fault that stands in front of this request, once."""
        for kind, waiting in self.faults.items():
            if waiting and line.startswith(kind):
                return waiting.popleft()
        return None

    def count(self, request: str) -> int:
        """How many requests of a kind have come in, broken ones included."""
        return sum(line.startswith(request) for line in self.seen)

    def publish(self, body: bytes, signature: str | None = None) -> None:
        """A new snapshot."""
        self.config = (body, signature or sign(KEY, body), f'"{hashlib.sha256(body).hexdigest()}"')

    def tell(self, key: str) -> None:
        """Send a key to everyone who listens."""
        for stream in self.streams:
            stream.push(f"event: {key}\ndata: {{}}\n\n".encode())


class Exchange(BaseHTTPRequestHandler):
    """One connection; `platform` is set on the class made for each server."""

    platform: Platform
    protocol_version = "HTTP/1.1"

    def handle_any(self) -> None:
        line = f"{self.command} {self.path.removeprefix('/api/v1')}"
        platform = self.platform
        with platform.lock:
            platform.seen.append(line)
            fault = platform.fault_for(line)
        if fault is None or not fault(self):
            self.serve()

    do_GET = do_POST = do_PUT = do_HEAD = handle_any

    def serve(self) -> None:
        if self.path == "/api/v1/kiosk/stream":
            self.stream()
        else:
            self.send(self.answer())

    def answer(self) -> Answer:
        """What the platform says, its work done."""
        body = self.body()
        with self.platform.lock:
            return route(self.platform, self, body)

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def send(self, answer: Answer) -> None:
        status, headers, body = answer
        self.send_response(status)
        if "Content-Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        for name, text in headers.items():
            self.send_header(name, text)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reset(self) -> None:
        """The connection is gone: RST, no goodbye."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.over = threading.Event()
        with self.platform.lock:
            self.platform.streams.append(self)
            self.platform.stream_opened.notify_all()
        self.over.wait(60)
        self.close_connection = True

    def push(self, words: bytes) -> None:
        self.wfile.write(words)
        self.wfile.flush()

    def log_message(self, *_: object) -> None:
        pass


# --- faults -----------------------------------------------------------------------------------------


def cut(exchange: Exchange) -> bool:
    """The request never reaches the platform."""
    exchange.reset()
    return True


def lose_answer(exchange: Exchange) -> bool:
    """The platform does its work; nobody hears of it."""
    exchange.answer()
    exchange.reset()
    return True


def portal(exchange: Exchange) -> bool:
    """A captive portal answers everything with its login page and 200."""
    exchange.body()
    exchange.send((200, {"Content-Type": "text/html; charset=utf-8"}, PORTAL))
    return True


def redirect(exchange: Exchange) -> bool:
    exchange.body()
    exchange.send((302, {"Location": "http://portal.example/login"}, b""))
    return True


def says(status: int, body: bytes = b"", **headers: str) -> Fault:
    """That answer instead of the platform's."""

    def fault(exchange: Exchange) -> bool:
        exchange.body()
        named_headers = {name.replace("_", "-"): text for name, text in headers.items()}
        exchange.send((status, named_headers, body))
        return True

    return fault


def problem(status: int, code: Code) -> Fault:
    def fault(exchange: Exchange) -> bool:
        exchange.body()
        exchange.send(refusal(status, code))
        return True

    return fault


def page(status: int) -> Fault:
    """What a proxy or portal makes of any request: its own page under some status."""
    return says(status, PORTAL, Content_Type="text/html", Location="http://portal.example/")


def silent(until: threading.Event) -> Fault:
    """Takes the request and says nothing."""

    def fault(exchange: Exchange) -> bool:
        exchange.body()
        until.wait(60)
        exchange.reset()
        return True

    return fault


def reset_after(held: int) -> Fault:
    """The connection breaks in the middle of an upload; the platform keeps what had arrived."""

    def fault(exchange: Exchange) -> bool:
        first = int(exchange.headers["Content-Range"].removeprefix("bytes ").partition("-")[0])
        part = exchange.rfile.read(held)
        platform = exchange.platform
        with platform.lock:
            sha256 = exchange.path.rpartition("/")[2]
            platform.partial[sha256][first : first + len(part)] = part
        exchange.reset()
        return True

    return fault


def half_the_answer(exchange: Exchange) -> bool:
    """The connection breaks in the middle of a download."""
    status, headers, body = exchange.answer()
    exchange.send((status, headers | {"Content-Length": str(len(body))}, body[: len(body) // 2]))
    exchange.wfile.flush()
    exchange.close_connection = True
    return True


# --- the platform's side of the protocol ------------------------------------------------------------


def route(platform: Platform, exchange: Exchange, body: bytes) -> Answer:
    path = exchange.path.removeprefix("/api/v1")
    if path == "/kiosks/enroll":
        return enroll(platform, EnrollRequest.model_validate_json(body))
    if exchange.headers.get("Authorization") != f"Bearer {TOKEN}":
        return refusal(401, Code.UNAUTHORIZED)
    if path == "/kiosk/sync":
        return sync(platform, SyncRequest.model_validate_json(body))
    if path == "/kiosk/config":
        return snapshot(platform, exchange.headers.get("If-None-Match"))
    if path == "/kiosk/leases":
        return lend(platform, LeaseRequest.model_validate_json(body))
    if path == "/kiosk/heartbeat":
        return beat(platform, Heartbeat.model_validate_json(body))
    sha256 = path.removeprefix("/blobs/")
    if exchange.command == "PUT":
        return put_blob(platform, sha256, exchange.headers["Content-Range"], body)
    return get_blob(platform, sha256)


def enroll(platform: Platform, asked: EnrollRequest) -> Answer:
    if asked.code != platform.pairing_code:
        return refusal(403, Code.PAIRING_CODE_WRONG)
    platform.pairing_code = ""
    platform.epoch += 1
    words = {
        "kiosk_id": str(named("kiosk")),
        "token": TOKEN,
        "epoch": platform.epoch,
        "server_key": public_key_text(KEY),
    }
    return 200, {"Content-Type": "application/json"}, json.dumps(words).encode()


def sync(platform: Platform, asked: SyncRequest) -> Answer:
    if asked.epoch != platform.epoch:
        return refusal(409, Code.EPOCH_MISMATCH)
    results = [apply(platform, op) for op in asked.ops]
    start = int(asked.cursor or 0)
    page = platform.changes[start : start + platform.page]
    answer = SyncAnswer(
        results=tuple(results),
        ack_seq=max((op.seq for op in asked.ops), default=0),
        changes=tuple(page),
        cursor=str(start + len(page)),
        more=start + len(page) < len(platform.changes),
        leases=tuple(each for each in platform.leases.values() if each.state is LeaseState.OPEN),
        pool=platform.pool,
        server_time=WHEN,
    )
    return json_of(answer)


def apply(platform: Platform, op) -> OpResult:
    if op.op_id in platform.fates:
        return platform.fates[op.op_id]
    if op.op_id in platform.applied:
        return OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.DUPLICATE)
    platform.applied[op.op_id] = (op.kind, op.payload)
    platform.order.append(op.seq)
    if op.kind == "lease.returned":
        lease = platform.leases[UUID(op.payload["lease_id"])]
        platform.pool += lease.granted - lease.spent
        platform.leases[lease.id] = lease.model_copy(update={"state": LeaseState.RETURNED})
    return OpResult(op_id=op.op_id, seq=op.seq, status=OpStatus.APPLIED)


def snapshot(platform: Platform, etag: str | None) -> Answer:
    if platform.config is None:
        return refusal(404, Code.NOT_FOUND)
    body, signature, current = platform.config
    if etag == current:
        return 304, {"ETag": current}, b""
    return 200, {"Content-Type": "application/json", SIGNATURE_HEADER: signature, "ETag": current}, body


def lend(platform: Platform, asked: LeaseRequest) -> Answer:
    if asked.request_id in platform.lease_requests:
        return json_of(platform.leases[platform.lease_requests[asked.request_id]])
    credits_given = min(asked.wanted, platform.pool)
    if not credits_given:
        return refusal(402, Code.CREDITS_EXHAUSTED)
    platform.pool -= credits_given
    old = platform.leases.get(asked.renew) if asked.renew else None
    if asked.renew and old is None:
        return refusal(404, Code.LEASE_UNKNOWN)
    lease = Lease(
        id=old.id if old else new_id(),
        event_id=named("event"),
        state=LeaseState.OPEN,
        granted=(old.granted if old else 0) + credits_given,
        spent=0,
        expires_at=WHEN + timedelta(hours=1),
        ttl_seconds=3600,
    )
    platform.leases[lease.id] = lease
    platform.lease_requests[asked.request_id] = lease.id
    return json_of(lease)


def beat(platform: Platform, said: Heartbeat) -> Answer:
    platform.beats.append(said)
    with platform.answered:
        platform.results |= {str(each.id): each for each in said.results}
        platform.answered.notify_all()
    done = {str(each) for each in said.done_commands}
    platform.commands = [each for each in platform.commands if each["id"] not in done]
    words = {"server_time": WHEN.isoformat(), "commands": platform.commands}
    return 200, {"Content-Type": "application/json"}, json.dumps(words).encode()


def get_blob(platform: Platform, sha256: str) -> Answer:
    """As the real one: no JSON here, the blob's own size, and a problem with an offset when incomplete."""
    if sha256 in platform.blobs:
        return 200, {"Content-Type": "image/jpeg", "ETag": f'"{sha256}"'}, platform.blobs[sha256]
    status, headers, body = refusal(404, Code.NOT_FOUND)
    return status, headers | {"Upload-Offset": str(len(platform.partial[sha256]))}, body


def put_blob(platform: Platform, sha256: str, content_range: str, body: bytes) -> Answer:
    if sha256 in platform.blobs:
        return 200, whole(len(platform.blobs[sha256])), b""
    ((first, last, total),) = (
        map(int, each) for each in re.findall(r"^bytes (\d+)-(\d+)/(\d+)$", content_range)
    )
    held = platform.partial[sha256]
    if first > len(held) or last - first + 1 != len(body):
        status, headers, words = refusal(409, Code.RANGE_MISMATCH)
        return status, headers | {"Upload-Offset": str(len(held))}, words
    held[first:] = body
    if len(held) < total:
        return 202, {"Upload-Offset": str(len(held))}, b""
    complete = bytes(platform.partial.pop(sha256))
    if hashlib.sha256(complete).hexdigest() != sha256:
        return refusal(422, Code.DIGEST_MISMATCH)
    platform.blobs[sha256] = complete
    return 201, whole(total), b""


def whole(size: int) -> dict[str, str]:
    return {"Content-Type": "text/html; charset=utf-8", "Upload-Offset": str(size)}


def json_of(shape) -> Answer:
    return 200, {"Content-Type": "application/json; charset=utf-8"}, shape.model_dump_json().encode()


def refusal(status: int, code: Code) -> Answer:
    words = {"title": f"refused: {code}", "status": status, "code": code}
    return status, {"Content-Type": "application/problem+json"}, json.dumps(words).encode()


# --- the server -------------------------------------------------------------------------------------


class Server:
    """The platform on a port of loopback; with `certificate` (a PEM file with its key) over TLS."""

    def __init__(self, platform: Platform, certificate: Path | None = None) -> None:
        exchange = type("BoundExchange", (Exchange,), {"platform": platform})
        self._server = QuietServer(("127.0.0.1", 0), exchange)
        self.platform = platform
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        scheme = "https" if certificate else "http"
        self.port = self._server.server_address[1]
        self.address = f"{scheme}://127.0.0.1:{self.port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def stop(self) -> None:
        for stream in self.platform.streams:
            stream.over.set()
        self._server.shutdown()
        self._server.cut_all()
        self._thread.join()
        self._server.server_close()


class QuietServer(ThreadingHTTPServer):
    """Connections that break are the point of these tests, not an error."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, *arguments: Any) -> None:
        super().__init__(*arguments)
        self._open: set[Any] = set()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def close_request(self, request: Any) -> None:
        self._open.discard(request)
        super().close_request(request)

    def cut_all(self) -> None:
        """End the connections that clients keep open between requests."""
        for request in list(self._open):
            with contextlib.suppress(OSError):
                request.shutdown(socket.SHUT_RDWR)

    def handle_error(self, *_: object) -> None:
        pass
