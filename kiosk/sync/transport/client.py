"""Protocol v1 as typed calls. Blocking, usable from several threads; every call has bounds of time and size.

Each call raises `NetworkError` when no trustworthy answer came and `RefusedError` when the platform said no.
Redirects are never followed: the address was given by a technician, and only a portal moves it.
"""

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from pydantic import ValidationError

from contract.enrollment import Enrollment, EnrollRequest
from contract.heartbeat import Heartbeat, HeartbeatAnswer
from contract.leases import Lease, LeaseRequest
from contract.problem import PROBLEM_MEDIA_TYPE
from contract.shape import Shape
from contract.signature import SIGNATURE_HEADER
from contract.sync import SyncAnswer, SyncRequest
from kiosk.domain.clock import Clock
from kiosk.domain.errors import NetworkError, SetupError
from kiosk.sync.transport import bounded, http_errors
from kiosk.sync.transport.sockets import OpenSockets

if TYPE_CHECKING:
    import ssl

    import httpx

    from kiosk.sync.transport.call_limits import CallLimits

_log = logging.getLogger(__name__)

API = "/api/v1"
_LABEL = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?")
CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 10.0
CALL_SECONDS = 120.0
"""Of one call altogether: half a megabyte of a photo over a poor line, and its answer."""
BLOB_SECONDS = 600.0
"""Of one download."""
LARGEST_BLOB_BYTES = 50 * 1024 * 1024
STREAM_SILENCE_SECONDS = 30.0
"""The platform sends a comment line on the stream every 10 seconds."""

OFFSET_HEADER = "upload-offset"
"""How many bytes of a blob the platform holds."""
_JSON = "application/json"
_PACKED = {"Accept-Encoding": "gzip"}
_OF_THE_WIRE = {"content-encoding", "transfer-encoding"}
_Answer = TypeVar("_Answer", bound=Shape)


def server_address(typed: str) -> str:
    """The platform's address as it was typed, without a trailing slash. Raises SetupError."""
    address = typed.strip().rstrip("/")
    try:
        if _is_address(address):
            return address
    except ValueError:  # What is wrong is seen by whoever looks at it; urllib says it in its own words.
        pass
    raise SetupError(f"'{typed}' is not the address of a platform, such as https://cabina.example")


def _is_address(address: str) -> bool:
    """May raise ValueError: brackets, ports and names that are none."""
    parts = urlsplit(address)
    if any(each.isspace() or not each.isprintable() for each in address) or "\\" in address:
        return False
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.port == 0:
        return False
    labels = parts.hostname.encode("idna").decode().rstrip(".").split(".")
    named = ":" in parts.hostname or all(_LABEL.fullmatch(label) for label in labels)
    return named and not (parts.query or parts.fragment or parts.username or parts.password)


class Client:
    """One platform, with or without this booth's token."""

    def __init__(
        self,
        server: str,
        clock: Clock,
        token: str | None = None,
        *,
        trust: "ssl.SSLContext | None" = None,
        answer_seconds: float = ANSWER_SECONDS,
    ) -> None:
        import httpx

        from kiosk.sync.transport.call_limits import CallLimits

        self._clock = clock
        self._limits = CallLimits(clock)
        self._host = urlsplit(server).netloc
        self._sockets = OpenSockets()
        self._extensions = {"trace": self._sockets.trace}
        self._answer_seconds = answer_seconds
        self._http = httpx.Client(
            base_url=server + API,
            headers=_PACKED | ({"Authorization": f"Bearer {token}"} if token else {}),
            timeout=_timeout(answer_seconds, answer_seconds),
            transport=_transport(trust or _system_trust(), self._limits),
            follow_redirects=False,
            trust_env=False,
        )

    # --- Y1, Y4, Y5, Y7 -----------------------------------------------------------------------------

    def enroll(self, request: EnrollRequest) -> Enrollment:
        return self._post("/kiosks/enroll", request, Enrollment)

    def sync(self, request: SyncRequest) -> SyncAnswer:
        return self._post("/kiosk/sync", request, SyncAnswer)

    def ask_lease(self, request: LeaseRequest) -> Lease:
        return self._post("/kiosk/leases", request, Lease)

    def heartbeat(self, request: Heartbeat) -> HeartbeatAnswer:
        return self._post("/kiosk/heartbeat", request, HeartbeatAnswer)

    # --- Y2 -----------------------------------------------------------------------------------------

    def config(self, etag: str) -> tuple[bytes, str, str] | None:
        """The snapshot's exact bytes, its signature and its ETag; None when `etag` is still right."""
        answer = self._send("GET", "/kiosk/config", headers={"If-None-Match": etag} if etag else {})
        if answer.status_code == 304:
            return None
        signature = answer.headers.get(SIGNATURE_HEADER, "")
        if http_errors.media_type(answer) != _JSON or not signature:
            raise http_errors.not_ours(answer)
        return answer.content, signature, answer.headers.get("etag", "")

    # --- Y3 -----------------------------------------------------------------------------------------

    def blob_request(
        self, method: str, sha256: str, *, content: bytes = b"", headers: dict[str, str] | None = None
    ) -> "httpx.Response":
        """A blob call: a success, a refusal that says where to go on, or 410. All else raises as everywhere.

        Whether a success is the platform's own is for the caller to find out.
        """
        answer = self._request(method, f"/blobs/{sha256}", content=content, headers=headers or {})
        goes_on = answer.status_code in {404, 409} and OFFSET_HEADER in answer.headers
        if answer.is_success or goes_on or http_errors.is_gone(answer):
            return answer
        raise http_errors.from_status(answer, self._clock.now())

    @contextmanager
    def blob(self, sha256: str) -> Iterator["httpx.Response"]:
        """A blob's bytes as they come, at most while the block lasts."""
        with (
            self._limits.within(BLOB_SECONDS, 2 * LARGEST_BLOB_BYTES),
            self._stream(f"/blobs/{sha256}", self._answer_seconds) as answer,
        ):
            if http_errors.media_type(answer) == "text/html":
                raise http_errors.not_ours(answer)
            yield answer

    # --- Y6 -----------------------------------------------------------------------------------------

    @contextmanager
    def events(self) -> Iterator[Iterator[str]]:
        """The lines of the platform's event stream, while the block lasts."""
        with self._stream("/kiosk/stream", STREAM_SILENCE_SECONDS, "text/event-stream") as answer:
            if http_errors.media_type(answer) != "text/event-stream":
                raise http_errors.not_ours(answer)
            yield bounded.lines(bounded.plain(answer), self._clock)

    # --- the wire -----------------------------------------------------------------------------------

    def cut(self) -> None:
        """End what is in flight and make every later call fail at once."""
        self._sockets.cut()

    def close(self) -> None:
        """Close the connections; to be called once no call is in flight."""
        self._http.close()

    def _post(self, path: str, body: Shape, shape: type[_Answer]) -> _Answer:
        content = body.model_dump_json().encode()
        answer = self._send("POST", path, content=content, headers={"Content-Type": _JSON})
        if http_errors.media_type(answer) != _JSON:
            raise http_errors.not_ours(answer)
        try:
            return shape.model_validate_json(answer.content)
        except ValidationError as error:
            _log.warning("the answer to %s: %s", path, error)
            raise NetworkError(f"the answer to {path} is not of protocol v1") from error

    def _send(
        self, method: str, path: str, *, content: bytes = b"", headers: dict[str, str]
    ) -> "httpx.Response":
        answer = self._request(method, path, content=content, headers=headers)
        if answer.is_success or answer.status_code == 304:
            return answer
        raise http_errors.from_status(answer, self._clock.now())

    def _request(
        self, method: str, path: str, *, content: bytes, headers: dict[str, str]
    ) -> "httpx.Response":
        """An answer with its body, if that is one that the protocol has; a page of anybody's is not read."""
        import httpx

        try:
            with (
                self._limits.within(CALL_SECONDS, 2 * bounded.MOST_BODY_BYTES),
                self._http.stream(
                    method, path, content=content or None, headers=headers, extensions=self._extensions
                ) as answer,
            ):
                return _read(answer)
        except httpx.HTTPError as error:
            raise http_errors.from_exception(error, self._host, self._clock.now()) from error

    @contextmanager
    def _stream(self, path: str, silence_seconds: float, kind: str = "*/*") -> Iterator["httpx.Response"]:
        import httpx

        headers = {"Accept": kind, "Accept-Encoding": "identity"}
        timeout = _timeout(self._answer_seconds, silence_seconds)
        try:
            with self._http.stream(
                "GET", path, headers=headers, timeout=timeout, extensions=self._extensions
            ) as answer:
                if not answer.is_success:
                    raise http_errors.from_status(_read(answer), self._clock.now())
                yield answer
        except httpx.HTTPError as error:
            raise http_errors.from_exception(error, self._host, self._clock.now()) from error


def _read(answer: "httpx.Response") -> "httpx.Response":
    """The same answer, unpacked."""
    import httpx

    kinds = {_JSON, PROBLEM_MEDIA_TYPE}
    content = bounded.body(answer) if http_errors.media_type(answer) in kinds else b""
    packed = "content-encoding" in answer.headers
    dropped = _OF_THE_WIRE | ({"content-length"} if packed else set())
    headers = [(name, text) for name, text in answer.headers.multi_items() if name not in dropped]
    return httpx.Response(answer.status_code, headers=headers, content=content, request=answer.request)


def _transport(trust: "ssl.SSLContext", limits: "CallLimits") -> "httpx.HTTPTransport":
    """Its pool, made as httpx makes it, has our network backend.

    httpx (0.28) has no public way to that: a transport of our own would have to copy how it turns httpcore's
    errors into its own, which is private, too. `tests/kiosk/sync/test_greedy_answers.py` sees it if `_pool`
    is no longer what httpx uses.
    """
    import httpcore
    import httpx

    from kiosk.sync.transport.call_limits import Network

    made = httpx.HTTPTransport(verify=trust, trust_env=False)
    made._pool = httpcore.ConnectionPool(
        ssl_context=trust,
        max_connections=100,
        max_keepalive_connections=20,
        keepalive_expiry=5.0,
        network_backend=Network(limits),
    )
    return made


def _timeout(seconds: float, silence_seconds: float) -> "httpx.Timeout":
    import httpx

    return httpx.Timeout(seconds, connect=min(CONNECT_SECONDS, seconds), read=silence_seconds)


def _system_trust() -> "ssl.SSLContext":
    """The authorities that the operating system trusts, so that a venue's own can be added there."""
    import ssl

    return ssl.create_default_context()
