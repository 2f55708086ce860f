"""Requests to addresses that somebody else chose: to public addresses alone, and bounded in every way.

A browser names its push service, so whoever logs in could have the platform ask anything: its own database,
the cloud's metadata, a neighbour. The name is resolved once, each address it has is judged, and the request
goes to the address that was judged; no redirect is followed, no proxy asked, little of the answer is read.
"""

import asyncio
import ipaddress
import socket
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    import httpx

MOST_ANSWERED: Final = 2000
"""Bytes of an answer that are read: what a service says of an error."""
DEADLINE_SECONDS: Final = 15.0
"""For all of it: the name, the connection, the request and its answer."""


class Unreachable(Exception):
    """Nobody answered in time, or there is no such name."""


class Forbidden(Exception):
    """An address that the platform does not ask."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered, as far as it was read. `retry_after`: in seconds, 0 if it does not say."""

    status: int
    text: str
    retry_after: int


def refuse_address(url: str) -> None:
    """Raises Forbidden for what is not a usual HTTPS address of a host on the web. No name is resolved."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden("not an address") from error
    if parts.scheme != "https" or not parts.hostname or parts.username is not None or port not in PORTS:
        raise Forbidden("not an HTTPS address of the web")
    if not url.isascii() or any(character <= " " or character == "\x7f" for character in url):
        raise Forbidden("not an address")
    if _is_number(parts.hostname):
        raise Forbidden("a number instead of a name")


PORTS: Final = (None, 443)


async def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send it. Raises Forbidden, Unreachable."""
    import httpx  # Takes longer to load than most starts of the platform have use for it.

    refuse_address(url)
    try:
        async with asyncio.timeout(DEADLINE_SECONDS):
            return await _post(url, body, headers)
    except (TimeoutError, httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        raise Unreachable(f"{type(error).__name__}: {error}"[:200]) from error


async def _post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    import httpx

    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    address = await _judged(host, port)
    to = httpx.URL(url).copy_with(host=address, port=port)
    named = {"Host": parts.netloc, **headers}
    async with (
        httpx.AsyncClient(verify=_trusted(), trust_env=False, timeout=DEADLINE_SECONDS) as client,
        client.stream("POST", to, content=body, headers=named, extensions={"sni_hostname": host}) as answer,
    ):
        return Answer(answer.status_code, await _beginning(answer), _retry_after(answer))


async def _judged(host: str, port: int) -> str:
    """The address to ask. Raises Forbidden if any address of the name is not public."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = [str(each[4][0]).partition("%")[0] for each in found]
    if not addresses or not all(is_public(each) for each in addresses):
        raise Forbidden("the name leads to no public address")
    return addresses[0]


def is_public(address: str) -> bool:
    """Whether everybody on the internet reaches the same machine there."""
    number = ipaddress.ip_address(address)
    if isinstance(number, ipaddress.IPv6Address):
        inside = number.ipv4_mapped or number.sixtofour or (number.teredo or (None, None))[1]
        if inside is not None or number in _TRANSLATED:
            return False
    return number.is_global and not number.is_multicast


_TRANSLATED: Final = ipaddress.ip_network("64:ff9b::/96")
"""IPv4 addresses in IPv6's clothes, private ones among them."""


@cache
def _trusted() -> ssl.SSLContext:
    """Read once: it takes as long as many requests do, and they all wait for it."""
    return ssl.create_default_context()


async def _beginning(answer: "httpx.Response") -> str:
    """As it came: what is compressed may become anything."""
    read = b""
    async for chunk in answer.aiter_raw():
        read += chunk
        if len(read) >= MOST_ANSWERED:
            break
    return read[:MOST_ANSWERED].decode(errors="replace")


def _retry_after(answer: "httpx.Response") -> int:
    said = answer.headers.get("Retry-After", "")
    return min(int(said), 86_400) if said.isascii() and said.isdecimal() and len(said) < 9 else 0


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
