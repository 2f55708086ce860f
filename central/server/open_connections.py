"""How many connections one network address may have open in this process, whatever it asks for.

A connection that is silent, or says half a head, is the web server's alone; so who is connected is read from
the process's sockets. All guests and booths of a party may come from one address, so the bound is half of all
there may be: nobody takes every one.
"""

import asyncio
import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from typing import Final

from django.conf import settings

from central.server import sockets
from central.server.addresses import address_behind
from central.server.sockets import Client

log = logging.getLogger(__name__)

_SECONDS: Final = 2.0


class OpenConnections:
    """Looks every two seconds, once there has been a request."""

    def __init__(self, most: int | None = None) -> None:
        self._most = sockets.most_connections() // 2 if most is None else most
        self._asking: set[Client] = set()
        self._began = False

    @contextmanager
    def asking(self, client: Client) -> Iterator[None]:
        """During the block there is a request on this connection: others of its address end before it."""
        if not self._began:
            self._began = True
            self._look_again()
        self._asking.add(client)
        try:
            yield
        finally:
            self._asking.discard(client)

    def _look_again(self) -> None:
        asyncio.get_running_loop().call_later(_SECONDS, self._look)

    def _look(self) -> None:
        asyncio.get_running_loop().run_in_executor(None, shed, self._most, frozenset(self._asking))
        self._look_again()


def shed(most: int, asking: Collection[Client]) -> int:
    """End what an address has open beyond `most`, idle connections first; how many ended.

    A proxy may have any number.
    """
    if sum(1 for _ in sockets.OPEN.iterdir()) <= most:
        return 0
    excess: set[Client] = set()
    for address, clients in _by_address().items():
        if len(clients) > most and not settings.TRUSTED_PROXIES.believes(clients[0][0]):
            clients.sort(key=lambda client: client in asking)
            excess.update(clients[: len(clients) - most])
            log.warning("%s has %s connections open; %s may stay", address, len(clients), most)
    return sockets.cut(excess) if excess else 0


def _by_address() -> dict[str, list[Client]]:
    found: dict[str, list[Client]] = {}
    for connection in sockets.own_sockets():
        with suppress(OSError):  # A listening one has no peer.
            host, port = connection.getpeername()[:2]
            found.setdefault(address_behind(host, ""), []).append((host, port))
    return found
