"""ASGI middleware: booths' short calls run through Django's synchronous handler, in a fixed pool of threads.

Django's asynchronous handler starts a thread for each request and switches threads many times on the way
through the middleware. With a hundred booths at once each switch waits for the interpreter's lock, and most
of a sync's time goes there. Here a request switches threads twice.
"""

import asyncio
import io
import os
from collections.abc import Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from django.core.handlers.wsgi import WSGIHandler

from central.server.limits import Application, Receive, Send

_THREADS: Final = 2 * (os.cpu_count() or 1)
"""While some wait for the database, others parse."""

Answer = tuple[int, list[tuple[bytes, bytes]], bytes]


class ShortCalls:
    """Handles every request under `prefix` except `streams`; their bodies are known to be small."""

    def __init__(self, application: Application, prefix: str, streams: frozenset[str]) -> None:
        self._application = application
        self._prefix = prefix
        self._streams = streams
        self._django = WSGIHandler()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="short-call")

    async def __call__(self, scope: MutableMapping[str, Any], receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_short(scope["path"]):
            await self._application(scope, receive, send)
            return
        body = await _whole(receive)
        if body is None:
            return
        loop = asyncio.get_running_loop()
        status, headers, content = await loop.run_in_executor(self._threads, self._answer, scope, body)
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    def _is_short(self, path: str) -> bool:
        return path.startswith(self._prefix) and path not in self._streams

    def _answer(self, scope: MutableMapping[str, Any], body: bytes) -> Answer:
        status, headers = 500, list[tuple[str, str]]()

        def start(line: str, said: list[tuple[str, str]], error: object = None) -> Callable[[bytes], object]:
            nonlocal status, headers
            status, headers = int(line[:3]), said
            return _refuse_writing

        response = self._django(_environ(scope, body), start)
        try:
            content = b"".join(response)
        finally:
            response.close()  # This returns the database connection to the pool.
        told = [(name.lower().encode("latin1"), value.encode("latin1")) for name, value in headers]
        return status, told, content


def _refuse_writing(chunk: bytes) -> object:
    """WSGI's legacy `write`; Django never calls it."""
    raise NotImplementedError


async def _whole(receive: Receive) -> bytes | None:
    """The request's body; None when the client has disconnected."""
    pieces = []
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        pieces.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(pieces)


def _environ(scope: MutableMapping[str, Any], body: bytes) -> dict[str, Any]:
    """The request as WSGI describes it."""
    client, server = scope.get("client") or ("", 0), scope.get("server") or ("localhost", 80)
    environ = {
        "REQUEST_METHOD": scope["method"],
        "SCRIPT_NAME": "",
        "PATH_INFO": scope["path"].encode().decode("latin1"),
        "QUERY_STRING": scope["query_string"].decode("latin1"),
        "REMOTE_ADDR": client[0],
        "SERVER_NAME": server[0],
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "wsgi.input": io.BytesIO(body),
        "wsgi.url_scheme": scope.get("scheme", "http"),
    }
    for name, value in scope["headers"]:
        key = name.decode("latin1").upper().replace("-", "_")
        known = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
        text = value.decode("latin1")
        environ[known] = f"{environ[known]},{text}" if known in environ else text
    return environ | {"CONTENT_LENGTH": str(len(body))}
