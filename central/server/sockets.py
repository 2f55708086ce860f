"""The web server's own sockets: how many there may be, what they may keep, and one that is to end now.

Granian sends what an application gives it for as long as the client takes to read it, and hyper notices the
application's end only when there is room for more bytes. So a phone that stopped reading would keep its
connection for ever.
"""

import asyncio
import os
import resource
import socket
import struct
from collections.abc import Collection, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Final

Client = tuple[str, int]
"""Its address and port."""

OPEN: Final = Path("/proc/self/fd")
_DROP_WHAT_IS_UNSENT: Final = struct.pack("ii", 1, 0)
_UNREAD_BYTES: Final = 256 * 1024
"""Linux doubles it. Its own bound is megabytes, which hundreds of slow readers would make gigabytes."""
_UNREAD_FOR_MS: Final = 90_000
_CONNECTIONS: Final = 8_000
_OTHER_FILES: Final = 500


@cache
def prepare_listeners() -> None:
    """Bound what the kernel keeps for each connection that is accepted from now on, and for how long.

    To be called once a request is there: each process opens its own listening sockets, after the application.
    """
    for connection in own_sockets():
        if connection.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _UNREAD_BYTES)
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, _UNREAD_FOR_MS)


def most_connections() -> int:
    """How many connections one process may have at once. As many open files are allowed, if they can be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + _OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(allowed - _OTHER_FILES, allowed // 2)


class PendingCuts:
    """Connections that are to end, ended together: to find one, every socket of the process is looked at."""

    def __init__(self, together: float = 0.5) -> None:
        self._together = together
        self._clients: set[Client] = set()

    def add(self, client: Client) -> None:
        """Have the connection ended with others of the next half second."""
        if not self._clients:
            asyncio.get_running_loop().call_later(self._together, self._cut)
        self._clients.add(client)

    def _cut(self) -> None:
        clients, self._clients = self._clients, set()
        asyncio.get_running_loop().run_in_executor(None, cut, clients)


def cut(clients: Collection[Client]) -> int:
    """End this process's connections with these clients, whatever is still unsent; how many there were."""
    done = 0
    for connection in own_sockets():
        with suppress(OSError):  # A listening one has no peer, and others end meanwhile.
            if connection.getpeername()[:2] in clients:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP_WHAT_IS_UNSENT)
                connection.shutdown(socket.SHUT_RDWR)
                done += 1
    return done


def own_sockets() -> Iterator[socket.socket]:
    """All internet sockets of this process, one after the other."""
    for entry in OPEN.iterdir():
        with suppress(OSError), _twin(int(entry.name)) as connection:
            if connection.family in (socket.AF_INET, socket.AF_INET6):
                yield connection


def _twin(descriptor: int) -> socket.socket:
    """The socket under a descriptor of its own, so that the number cannot become another file's meanwhile."""
    twin = os.dup(descriptor)
    try:
        return socket.socket(fileno=twin)
    except OSError:
        os.close(twin)
        raise
