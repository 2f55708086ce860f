"""Every request: received whole or handed on as it comes, answered by Django in a thread, sent at a pace.

While bytes travel, a request has an asyncio task and nothing else: no thread, no database connection and no
lock.
"""

import asyncio
from collections.abc import AsyncIterator, Coroutine, Iterator
from contextlib import suppress
from typing import Any, Final

from django.db import close_old_connections
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from central.base.refusals import HTTP_STATUS
from central.server import arrivals, sockets
from central.server.arrivals import BodyCut, Receiving
from central.server.environ import environ_of
from central.server.exchange import Exchange, Header, Receive, Scope, Send
from central.server.lanes import Crowded, Lane, Lanes
from central.server.open_connections import OpenConnections
from central.server.patience import Crowd, Pace, TooSlow
from contract.problem import PROBLEM_MEDIA_TYPE, Code, Problem
from contract.sync import MAX_BODY_BYTES

UPLOADS: Final = ("/api/v1/blobs/", "/api/v1/me/photos/")
"""A PUT below these is handed on as it comes, and has limits of its own."""
MOST_HEADER_BYTES: Final = 32 * 1024
"""Their number is bounded by the web server: 100."""

SENDING: Final = Pace(idle=20, bytes_a_second=500)
"""How slowly a client may send. Booths give up on a silence of 10 seconds themselves."""
READING: Final = Pace(idle=60, bytes_a_second=500)
"""How slowly a client may read: the kernel takes megabytes before it says that a reader is slow."""
LISTENING: Final = Pace(idle=60)
"""A stream of events moves when there are some."""
_LATER_SECONDS: Final = 5
_WRITTEN_AT_ONCE: Final = 128 * 1024


class Platform:
    """The ASGI application."""

    def __init__(self, sending: Pace = SENDING, reading: Pace = READING) -> None:
        self._lanes = Lanes()
        self._cuts = sockets.PendingCuts()
        self._connections = OpenConnections()
        self._sending, self._reading = sending, reading
        self._bodies = Crowd({"anybody": 500, "address": 100})
        self._uploads = Crowd({"anybody": 1000, "address": 200, "caller": 4})
        self._answers = Crowd({"anybody": 2000, "address": 300, "caller": 8})
        self._streams = Crowd({"anybody": 4000, "address": 1000, "caller": 2, "person": 40})

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        sockets.prepare_listeners()
        exchange = Exchange(scope, receive, send)
        try:
            with self._connections.asking(exchange.client):
                await self._serve(exchange)
        except TooSlow:
            self._cuts.add(exchange.client)
        except BodyCut:
            await self._tell_of_cut(exchange)

    async def _tell_of_cut(self, exchange: Exchange) -> None:
        """Whoever sends a body that is no body is still there, and would be told that we broke."""
        said = _problem(400, Code.INVALID, "The request body did not arrive whole.")
        with suppress(Exception):  # Usually nobody is there any more.
            await exchange.answer(400, _headers(said), said.content, self._answers, self._reading)

    async def _serve(self, exchange: Exchange) -> None:
        lane = self._lanes.of(exchange.scope["path"])
        try:
            response = await self._answered(exchange, lane)
        except Crowded:
            response = _problem(
                429, Code.RATE_LIMITED, "Too many requests wait; try again later.", retry_after=_LATER_SECONDS
            )
            response["Retry-After"] = str(_LATER_SECONDS)
        await self._tell(exchange, lane, response)

    async def _answered(self, exchange: Exchange, lane: Lane) -> HttpResponseBase:
        """Django's answer, or ours where it is not asked. Raises Crowded, BodyCut, TooSlow."""
        scope = exchange.scope
        if sum(len(name) + len(value) for name, value in scope["headers"]) > MOST_HEADER_BYTES:
            return _problem(431, Code.TOO_LARGE, "Request headers too large.")
        later = scope["method"] == "PUT" and scope["path"].startswith(UPLOADS)
        body = b"" if later else await self._body(exchange)
        if body is None:
            return _problem(HTTP_STATUS[Code.TOO_LARGE], Code.TOO_LARGE, "Request body too large.")
        environ = environ_of(scope, body)
        environ[arrivals.FOR_LATER] = later
        response = await lane.run(lambda: self._lanes.answer(environ))
        exchange.sender |= environ.get(arrivals.SENDER, {})
        if not isinstance(response, Receiving):
            await self._pass_over(exchange)
            return response
        came = await arrivals.received(response.take, self._arriving(exchange))
        return await lane.run(lambda: self._lanes.answer(environ_of(scope, b"") | came))

    async def _body(self, exchange: Exchange) -> bytes | None:
        """All of it; None as soon as it is known to be too large, which is never held."""
        length = "".join(exchange.header(b"content-length")) or "0"
        if not length.isdecimal() or int(length) > MAX_BODY_BYTES:
            return None
        body = bytearray()
        async for chunk in exchange.body(self._bodies, self._sending):
            body += chunk
            if len(body) > MAX_BODY_BYTES:
                return None
        return bytes(body)

    async def _pass_over(self, exchange: Exchange) -> None:
        """Read what is left of a small body: a client that is cut while it sends may not see the answer."""
        length = "".join(exchange.header(b"content-length"))
        if not exchange.body_read and length.isdecimal() and int(length) <= MAX_BODY_BYTES:
            async for _ in exchange.body(self._uploads, self._sending):
                pass

    async def _arriving(self, exchange: Exchange) -> AsyncIterator[bytes]:
        """An upload's bytes in larger pieces. One that is too slow is cut: what came of it is kept."""
        gathered = bytearray()
        try:
            async for chunk in exchange.body(self._uploads, self._sending):
                gathered += chunk
                if len(gathered) >= _WRITTEN_AT_ONCE:
                    yield bytes(gathered)
                    gathered.clear()
        except (BodyCut, TooSlow) as error:
            if gathered:
                yield bytes(gathered)
            raise BodyCut from error
        if gathered:
            yield bytes(gathered)

    async def _tell(self, exchange: Exchange, lane: Lane, response: HttpResponseBase) -> None:
        status, headers = response.status_code, _headers(response)
        if isinstance(response, HttpResponse):
            await exchange.answer(status, headers, response.content, self._answers, self._reading)
            return
        assert isinstance(response, StreamingHttpResponse)
        if exchange.scope["method"] == "HEAD":
            response.streaming_content = ()
        if response.is_async:
            chunks, crowd, pace = aiter(response), self._streams, LISTENING
        else:
            chunks, crowd, pace = _in_threads(iter(response), lane), self._answers, self._reading
        try:
            await _unless_gone(exchange, exchange.stream(status, headers, chunks, crowd, pace))
        finally:
            await lane.run(response.close)


def _problem(status: int, code: Code, sentence: str, retry_after: int | None = None) -> HttpResponse:
    """A problem document that no view has written."""
    document = Problem(title=sentence, status=status, code=code, retry_after=retry_after)
    content = document.model_dump_json(exclude_none=True)
    return HttpResponse(content, status=status, content_type=PROBLEM_MEDIA_TYPE)


async def _unless_gone(exchange: Exchange, sending: Coroutine[Any, Any, None]) -> None:
    """Send until all is sent or the client has gone. Raises what the sending does."""
    sent, gone = asyncio.ensure_future(sending), asyncio.ensure_future(exchange.client_gone())
    try:
        await asyncio.wait({sent, gone}, return_when=asyncio.FIRST_COMPLETED)
        if sent.done():
            sent.result()
    finally:
        for task in (sent, gone):
            task.cancel()
        await asyncio.gather(sent, gone, return_exceptions=True)


async def _in_threads(pieces: Iterator[bytes], lane: Lane) -> AsyncIterator[bytes]:
    """Each piece made in a thread of the lane, which keeps no database connection between two."""

    def following() -> bytes | None:
        try:
            return next(pieces, None)
        finally:
            close_old_connections()

    while (piece := await lane.run(following)) is not None:
        yield piece


def _headers(response: HttpResponseBase) -> list[Header]:
    cookies = [("Set-Cookie", cookie.output(header="")) for cookie in response.cookies.values()]
    return [
        (name.lower().encode("latin1"), value.encode("latin1"))
        for name, value in (*response.items(), *cookies)
    ]
