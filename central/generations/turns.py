"""Whose turn it is: jobs in a queue are taken in turns of their owners, however many one of them has waiting.

A job's turn is the round in which it is taken: in each round one of each owner. Procrastinate takes the job
of the highest priority first, and of several the oldest, so the priority is the turn below zero.
"""

from typing import Final, NamedTuple
from uuid import UUID

from django.db import connection

_WAITING: Final = """
SELECT -priority FROM procrastinate_jobs
WHERE status = 'todo' AND args ->> 'tenant_id' IS NOT NULL AND queue_name = %(queue)s"""
_FIRST: Final = f"{_WAITING} AND scheduled_at IS NULL ORDER BY priority DESC LIMIT 1"
_OF_OWNER: Final = f"{_WAITING} AND coalesce(args ->> 'user_id', args ->> 'tenant_id') = %(owner)s"
_LAST: Final = f"{_OF_OWNER} AND scheduled_at IS NULL ORDER BY priority LIMIT 1"
_LAST_LATER: Final = f"{_OF_OWNER} AND scheduled_at IS NOT NULL ORDER BY priority LIMIT 1"


class Owner(NamedTuple):
    """Whose jobs they are: a partner's, or somebody's who makes pictures for themselves."""

    tenant_id: UUID
    user_id: UUID | None = None

    @property
    def arguments(self) -> dict[str, str]:
        """As a job's arguments name the owner, and `next_turn` finds it."""
        named = {"tenant_id": self.tenant_id, "user_id": self.user_id}
        return {name: str(value) for name, value in named.items() if value is not None}


def next_turn(queue: str, owner: Owner, *, later: bool) -> int:
    """That of the next job which the owner enqueues, `later` or to be run at once.

    It comes after the owner's last one that waits. What waits for its time is counted apart, lest it hold
    back what could be made at once. And it comes in the round after the present one, whoever asks: if others
    could always enter the present round, the next one would never begin.
    """
    with connection.cursor() as cursor:
        named = {"queue": queue, "owner": str(owner.user_id or owner.tenant_id)}
        cursor.execute(statement(later=later), named)
        return int(cursor.fetchone()[0])


def statement(*, later: bool) -> str:
    """The SQL of `next_turn`."""
    return f"SELECT 1 + greatest(0, ({_FIRST}), ({_LAST_LATER if later else _LAST}))"
