"""How many connections one network address may have open in this process, whatever it asks for.

A connection that is silent, or says half a head, is the web server's alone; so who is connected is read from
the process's sockets. All guests and booths of a party may come from one address, so one may have half of all
there may be. An eighth stays free for those who come: once it is needed, whoever has most gives up first.
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
_FREE: Final = 8
"""One place of so many stays free."""


class OpenConnections:
    """Looks every two seconds, once there has been a request."""

    def __init__(self, places: int | None = None) -> None:
        self._places = sockets.most_connections() if places is None else places
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
        asyncio.get_running_loop().run_in_executor(None, shed, self._places, frozenset(self._asking))
        self._look_again()


def shed(places: int, asking: Collection[Client]) -> int:
    """End what addresses have open beyond their share of the places, idle connections first; how many ended.

    A proxy may have any number.
    """
    if sum(1 for _ in sockets.OPEN.iterdir()) <= places // 2:
        return 0
    direct = {
        address: clients
        for address, clients in _by_address().items()
        if not settings.TRUSTED_PROXIES.believes(clients[0][0])
    }
    room = places - places // _FREE
    share = min(places // 2, fair_share([len(clients) for clients in direct.values()], room))
    excess: set[Client] = set()
    for address, clients in direct.items():
        if len(clients) > share:
            clients.sort(key=lambda client: client in asking)
            excess.update(clients[: len(clients) - share])
            log.warning("%s has %s connections open; %s may stay", address, len(clients), share)
    return sockets.cut(excess) if excess else 0


def fair_share(counts: Collection[int], room: int) -> int:
    """The most that each may have so that all together have no more than there is room for."""
    for index, count in enumerate(sorted(counts)):
        share = room // (len(counts) - index)
        if count > share:
            return share
        room -= count
    return room + sum(counts)


def _by_address() -> dict[str, list[Client]]:
    found: dict[str, list[Client]] = {}
    for connection in sockets.own_sockets():
        with suppress(OSError):  # A listening one has no peer.
            host, port = connection.getpeername()[:2]
            found.setdefault(address_behind(host, ""), []).append((host, port))
    return found
