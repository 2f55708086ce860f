"""Where a request comes from, for limits, logs and the audit log: everywhere by this one function.

An IPv6 address is known by its first 64 bits: whoever has one has all that begin so.
"""

import logging
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from threading import Lock
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from django.http import HttpRequest

log = logging.getLogger(__name__)

_UNKNOWN: Final = "unknown"
_first_warning = Lock()


@dataclass(frozen=True, slots=True)
class Proxies:
    """Whom we believe in what they say of whom they speak for: `networks`, or else so many `hops`."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    hops: int = 0

    @classmethod
    def of(cls, text: str) -> "Proxies":
        """From a number of proxies, or from their addresses and networks. Raises ValueError."""
        if text.strip().isdecimal():
            return cls(hops=int(text))
        return cls(tuple(ip_network(each.strip()) for each in text.split(",") if each.strip()))

    def origin(self, hops: list[str]) -> str:
        """Of the addresses on the way, ours last, the nearest that we have to take for the sender's."""
        if not self.networks:
            return hops[max(0, len(hops) - 1 - self.hops)]
        for hop in reversed(hops[1:]):
            if not self.believes(hop):
                return hop
        return hops[0]

    def believes(self, hop: str) -> bool:
        """Whether this may speak for others."""
        address = _parsed(hop)
        if self.networks:
            return address is not None and any(address in network for network in self.networks)
        return self.hops > 0


def address_of(request: "HttpRequest") -> str:
    """Where a request comes from: an IPv4 address, or an IPv6 network of 64 bits."""
    peer = request.META.get("REMOTE_ADDR") or _UNKNOWN
    return address_behind(peer, request.headers.get("X-Forwarded-For", ""))


def address_behind(peer: str, forwarded_for: str) -> str:
    """The same, by who is connected with us, and whom they say they speak for."""
    from django.conf import settings  # Itself made with the class above.

    proxies: Proxies = settings.TRUSTED_PROXIES
    if not forwarded_for:
        return _named(peer)
    if not proxies.believes(peer):
        _warn(peer)
        return _named(peer)
    known = [hop for hop in forwarded_for.split(",") if _parsed(hop) is not None]
    return _named(proxies.origin([*known, peer]))


@lru_cache(10_000)
def _named(hop: str) -> str:
    address = _parsed(hop)
    if isinstance(address, IPv6Address):
        return str(IPv6Network((int(address) >> 64 << 64, 64)))
    return _UNKNOWN if address is None else str(address)


def _parsed(hop: str) -> IPv4Address | IPv6Address | None:
    """An address as proxies write it: some add the port."""
    text = hop.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, IPv6Address) else address


def _warn(peer: str) -> None:
    if _first_warning.acquire(blocking=False):
        log.warning(
            "X-Forwarded-For came from %s, which TRUSTED_PROXIES does not name; so all its visitors count as "
            "one. If it is your proxy, name it there. This is said once.",
            peer,
        )
