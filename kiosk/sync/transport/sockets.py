"""Cuts requests that are in flight, so that stopping never waits for a time-out.

httpx has no cancel. Shutting a socket down from outside ends a blocked read or write at once; httpcore's
trace extension tells us of each connection made.
"""

import contextlib
import socket
import threading
import weakref
from typing import Any

_CONNECTED = {"connection.connect_tcp.complete", "connection.start_tls.complete"}


class OpenSockets:
    """Every connection of one client, held weakly. Used from all threads."""

    def __init__(self) -> None:
        self._sockets: weakref.WeakSet[socket.socket] = weakref.WeakSet()
        self._lock = threading.Lock()
        self._cut = False

    def trace(self, event: str, details: dict[str, Any]) -> None:
        """httpcore's trace callback: remembers the socket of a connection just made."""
        if event not in _CONNECTED:
            return
        connected = details["return_value"].get_extra_info("socket")
        with self._lock:
            self._sockets.add(connected)
            if self._cut:
                _shut(connected)

    def cut(self) -> None:
        """End every connection now, and any that is still being made."""
        with self._lock:
            self._cut = True
            for connected in list(self._sockets):
                _shut(connected)


def _shut(connected: socket.socket) -> None:
    """The plain socket's shutdown: the TLS one would take the session away from under its reader."""
    with contextlib.suppress(OSError):
        socket.socket.shutdown(connected, socket.SHUT_RDWR)
