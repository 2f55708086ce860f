"""No call lasts longer, or takes more bytes, than it may, whatever its answer is made of.

httpx knows time-outs between two reads alone: an answer by drops keeps a call for ever, and so do headers or
"100 Continue" without end. Here each read and write of a call gets what is left of its time.
"""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import httpcore

from kiosk.domain.clock import Clock

if TYPE_CHECKING:
    import ssl


_SocketOption = tuple[int, int, int] | tuple[int, int, bytes | bytearray] | tuple[int, int, None, int]


class CallLimits:
    """Of the calls of one client, each on its own thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._mine = threading.local()

    @contextmanager
    def within(self, seconds: float, most_bytes: int) -> Iterator[None]:
        """Whatever this thread reads and writes in the block has so many seconds, and bytes to read."""
        self._mine.end = self._clock.monotonic() + seconds
        self._mine.bytes = most_bytes
        try:
            yield
        finally:
            self._mine.end = self._mine.bytes = float("inf")

    def took(self, part: bytes) -> bytes:
        """Count what was read. Raises httpcore.ReadError for more than the call may have."""
        self._mine.bytes = getattr(self._mine, "bytes", float("inf")) - len(part)
        if self._mine.bytes < 0:
            raise httpcore.ReadError("the call has taken all its bytes")
        return part

    def left(self, seconds: float | None) -> float | None:
        """A time-out that does not reach beyond the deadline. Raises httpcore.ReadTimeout behind it."""
        left = getattr(self._mine, "end", float("inf")) - self._clock.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the call has taken all its time")
        if left == float("inf"):
            return seconds
        return left if seconds is None else min(seconds, left)


class Network(httpcore.NetworkBackend):
    """The usual network, held to the deadlines."""

    def __init__(self, limits: CallLimits) -> None:
        self._limits = limits
        self._network = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[_SocketOption] | None = None,
    ) -> httpcore.NetworkStream:
        left = self._limits.left(timeout)
        return _Stream(
            self._network.connect_tcp(host, port, left, local_address, socket_options), self._limits
        )


class _Stream(httpcore.NetworkStream):
    def __init__(self, stream: httpcore.NetworkStream, limits: CallLimits) -> None:
        self._stream = stream
        self._limits = limits

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._limits.took(self._stream.read(max_bytes, self._limits.left(timeout)))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, self._limits.left(timeout))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: "ssl.SSLContext",
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        left = self._limits.left(timeout)
        return _Stream(self._stream.start_tls(ssl_context, server_hostname, left), self._limits)

    def get_extra_info(self, info: str) -> object:
        return self._stream.get_extra_info(info)
