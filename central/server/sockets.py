"""The web server's own sockets: how many there may be, and one that is to end now.

Granian sends what an application gives it for as long as the client takes to read it, and hyper notices the
application's end only when there is room for more bytes. So a phone that stopped reading would keep its
connection for ever.
"""

import os
import resource
import socket
import struct
from contextlib import suppress
from pathlib import Path
from typing import Final

_OPEN: Final = Path("/proc/self/fd")
_DROP_WHAT_IS_UNSENT: Final = struct.pack("ii", 1, 0)
_CONNECTIONS: Final = 8_000
_OTHER_FILES: Final = 500


def most_connections() -> int:
    """How many connections one process may have at once. As many open files are allowed, if they can be."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + _OTHER_FILES
    allowed = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))
    return max(allowed - _OTHER_FILES, allowed // 2)


def cut(address: str, port: int) -> bool:
    """End this process's connection with that client, whatever is still to be sent; whether there was one."""
    for entry in _OPEN.iterdir():
        with suppress(OSError), _twin(int(entry.name)) as connection:  # Others close theirs meanwhile.
            if connection.getpeername()[:2] == (address, port):
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _DROP_WHAT_IS_UNSENT)
                connection.shutdown(socket.SHUT_RDWR)
                return True
    return False


def _twin(descriptor: int) -> socket.socket:
    """The socket under a descriptor of its own, so that the number cannot become another file's meanwhile."""
    twin = os.dup(descriptor)
    try:
        return socket.socket(fileno=twin)
    except OSError:
        os.close(twin)
        raise
