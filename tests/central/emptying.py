"""Takes out of the tests' database what earlier tests left, and keeps connections between them."""

import shutil
from functools import cache

import psycopg
from django.conf import settings
from django.db import Error, connection, connections

_FILLED = """
SELECT oid::regclass::text, pg_relation_size(oid) FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0
AND relname <> ALL (ARRAY['django_migrations', 'django_content_type', 'auth_permission'])
"""
_AS_NEW = "CLOSE ALL; RESET ALL; UNLISTEN *; SELECT pg_advisory_unlock_all(); DISCARD SEQUENCES; DISCARD TEMP"
"""`DISCARD ALL`, but for prepared statements, of which the driver keeps count."""
_WORTH_A_NEW_FILE = 16 * 8192
"""Deleting few rows takes a hundredth of the time that making a table's files anew takes."""


def empty() -> None:
    """Take out everything, and what began to be uploaded."""
    shutil.rmtree(settings.UPLOADS_DIR, ignore_errors=True)
    if opened().closed:
        opened.cache_clear()
    with opened().transaction() as work:
        filled = work.connection.execute(_FILLED).fetchall()
        if filled:
            # Whoever is still writing ends first.
            tables = ", ".join(table for table, _ in filled)
            work.connection.execute(f"LOCK TABLE {tables} IN SHARE ROW EXCLUSIVE MODE")
            large = [table for table, size in filled if size > _WORTH_A_NEW_FILE]
            statements = [f"DELETE FROM {table}" for table, _ in filled if table not in large]
            statements += [f"TRUNCATE {', '.join(large)} CASCADE"] if large else []
            work.connection.execute("; ".join(statements))


def leave_as_new() -> None:
    """This thread's connection is as good as a new one, which would have to learn all tables anew."""
    try:
        if connection.in_atomic_block or connection.connection is None:
            raise Error
        with connection.cursor() as cursor:
            cursor.execute(_AS_NEW)
        connection.ensure_timezone()
    except Error:
        connections.close_all()


@cache
def opened() -> "psycopg.Connection[tuple[str, int]]":
    """Its session is a replica's: else the ledger's own triggers refuse, as they must."""
    as_replica = "-c session_replication_role=replica"
    return psycopg.connect(settings.DATABASE_URL, autocommit=True, options=as_replica)
