"""ASGI middleware in front of Django: a body over the limit is never held, in memory or on disk."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from central.base.refusals import HTTP_STATUS
from contract.problem import PROBLEM_MEDIA_TYPE, Code, Problem

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Application = Callable[[MutableMapping[str, Any], Receive, Send], Awaitable[None]]


class LimitedBodies:
    """Answers 413 as soon as a body is known to be too large; a PUT under `exempt` has limits of its own."""

    def __init__(self, application: Application, most: int, exempt: str | tuple[str, ...]) -> None:
        self._application = application
        self._most = most
        self._exempt = exempt

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or (scope["method"] == "PUT" and scope["path"].startswith(self._exempt)):
            await self._application(scope, receive, send)
        elif self._announces_too_much(scope):
            await _refuse(send)
        else:
            await self._read(scope, receive, send)

    async def _read(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        """Buffer the body up to the limit, then pass it on unchanged."""
        messages: list[Message] = []
        size = 0
        while True:
            message = await receive()
            messages.append(message)
            size += len(message.get("body", b""))
            if size > self._most:
                await _refuse(send)
                return
            if message["type"] == "http.disconnect" or not message.get("more_body"):
                break
        queue = iter(messages)

        async def again() -> Message:
            return next(queue, None) or await receive()

        await self._application(scope, again, send)

    def _announces_too_much(self, scope: MutableMapping[str, Any]) -> bool:
        length = dict(scope["headers"]).get(b"content-length", b"0")
        return not length.isdigit() or int(length) > self._most


async def _refuse(send: Send) -> None:
    status = HTTP_STATUS[Code.TOO_LARGE]
    document = Problem(title="Request body too large.", status=status, code=Code.TOO_LARGE)
    headers = [(b"content-type", PROBLEM_MEDIA_TYPE.encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": document.model_dump_json(exclude_none=True).encode()})
