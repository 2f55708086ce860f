"""Whether a database is as a start of the platform leaves it, asked without loading Django.

Then there is nothing to do but to start the other processes, which load it themselves: a second start takes
half the time.
"""

from collections.abc import Sequence
from typing import Final, LiteralString

import psycopg

from central.server.migrations_on_disk import migrations_of

IDENTITY: Final = """
SELECT system_identifier::text || ':' || timeline_id FROM pg_control_system(), pg_control_checkpoint()
"""
"""A server's own name for itself."""

_SECONDS: Final = 5
_LOOKS: Final[Sequence[LiteralString]] = (
    "SELECT NOT EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')",
    f"SELECT server = ({IDENTITY}) FROM base_incarnation ORDER BY number DESC LIMIT 1",  # noqa: S608
    "SELECT EXISTS (SELECT 1 FROM payments_creditpack)",
)
"""On a cluster each node has a name, which the longer way asks for."""


def is_up_to_date(url: str, apps: Sequence[str]) -> bool:
    """Whether nothing is to be migrated, the server is the one of before, and there are packs to sell."""
    try:
        with psycopg.connect(url, connect_timeout=_SECONDS) as connection:
            applied = set(connection.execute("SELECT app, name FROM django_migrations").fetchall())
            return migrations_of(tuple(apps)) <= applied and all(
                connection.execute(look).fetchone() == (True,) for look in _LOOKS
            )
    except psycopg.Error:
        return False  # The longer way says what is wrong.
