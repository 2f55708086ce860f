"""One request and its answer on the wire: received and sent at a pace, and given up when it is not kept."""

from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from typing import Any, Final

from central.server.addresses import address_behind
from central.server.arrivals import BodyCut
from central.server.patience import Crowd, Pace, Wait
from central.server.sockets import Client

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Header = tuple[bytes, bytes]

_PIECE: Final = 16 * 1024
"""Granian keeps about ten of them for a reader who is slow."""


class Exchange:
    """`sender` names who is at the other end, by kind of name, as far as it is known yet."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.scope = scope
        self._receive = receive
        self._send = send
        self.body_read = not (self.header(b"content-length") or self.header(b"transfer-encoding"))
        """Whether nothing of it is still to come; without either header there is none (RFC 9112, 6.3)."""
        host, port = scope.get("client") or ("unknown", 0)
        self.client: Client = (str(host), int(port))  # Granian's port is text.
        forwarded_for = ",".join(self.header(b"x-forwarded-for"))
        self.sender = {"anybody": "", "address": address_behind(str(host), forwarded_for)}

    def header(self, name: bytes) -> list[str]:
        """Its values, as often as it was sent."""
        return [value.decode("latin1") for key, value in self.scope["headers"] if key == name]

    async def body(self, crowd: Crowd, pace: Pace) -> AsyncIterator[bytes]:
        """The body as it comes. Raises BodyCut when the client has gone, TooSlow when it might as well."""
        if self.body_read:
            return
        wait = Wait(pace)
        with crowd.place(wait, self.sender):
            while True:
                message = await wait.step(self._receive, _size)
                if message["type"] == "http.disconnect":
                    raise BodyCut
                if message.get("body"):
                    yield message["body"]
                if not message.get("more_body"):
                    self.body_read = True
                    return

    async def answer(
        self, status: int, headers: list[Header], content: bytes, crowd: Crowd, pace: Pace
    ) -> None:
        """Send a whole answer. Raises TooSlow."""
        if len(content) <= _PIECE:  # The web server takes it, whatever the client does.
            await self._send(self._head(status, headers))
            await self._send({"type": "http.response.body", "body": content})
            return
        wait = Wait(pace)
        with crowd.place(wait, self.sender):
            await self._begin(wait, status, headers)
            for at in range(0, len(content), _PIECE):
                await self._say(wait, content[at : at + _PIECE], more=at + _PIECE < len(content))

    async def stream(
        self, status: int, headers: list[Header], chunks: AsyncIterator[bytes], crowd: Crowd, pace: Pace
    ) -> None:
        """Send an answer as it comes. Raises TooSlow."""
        wait = Wait(pace)
        with crowd.place(wait, self.sender):
            await self._begin(wait, status, headers)
            async for chunk in chunks:
                for at in range(0, len(chunk), _PIECE):
                    await self._say(wait, chunk[at : at + _PIECE], more=True)
            await self._say(wait, b"", more=False)

    async def client_gone(self) -> None:
        """Return once the client has gone."""
        while (await self._receive())["type"] != "http.disconnect":
            pass

    def _head(self, status: int, headers: list[Header]) -> Message:
        if not self.body_read:
            # Granian drops such a connection; a client that is not told would use it again.
            headers = [*headers, (b"connection", b"close")]
        return {"type": "http.response.start", "status": status, "headers": headers}

    async def _begin(self, wait: Wait, status: int, headers: list[Header]) -> None:
        head = self._head(status, headers)
        await wait.step(lambda: self._send(head), _none)

    async def _say(self, wait: Wait, piece: bytes, *, more: bool) -> None:
        message = {"type": "http.response.body", "body": piece, "more_body": more}
        await wait.step(lambda: self._send(message), lambda _: len(piece))


def _size(message: Message) -> int:
    return len(message.get("body", b""))


def _none(_: None) -> int:
    return 0
