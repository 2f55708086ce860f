"""ASGI middleware around everything: each request has an id, and leaves a line in the log and its numbers.

Granian can write an access log as well, but knows neither the id nor the visitor behind a proxy, nor what of
a path is a secret.
"""

import logging
from collections.abc import Awaitable, Callable, MutableMapping
from functools import lru_cache
from time import perf_counter
from typing import Any, Final
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from central.base.masking import masked
from central.server import metrics, request_ids
from central.server.addresses import address_behind
from central.server.log_lines import MASKED

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[Scope, Receive, Send], Awaitable[None]]

NOTES: Final = "cabina.notes"
"""In the scope and in the request's META: what Django notes of the request for this middleware."""
_LONGEST_METHOD: Final = 20
_LONGEST_PATH: Final = 200
_A_YEAR: Final = 31_536_000

log = logging.getLogger("central.access")


class Observed:
    """The application, watched."""

    def __init__(self, application: Application) -> None:
        self._application = application
        secure = settings.PUBLIC_URL.startswith("https://")
        hsts = (b"strict-transport-security", f"max-age={_A_YEAR}".encode())
        self._headers = [hsts] if secure else []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._application(scope, receive, send)
            return
        watched = _Watched({**scope, NOTES: {}}, send, self._headers)
        metrics.request_began()
        try:
            await self._application(watched.scope, receive, watched.send)
        finally:
            watched.end()


class _Watched:
    """One request and what becomes of it."""

    def __init__(self, scope: Scope, send: Send, headers: list[tuple[bytes, bytes]]) -> None:
        self.scope = scope
        self._send = send
        request_id = request_ids.begin()
        self._headers = [*headers, (request_ids.HEADER.lower().encode(), request_id.encode())]
        self._began = perf_counter()
        self._answered_after: float | None = None
        self._status = 0
        self._size = 0

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status = message["status"]
            self._answered_after = perf_counter() - self._began
            message = {**message, "headers": [*message["headers"], *self._headers]}
        else:
            self._size += len(message.get("body", b""))
        await self._send(message)

    def end(self) -> None:
        """Once it is over, in whatever way."""
        scope, route = self.scope, self.scope[NOTES].get("route", "")
        metrics.request_ended(scope["method"], route, self._status, self._answered_after)
        if log.isEnabledFor(logging.INFO):
            log.info(
                "%s %s %s, %d bytes in %d ms",
                _address(scope),
                _asked(scope["method"][:_LONGEST_METHOD], scope["path"][:_LONGEST_PATH]),
                self._status or "without an answer",
                self._size,
                1000 * (perf_counter() - self._began),
                extra=MASKED,
            )


@lru_cache(1_000)
def _asked(method: str, path: str) -> str:
    """What was asked for, without what in it is secret; a query is left out.

    To be called with their beginnings, as what it is called with is kept. Most requests are booths', for the
    same few paths; masking costs more than all else about a line.
    """
    return masked(f"{method} {quote(path, safe='/:@+,;=~')}")


def note_route(get_response: Callable[[HttpRequest], HttpResponseBase]) -> Any:  # noqa: ANN401 - Django's
    """Django's middleware: notes for `Observed` which route the request took."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        notes = request.META.get(NOTES)
        if notes is not None and request.resolver_match is not None:
            notes["route"] = request.resolver_match.route
        return response

    return answer


def _address(scope: Scope) -> str:
    peer = str((scope.get("client") or ("",))[0])
    said = (value.decode("latin1") for name, value in scope["headers"] if name == b"x-forwarded-for")
    return address_behind(peer, ",".join(said))
