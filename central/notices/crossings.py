"""Thresholds: whose number is beyond one, so that each crossing is told once, and the next one again."""

from collections.abc import Collection, Iterable
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from central.notices.kinds import NoticeKind
from central.pg_arrays import array_of
from contract.ids import new_id


class Place(NamedTuple):
    """Whose number it is: a tenant's, and the thing that it is of."""

    tenant_id: UUID
    subject_id: UUID


def crossed(kind: NoticeKind, beyond: Collection[Place], within: Collection[Place]) -> dict[Place, UUID]:
    """Which of these are beyond since now, with an id of their crossing, which is a part of its notice's key.

    In the caller's transaction, which has to tell them; two statements at most, however many there are.
    """
    if within:
        _execute(_RETURNED, kind, within)
    if not beyond:
        return {}
    rows = _execute(_CROSSED, kind, beyond, [new_id() for _ in beyond])
    return {Place(tenant_id, subject_id): crossing for tenant_id, subject_id, crossing in rows}


def _execute(
    statement: str, kind: NoticeKind, places: Collection[Place], ids: Iterable[UUID] = ()
) -> list[tuple[UUID, UUID, UUID]]:
    # In one order, as others may come with the same ones.
    ordered = sorted(places)
    parameters = {
        "kind": kind.value,
        "tenants": array_of(each.tenant_id for each in ordered),
        "subjects": array_of(each.subject_id for each in ordered),
        "ids": array_of(ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return list(cursor.fetchall())


_CROSSED = """
INSERT INTO notices_crossing (tenant_id, id, kind, subject_id, since)
SELECT tenant_id, id, %(kind)s, subject_id, now()
FROM (SELECT unnest(%(tenants)s::uuid[]) AS tenant_id, unnest(%(subjects)s::uuid[]) AS subject_id,
        unnest(%(ids)s::uuid[]) AS id) AS new
ON CONFLICT (tenant_id, kind, subject_id) DO NOTHING
RETURNING tenant_id, subject_id, id
"""

_RETURNED = """
DELETE FROM notices_crossing AS crossing
USING (SELECT unnest(%(tenants)s::uuid[]) AS tenant_id, unnest(%(subjects)s::uuid[]) AS subject_id) AS place
WHERE crossing.tenant_id = place.tenant_id AND crossing.kind = %(kind)s
  AND crossing.subject_id = place.subject_id
RETURNING crossing.tenant_id, crossing.subject_id, crossing.id
"""
