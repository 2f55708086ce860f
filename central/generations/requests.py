"""Requests become generations; called inside the sync transaction, around the charge."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from operator import attrgetter
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from central.blobs.sent_photos import photos_arrived
from central.changefeed.changes import publish
from central.generations.models import Generation, Tombstone
from central.generations.queue import queue
from central.pg_arrays import array_of, texts_of
from contract.problem import Code
from contract.sync import GenerationChanged, GenerationRequested, GenerationState

_LOST: Final = "The booth has lost the photo."
CANCELLABLE = (GenerationState.AWAITING_PHOTO, GenerationState.QUEUED)


class AcceptedRequest(NamedTuple):
    """A request that is paid for in this very transaction. `op_id` is also the transfer's id."""

    op_id: UUID
    occurred_at: datetime
    request: GenerationRequested


def record(tenant_id: UUID, kiosk_id: UUID, asked: Sequence[AcceptedRequest]) -> list[UUID]:
    """Lock the kiosk's photos and insert the generations, in one statement; the ids of those that were new.

    One whose id is in use, or that an earlier one here has, is left out. To be called before the charge, so
    that a picture that cannot be recorded is never paid for; `forget` those that nobody pays for, and `begin`
    the others.
    """
    if not asked:
        return []
    requests = [each.request for each in asked]
    versions = texts_of(each.consent_version for each in requests)
    columns = [array_of(map(attrgetter(name), requests)) for name in _PLAIN]
    op_ids, moments = array_of(each.op_id for each in asked), array_of(each.occurred_at for each in asked)
    with connection.cursor() as cursor:
        parameters: list[Any] = [kiosk_id.hex, tenant_id, kiosk_id, versions, op_ids, moments, *columns]
        cursor.execute(_RECORD, parameters)
        return [row[0] for row in cursor.fetchall()]


def forget(tenant_id: UUID, generation_ids: Sequence[UUID]) -> None:
    """Take back what this very transaction recorded, as nobody pays for it."""
    if generation_ids:
        Generation.objects.filter(tenant_id=tenant_id, id__in=generation_ids).delete()


def begin(tenant_id: UUID, kiosk_id: UUID, paid: Sequence[GenerationRequested]) -> None:
    """Queue those recorded pictures whose photo is here; of a refused one the worker says what was wrong."""
    if paid:
        arrived = photos_arrived(tenant_id, kiosk_id, frozenset(each.photo_sha256 for each in paid))
        queue(tenant_id, [each.generation_id for each in paid if each.photo_sha256 in arrived])


def photo_arrived(tenant_id: UUID, kiosk_id: UUID, photo_sha256: str) -> None:
    """Queue the generations that waited for this photo; in the transaction that keeps the photo."""
    lock_photos_of(kiosk_id)
    waiting = Generation.objects.filter(
        tenant_id=tenant_id,
        kiosk_id=kiosk_id,
        photo_sha256=photo_sha256,
        state=GenerationState.AWAITING_PHOTO,
    )
    queue(tenant_id, list(waiting.select_for_update().values_list("id", flat=True)))


def lock(tenant_id: UUID, kiosk_id: UUID, generation_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Lock the kiosk's photos, and pictures that are to be cancelled; their events.

    To be called before any account is locked, as when a picture fails or is erased, and is refunded.
    """
    lock_photos_of(kiosk_id)  # Before the rows, as when a photo arrives.
    rows = Generation.objects.filter(tenant_id=tenant_id, kiosk_id=kiosk_id, id__in=generation_ids)
    locked = rows.order_by("id").select_for_update(no_key=True).values_list("event_id", flat=True)
    return frozenset(event_id for event_id in locked if event_id is not None)


def cancel(tenant_id: UUID, kiosk_id: UUID, generation_ids: Iterable[UUID]) -> list[Generation]:
    """Cancel those pictures that no worker or remote provider works on yet; which they were."""
    return _end(tenant_id, kiosk_id, generation_ids, CANCELLABLE, state=GenerationState.CANCELLED)


def fail_without_photo(tenant_id: UUID, kiosk_id: UUID, generation_ids: Iterable[UUID]) -> list[Generation]:
    """Fail those pictures whose photo has not come, as their booth has lost it; which they were."""
    lost = {"failure_code": Code.PHOTO_MISSING, "failure": _LOST}
    waiting = (GenerationState.AWAITING_PHOTO,)
    return _end(tenant_id, kiosk_id, generation_ids, waiting, state=GenerationState.FAILED, **lost)


def _end(
    tenant_id: UUID, kiosk_id: UUID, generation_ids: Iterable[UUID], states: Iterable[str], **end: str
) -> list[Generation]:
    named = Generation.objects.filter(tenant_id=tenant_id, kiosk_id=kiosk_id, id__in=list(generation_ids))
    waiting = named.filter(state__in=states, provider_handle="")
    with transaction.atomic(savepoint=False):
        ended = list(waiting.order_by("id").select_for_update(no_key=True))
        ids = [each.id for each in ended]
        if ids:
            named.filter(id__in=ids).update(finished_at=timezone.now(), **end)
            publish(tenant_id, kiosk_id, "generation", *map(str, ids))
    return ended


def changes(tenant_id: UUID, generation_ids: Iterable[UUID]) -> list[GenerationChanged]:
    """The present state of the generations, as a kiosk is told."""
    ids = list(generation_ids)
    if not ids:
        return []
    rows = Generation.objects.filter(tenant_id=tenant_id, id__in=ids)
    known = [
        GenerationChanged(
            generation_id=row.id,
            state=GenerationState(row.state),
            result_sha256=None if row.state == GenerationState.ERASED else row.result_sha256 or None,
            failure=row.failure,
        )
        for row in rows
    ]
    missing = set(ids) - {each.generation_id for each in known}
    return known + (_erased(tenant_id, missing) if missing else [])


def _erased(tenant_id: UUID, generation_ids: Iterable[UUID]) -> list[GenerationChanged]:
    """Pictures that were refused, so that there is nothing to erase but what the booth has."""
    tombstones = Tombstone.objects.filter(tenant_id=tenant_id, id__in=generation_ids)
    erased = tombstones.values_list("id", flat=True)
    return [GenerationChanged(generation_id=each, state=GenerationState.ERASED) for each in erased]


def lock_photos_of(kiosk_id: UUID) -> None:
    """Serialise a photo and the op that names it, which may arrive at once: one must see the other."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_LOCK_PHOTOS}", [kiosk_id.hex])


_LOCK_PHOTOS = "pg_advisory_xact_lock(hashtextextended(%s, 2))"
_PLAIN: Final = {
    "generation_id": "uuid",
    "event_id": "uuid",
    "session_id": "uuid",
    "style_id": "uuid",
    "lease_id": "uuid",
    "price": "bigint",
    "photo_sha256": "text",
    "claim_code": "text",
    "ticket": "bigint",
    "ticket_prefix": "text",
    "language": "text",
    "consent_at": "timestamptz",
}
"""A request's fields that are no free text."""

# The lock is held before the first row is inserted, as none is without the row that it gives.
_RECORD = f"""
WITH photos AS MATERIALIZED (SELECT {_LOCK_PHOTOS})
INSERT INTO generations_generation (
  tenant_id, id, event_id, kiosk_id, session_id, style_id, op_id, lease_id, price, photo_sha256, claim_code,
  ticket, ticket_prefix, language, consent_version, consent_at, requested_at, recorded_at, state)
SELECT
  %s, generation_id, event_id, %s, session_id, style_id, op_id, lease_id, price, photo_sha256, claim_code,
  ticket, ticket_prefix, language, consent_version, consent_at, occurred_at, clock_timestamp(),
  'awaiting_photo'
FROM photos CROSS JOIN (
  SELECT unnest(%s::text[]) AS consent_version,
    unnest(%s::uuid[]) AS op_id, unnest(%s::timestamptz[]) AS occurred_at,
    {", ".join(f"unnest(%s::{kind}[]) AS {name}" for name, kind in _PLAIN.items())}
) AS accepted
ON CONFLICT DO NOTHING
RETURNING id
"""  # noqa: S608 - of constants alone
