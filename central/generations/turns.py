"""Whose turn it is: the partners' jobs in a queue are taken in turns, however many one of them has waiting.

A job's turn is the round in which it is taken: in each round one of each tenant. Procrastinate takes the job
of the highest priority first, and of several the oldest, so the priority is the turn below zero.
"""

from typing import Final
from uuid import UUID

from django.db import connection

_WAITING: Final = """
SELECT -priority FROM procrastinate_jobs
WHERE status = 'todo' AND args ->> 'tenant_id' IS NOT NULL AND queue_name = %(queue)s"""
_FIRST: Final = f"{_WAITING} AND scheduled_at IS NULL ORDER BY priority DESC LIMIT 1"
_OF_TENANT: Final = f"{_WAITING} AND args ->> 'tenant_id' = %(tenant)s"
_LAST: Final = f"{_OF_TENANT} AND scheduled_at IS NULL ORDER BY priority LIMIT 1"
_LAST_LATER: Final = f"{_OF_TENANT} AND scheduled_at IS NOT NULL ORDER BY priority LIMIT 1"


def next_turn(queue: str, tenant_id: UUID, *, later: bool) -> int:
    """That of the next job which the tenant enqueues, `later` or to be run at once.

    It comes after the tenant's last one that waits. What waits for its time is counted apart, lest it hold
    back what could be made at once. And it comes in the round after the present one, whoever asks: if others
    could always enter the present round, the next one would never begin.
    """
    with connection.cursor() as cursor:
        cursor.execute(statement(later=later), {"queue": queue, "tenant": str(tenant_id)})
        return int(cursor.fetchone()[0])


def statement(*, later: bool) -> str:
    """The SQL of `next_turn`."""
    return f"SELECT 1 + greatest(0, ({_FIRST}), ({_LAST_LATER if later else _LAST}))"
