"""No network address has all the connections that a web process accepts."""

import asyncio
import logging
import socket
from collections.abc import Iterator

import pytest
from django.test import override_settings

from central.server import open_connections
from central.server.addresses import Proxies
from central.server.open_connections import OpenConnections, fair_share, shed
from central.server.sockets import Client

CROWD, GUEST, OTHERS = "127.0.7.1", "127.0.7.2", "127.0.7.3"


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server


class Pair:
    """A connection of ours: the end that is a client's, and the end that the process has accepted."""

    def __init__(self, listener: socket.socket, address: str) -> None:
        self.theirs = socket.create_connection(listener.getsockname(), source_address=(address, 0))
        self.ours, _ = listener.accept()
        self.client: Client = self.theirs.getsockname()

    def is_open(self) -> bool:
        self.theirs.setblocking(False)
        try:
            return bool(self.theirs.recv(1))
        except BlockingIOError:
            return True
        except OSError:
            return False

    def close(self) -> None:
        self.theirs.close()
        self.ours.close()


@pytest.fixture
def connected(listener: socket.socket) -> Iterator[tuple[list[Pair], list[Pair]]]:
    """Eight connections of a crowd, and two of a guest."""
    crowd, guest = ([Pair(listener, each) for _ in range(count)] for each, count in ((CROWD, 8), (GUEST, 2)))
    yield crowd, guest
    for each in (*crowd, *guest):
        each.close()


@pytest.fixture(autouse=True)
def visitors_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clients' ends are this process's own here, too: their peer is the listener, which is no visitor."""
    usual = open_connections._by_address

    def without_the_listener() -> dict[str, list[Client]]:
        return {address: clients for address, clients in usual().items() if address in (CROWD, GUEST, OTHERS)}

    monkeypatch.setattr(open_connections, "_by_address", without_the_listener)


def test_an_address_loses_what_it_has_beyond_the_bound_idle_ones_first(
    connected: tuple[list[Pair], list[Pair]], caplog: pytest.LogCaptureFixture
) -> None:
    crowd, guest = connected
    asking = {each.client for each in crowd[2:5]}
    with caplog.at_level(logging.WARNING):
        assert shed(10, asking) == 3
    assert sum(each.is_open() for each in crowd) == 5
    assert all(each.is_open() for each in (*crowd[2:5], *guest))
    assert [record.getMessage() for record in caplog.records] == [
        f"{CROWD} has 8 connections open; 5 may stay"
    ]
    caplog.clear()
    assert shed(16, set()) == 0


def test_two_addresses_together_leave_room_for_those_who_come(
    listener: socket.socket, connected: tuple[list[Pair], list[Pair]]
) -> None:
    """Neither has more than half; and whoever has few loses none."""
    crowd, guest = connected
    others = [Pair(listener, OTHERS) for _ in range(8)]
    asking = {each.client for each in (*crowd[:7], *others[:7])}
    try:
        assert shed(18, asking) == 2
        assert [sum(each.is_open() for each in pairs) for pairs in (crowd, others, guest)] == [7, 7, 2]
        assert all(each.is_open() for each in (*crowd[:7], *others[:7]))
    finally:
        for each in others:
            each.close()


@pytest.mark.parametrize(
    ("counts", "room", "share"),
    [
        ([4000, 4000], 7000, 3500),
        ([1, 2, 4000, 3000], 7000, 3997),
        ([10] * 700, 7000, 7000),
        ([10] * 800, 7000, 8),
        ([5, 5], 7000, 7000),
        ([], 7000, 7000),
        ([3, 3], 0, 0),
    ],
)
def test_a_share_is_the_most_that_each_may_have_so_that_all_have_room(
    counts: list[int], room: int, share: int
) -> None:
    assert fair_share(counts, room) == share
    assert sum(min(each, share) for each in counts) <= room


def test_a_proxy_may_have_any_number(connected: tuple[list[Pair], list[Pair]]) -> None:
    with override_settings(TRUSTED_PROXIES=Proxies.of("127.0.7.0/24")):
        assert shed(1, set()) == 0
    assert all(each.is_open() for each in connected[0])


def test_a_process_with_few_connections_does_not_look(
    connected: tuple[list[Pair], list[Pair]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_connections, "_by_address", None)
    assert shed(8000, set()) == 0


def test_it_looks_again_and_again_from_the_first_request(
    connected: tuple[list[Pair], list[Pair]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_connections, "_SECONDS", 0.0)
    looked: list[tuple[int, frozenset[Client]]] = []
    monkeypatch.setattr(open_connections, "shed", lambda places, asking: looked.append((places, asking)))
    one = connected[0][0].client

    async def serve() -> None:
        connections = OpenConnections(5)
        with connections.asking(one):
            while len(looked) < 2:
                await asyncio.sleep(0)
        before = len(looked)
        while len(looked) < before + 3:
            await asyncio.sleep(0)

    asyncio.run(serve())
    assert looked[0] == (5, frozenset({one}))
    assert looked[-1] == (5, frozenset())
