"""Addresses that strangers chose: nothing inside is asked, and nothing of an answer is believed."""

import asyncio
import socket
import ssl
from typing import Any

import pytest

from central.notices import outgoing
from central.notices.outgoing import Forbidden, Unreachable, is_public, post, refuse_address

INSIDE = [
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
    "224.0.0.1", "255.255.255.255", "192.0.2.1", "::1", "::", "fe80::1", "fc00::1", "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:8.8.8.8", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe", "2002:7f00:1::", "2001:db8::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
]  # fmt: skip
REFUSED = [
    "http://push.example/x", "https://push.example:8443/x", "https://127.0.0.1/x", "https://[::1]/x",
    "file:///etc/passwd", "https://user:secret@push.example/x", "https://user@push.example/", "https://",
    "https:///x", "gopher://push.example/", "https://push.example:0443443/", "https://push.example:99999/",
    "https://push.example/a b", "https://push.example/\r\nX: y", "https://[::1", "https://pushé.example/", "",
]  # fmt: skip


@pytest.mark.parametrize("address", INSIDE)
def test_an_address_inside_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1111", "93.184.216.34"])
def test_an_address_outside_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("url", REFUSED)
def test_what_is_no_usual_address_is_refused(url: str) -> None:
    with pytest.raises(Forbidden):
        refuse_address(url)


@pytest.mark.parametrize(
    "url", ["https://fcm.googleapis.com/fcm/send/abc:def", "https://web.push.apple.com:443/Q"]
)
def test_the_known_services_are_not(url: str) -> None:
    refuse_address(url)


def resolving_to(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    def found(*_: object, **__: object) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, 443)) for each in addresses]

    monkeypatch.setattr(socket, "getaddrinfo", found)


def sent(url: str = "https://push.example/x") -> outgoing.Answer:
    return asyncio.run(post(url, b"", {}))


@pytest.mark.parametrize("inside", ["127.0.0.1", "169.254.169.254", "10.0.0.5"])
def test_a_name_that_leads_inside_is_refused_also_among_others(
    monkeypatch: pytest.MonkeyPatch, inside: str
) -> None:
    resolving_to(monkeypatch, "8.8.8.8", inside)
    with pytest.raises(Forbidden):
        sent()


def test_the_name_is_resolved_once_so_that_it_cannot_change_its_mind(monkeypatch: pytest.MonkeyPatch) -> None:
    asked, connected = [], []

    def first_outside(*given: Any, **_: object) -> list[Any]:
        asked.append(given[0])
        address = "8.8.8.8" if asked.count("push.example") == 1 and given[0] == "push.example" else given[0]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 443))]

    async def never(self: object, sock: object, address: tuple[str, int]) -> None:
        connected.append(address[0])
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "getaddrinfo", first_outside)
    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", never)
    with pytest.raises(Unreachable):
        sent()
    assert asked.count("push.example") == 1
    assert set(connected) == {"8.8.8.8"}


def test_whom_to_trust_is_read_once_for_all_requests(monkeypatch: pytest.MonkeyPatch) -> None:
    read = []
    create = ssl.create_default_context

    def noted() -> ssl.SSLContext:
        read.append(create())
        return read[-1]

    async def refused(*_: object) -> None:
        raise ConnectionRefusedError

    resolving_to(monkeypatch, "8.8.8.8")
    monkeypatch.setattr(ssl, "create_default_context", noted)
    monkeypatch.setattr(asyncio.selector_events.BaseSelectorEventLoop, "sock_connect", refused)
    outgoing._trusted.cache_clear()
    for _ in range(3):
        with pytest.raises(Unreachable):
            sent()
    assert len(read) == 1


def test_a_name_that_is_none_is_unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(*_: object, **__: object) -> list[Any]:
        raise socket.gaierror("no such name")

    monkeypatch.setattr(socket, "getaddrinfo", none)
    with pytest.raises(Unreachable):
        sent()


def test_whoever_never_answers_is_left_after_the_deadline(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outgoing, "DEADLINE_SECONDS", 0.05)

    async def for_ever(*_: object) -> outgoing.Answer:
        await asyncio.Event().wait()
        raise AssertionError

    monkeypatch.setattr(outgoing, "_post", for_ever)
    with pytest.raises(Unreachable):
        sent()
