"""Long arrays for PostgreSQL, of elements that need no quotes.

psycopg checks every element of a list for characters to quote, at 1 to 2 microseconds each.
"""

from collections.abc import Iterable
from uuid import UUID


def of_uuids(ids: Iterable[UUID]) -> str:
    """For a parameter `%s::uuid[]`."""
    return f"{{{','.join([each.hex for each in ids])}}}"


def of_hashes(sha256s: Iterable[str]) -> str:
    """For a parameter `%s::text[]`; hexadecimal digits only."""
    return f"{{{','.join(sha256s)}}}"
