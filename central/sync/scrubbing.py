"""What an op keeps of a guest who erased their picture: nothing but what the ledger refers to."""

import json
from typing import Final
from uuid import UUID

from central.sync.models import Op

_KEPT: Final = ("generation_id", "event_id", "style_id", "price", "lease_id")


def scrub(tenant_id: UUID, op_id: UUID) -> None:
    """Scrub a kept op. Its digest stays, so that a repetition is still recognised."""
    same = Op.objects.filter(tenant_id=tenant_id, id=op_id)
    for payload in same.values_list("payload", flat=True):
        same.update(payload=scrubbed(payload))


def scrubbed(payload: str) -> str:
    """A request's payload without claim code, photo, language, session, ticket and consent."""
    return json.dumps({name: given for name, given in json.loads(payload).items() if name in _KEPT})
