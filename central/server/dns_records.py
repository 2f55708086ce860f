"""What the internet's name servers say: TXT records, asked for within a bounded time."""

from functools import cache
from typing import Final

import dns.exception
import dns.resolver
from django.conf import settings
from django.db import connection

LONGEST_SECONDS: Final = 5.0
_MOST_RECORDS: Final = 50


class DnsUnsure(Exception):
    """No name server gave an answer: nobody knows what it would be."""


def txt_records(name: str) -> frozenset[str]:
    """The texts at this name; none, if there is no such name. Takes a while, so never in a transaction.

    Raises DnsUnsure.
    """
    assert not connection.in_atomic_block, "others would wait for this transaction's connection and locks"
    try:
        found = _resolver(settings.DNS_SERVER).resolve(f"{name}.", "TXT", lifetime=LONGEST_SECONDS)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return frozenset()
    except (dns.exception.DNSException, OSError) as error:
        raise DnsUnsure(str(error)) from error
    return frozenset(
        b"".join(record.strings).decode("utf-8", "replace") for record in list(found)[:_MOST_RECORDS]
    )


@cache
def _resolver(server: str) -> dns.resolver.Resolver:
    """`server`: an address with its port, instead of those that this machine asks."""
    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        host, _, port = server.rpartition(":")
        resolver.nameservers, resolver.port = [host.strip("[]")], int(port)
    resolver.cache = None
    return resolver
