"""What an op keeps of a guest who erased their picture: nothing but what the ledger refers to."""

import json
from typing import Final
from uuid import UUID

from django.db import connection

from central.generations.erasure import RefusedPicture
from central.sync.models import Op

_KEPT: Final = ("generation_id", "event_id", "style_id", "price", "lease_id")


def scrub(tenant_id: UUID, op_id: UUID) -> None:
    """Scrub a kept op. Its digest stays, so that a repetition is still recognised."""
    same = Op.objects.filter(tenant_id=tenant_id, id=op_id)
    for payload in same.values_list("payload", flat=True):
        same.update(payload=scrubbed(payload))


def scrub_refused(tenant_id: UUID, claim_code: str) -> list[tuple[UUID, RefusedPicture]]:
    """Scrub every refused request for this code; of each, the kiosk and what it was for."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED, [tenant_id, claim_code])
        rows = cursor.fetchall()
    for op_id, _, payload in rows:
        Op.objects.filter(tenant_id=tenant_id, id=op_id).update(payload=scrubbed(payload))
    return [(kiosk_id, _picture(json.loads(payload), claim_code)) for _, kiosk_id, payload in rows]


def scrubbed(payload: str) -> str:
    """A request's payload without claim code, photo, language, session, ticket and consent."""
    return json.dumps({name: given for name, given in json.loads(payload).items() if name in _KEPT})


def _picture(payload: dict[str, object], claim_code: str) -> RefusedPicture:
    """A refused request may say anything, or nothing."""
    try:
        generation_id = UUID(str(payload.get("generation_id")))
    except ValueError:
        generation_id = None
    return RefusedPicture(generation_id, str(payload.get("photo_sha256"))[:64], claim_code)


# As the index of migration 0005 has it.
_REFUSED = """
SELECT id, kiosk_id, payload FROM sync_op
WHERE tenant_id = %s AND status = 'rejected' AND kind = 'generation.requested'
  AND substring(payload FROM '"claim_code": ?"([0-9A-Z]{26})"') = %s
"""
