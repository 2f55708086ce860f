"""Request bodies as they arrive: Django under ASGI reads a whole body before it calls the view.

For the paths it is given, `StreamedBodies` passes Django an empty body and leaves the real one to the view,
which reads it with `body_of`: so a limit is enforced while bytes arrive, and the bytes that came before a
connection broke are kept.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Final

from django.http import HttpRequest

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]

_BODY: Final = "cabina.body"
_CHUNK: Final = 256 * 1024


class BodyCut(Exception):
    """The client went away before the body's end."""


class _Body:
    """One request's body, read by the view; and the `receive` that Django gets instead."""

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._announced = False
        self.read = False
        """Whether all of it was taken from the connection."""

    async def for_django(self) -> Message:
        if not self._announced:
            self._announced = True
            return {"type": "http.request", "body": b"", "more_body": False}
        # Django listens here for a disconnect and would abort the view, which notices it by itself and
        # has bytes to keep. Django cancels this wait when the view is done.
        never: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        return await never

    async def chunks(self) -> AsyncIterator[bytes]:
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise BodyCut
            if message.get("body"):
                yield message["body"]
            if not message.get("more_body"):
                self.read = True
                return

    def closing(self, send: Send) -> Send:
        """`send`, announcing the connection's close when the answer comes before the body's end.

        The server drops such a connection; an unwarned client would reuse it and find it dead.
        """

        async def tell(message: Message) -> None:
            if message["type"] == "http.response.start" and not self.read:
                message = {**message, "headers": [*message["headers"], (b"connection", b"close")]}
            await send(message)

        return tell


class StreamedBodies:
    """ASGI middleware: requests with `method` under one of the prefixes keep their body for the view."""

    def __init__(self, application: Application, prefix: str | tuple[str, ...], method: str = "PUT") -> None:
        self._application = application
        self._prefix = prefix
        self._method = method

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if (
            scope["type"] == "http"
            and scope["method"] == self._method
            and scope["path"].startswith(self._prefix)
        ):
            body = _Body(receive)
            scope = {**scope, _BODY: body}
            receive, send = body.for_django, body.closing(send)
        await self._application(scope, receive, send)


async def body_of(request: HttpRequest) -> AsyncIterator[bytes]:
    """The body in chunks of about a quarter of a megabyte. Raises BodyCut after the last that arrived."""
    scope: MutableMapping[str, Any] = getattr(request, "scope", {})
    if _BODY not in scope:
        while chunk := request.read(_CHUNK):
            yield chunk
        return
    gathered = bytearray()
    try:
        async for piece in scope[_BODY].chunks():
            gathered += piece
            if len(gathered) >= _CHUNK:
                yield bytes(gathered)
                gathered.clear()
    except BodyCut:
        if gathered:
            yield bytes(gathered)
        raise
    if gathered:
        yield bytes(gathered)
