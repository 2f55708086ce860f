"""Making something once, however often, and by however many at once, it is asked for."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.crypto import salted_hmac

from central.base.refusals import DomainError
from central.idempotency.models import Creation
from contract.problem import Code


class OtherContent(DomainError):
    """Something else was made under this id; nothing was made now."""

    code = Code.CONFLICT

    def __init__(self, used_id: UUID) -> None:
        super().__init__(f"The id {used_id} was already used for something else.")


def content_of(asked: Any, *added: str) -> dict[str, object]:  # noqa: ANN401 - any dataclass
    """All that was asked for. What was asked before a field was `added` is still the same: such a field
    counts only if it is not as usual."""
    usual = {each.name: each.default for each in fields(asked)}
    return {name: value for name, value in asdict(asked).items() if name not in added or value != usual[name]}


def is_new(tenant_id: UUID, what: str, new_id: UUID, content: Mapping[str, object]) -> bool:
    """Note, in the caller's transaction, that this is made of this content. False: the same was made before.

    Of two at once, one waits here until the other has made it, or has failed. Raises OtherContent.
    """
    assert connection.in_atomic_block, "it is made in the same transaction, or not at all"
    digest = _digest(content)
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, [tenant_id, what, new_id, digest])
        if cursor.rowcount:
            return True
    known = Creation.objects.get(tenant_id=tenant_id, what=what, id=new_id)
    if bytes(known.digest) != digest:
        raise OtherContent(new_id)
    return False


def _digest(content: Mapping[str, object]) -> bytes:
    """Keyed, as the content may have a password or a PIN, which could be guessed from a plain digest."""
    canonical = json.dumps(content, sort_keys=True, default=str)
    return salted_hmac("central.idempotency", canonical, algorithm="sha256").digest()


_NOTE = """
INSERT INTO idempotency_creation (tenant_id, what, id, digest, at) VALUES (%s, %s, %s, %s, clock_timestamp())
ON CONFLICT (tenant_id, what, id) DO NOTHING
"""
