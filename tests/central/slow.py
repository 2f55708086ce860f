"""Clients that begin a request and then stall, as raw sockets."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

SMALL_BUFFER = 4096


class Slow:
    """Stalled connections with one server; they last as long as the block in which they were made."""

    def __init__(self, server: str) -> None:
        parts = urlsplit(server)
        assert parts.hostname and parts.port
        self._address = (parts.hostname, parts.port)
        self._open = ExitStack()

    def begin(self, head: str, body: bytes = b"") -> socket.socket:
        """Send this much of a request, and then nothing."""
        connection = self._open.enter_context(socket.socket())
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, SMALL_BUFFER)
        connection.settimeout(20)
        connection.connect(self._address)
        connection.sendall(head.encode() + body)
        return connection

    def close(self) -> None:
        self._open.close()


@contextmanager
def slow(server: str) -> Iterator[Slow]:
    made = Slow(server)
    try:
        yield made
    finally:
        made.close()


def head(method: str, path: str, token: str = "", **headers: object) -> str:
    """The head of a request under /api/v1."""
    lines = [f"{method} /api/v1{path} HTTP/1.1", "Host: localhost"]
    if token:
        lines.append(f"Authorization: Bearer {token}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines) + "\r\n\r\n"
