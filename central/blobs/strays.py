"""Bytes that nobody holds: the store and the database cannot change in one step, so a row remembers the rest.

The row is written before bytes are stored, or with the release of their last holding. It is deleted once they
are known to be held, or gone. Whatever dies in between - a process, the machine, the store - the worker
finishes the work.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from central.blobs import store
from central.blobs.models import Holding, Stray

_STORING_TAKES: Final = timedelta(minutes=15)
"""Longer than bytes are ever on their way into the store."""
_AGAIN: Final = timedelta(minutes=5)
_AT_ONCE: Final = 200

_LOCK: Final = """
SELECT pg_advisory_xact_lock(hashtextextended(sha256, 1)) FROM unnest(%s::text[]) AS sha256 ORDER BY sha256
"""
"""In the same order by everybody."""

log = logging.getLogger(__name__)


@contextmanager
def no_strays(tenant_id: UUID, *sha256s: str) -> Iterator[None]:
    """Around a transaction that stores bytes: what it leaves in the store without a holder is deleted."""
    due_at = timezone.now() + _STORING_TAKES
    rows = [Stray(tenant_id=tenant_id, sha256=sha256, due_at=due_at) for sha256 in sha256s]
    Stray.objects.bulk_create(rows)
    try:
        yield
    finally:
        _try_to_settle(rows)


def stray_with_this_transaction(tenant_id: UUID, sha256: str, known_as: str) -> None:
    """Delete the bytes after the caller's commit, unless somebody holds them; by the worker if need be."""
    row = Stray.objects.create(tenant_id=tenant_id, sha256=sha256, known_as=known_as, due_at=timezone.now())
    transaction.on_commit(lambda: _try_to_settle([row]))


def stray_in_a_while(tenant_id: UUID, sha256: str) -> None:
    """The same once nobody can still be on the way to read them under this name."""
    Stray.objects.create(tenant_id=tenant_id, sha256=sha256, due_at=timezone.now() + _STORING_TAKES)


def sweep_strays() -> int:
    """Settle what is due; how many were settled. One that cannot be settled waits and holds up no other."""
    settled = 0
    while due := list(Stray.objects.filter(due_at__lte=timezone.now()).order_by("due_at")[:_AT_ONCE]):
        settled += _try_to_settle(due)
    return settled


def are_stray(tenant_id: UUID, sha256s: Iterable[str]) -> bool:
    """Whether any of these blobs, by either of its names, still waits to be looked after."""
    names = [sha256 for sha256 in sha256s if sha256]  # Most strays have no second name; "" would be theirs.
    named = Q(sha256__in=names) | Q(known_as__in=names)
    return Stray.objects.filter(named, tenant_id=tenant_id).exists()


def lock(*sha256s: str) -> None:
    """Exclude others from keeping or sweeping these blobs until the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [list(sha256s)])


def _try_to_settle(rows: Iterable[Stray]) -> int:
    settled = 0
    for row in rows:
        try:
            _settle(row)
        except Exception:
            log.exception("blob %s could not be swept yet", row.sha256)
            _put_off(row)
        else:
            settled += 1
    return settled


def _settle(row: Stray) -> None:
    """Delete the bytes if there is no holding, then the row."""
    with transaction.atomic():
        lock(row.sha256)
        if not _is_held(row.sha256):
            store.discard(row.sha256)
        elif row.due_at <= timezone.now():
            store.discard_unfinished(row.sha256)  # Whoever stored it died at it, and another one did it.
        Stray.objects.filter(tenant_id=row.tenant_id, id=row.id).delete()


def _is_held(sha256: str) -> bool:
    under_its_name = Q(stored_sha256=sha256) | Q(stored_sha256="", sha256=sha256)
    return Holding.objects.filter(under_its_name).exists()


def _put_off(row: Stray) -> None:
    later = timezone.now() + _AGAIN
    Stray.objects.filter(tenant_id=row.tenant_id, id=row.id).update(due_at=later)
