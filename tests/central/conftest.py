"""The platform's real parts for tests: one embedded PostgreSQL per session, emptied before each test."""

import atexit
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

# Before anything of ours is imported: settings are read once.
DATA = Path(tempfile.mkdtemp(prefix="cabina-tests-"))
atexit.register(shutil.rmtree, DATA, ignore_errors=True)
for _name in ("DATABASE_URL", "SECRET_KEY", "SERVER_KEY"):
    os.environ.pop(_name, None)
os.environ |= {
    "CABINA_DATA": str(DATA),
    "DJANGO_SETTINGS_MODULE": "central.settings",
    "DATABASE_POOL": "0",
    "LOG_LEVEL": "WARNING",
}

import django  # noqa: E402

django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402

from central import postgres  # noqa: E402

_KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})


@pytest.fixture(scope="session")
def embedded_database() -> Iterator[str]:
    """A migrated database; its URL. Commits are real, only their fsync is left out."""
    with postgres.running(DATA, options=("fsync=off",)) as url:
        call_command("migrate", verbosity=0)
        connections.close_all()
        yield url
        connections.close_all()


@pytest.fixture
def database(embedded_database: str) -> Iterator[str]:
    """The database, empty of everything that earlier tests left; its URL."""
    _empty()
    yield embedded_database
    connections.close_all()


def _empty() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> ALL(%s)",
            [list(_KEPT)],
        )
        tables = [row[0] for row in cursor.fetchall()]
        filled = " UNION ALL ".join(f"(SELECT '{table}' FROM {table} LIMIT 1)" for table in tables)
        cursor.execute(filled)
        dirty = [row[0] for row in cursor.fetchall()]
        if dirty:
            # As a replica would: else the ledger's own triggers refuse, as they must.
            cursor.execute("SET session_replication_role = replica")
            cursor.execute(f"TRUNCATE {', '.join(dirty)} CASCADE")
            cursor.execute("SET session_replication_role = origin")
