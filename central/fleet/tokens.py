"""Which kiosk bears a token."""

from typing import Final

from django.db import connection

from central.fleet.models import Kiosk
from central.tokens import tenant_of, token_hash


def kiosk_of(token: str) -> Kiosk | None:
    """The kiosk that bears this token, if any does."""
    tenant_id = tenant_of(token)
    if tenant_id is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_BEARER, [tenant_id, token_hash(token)])
        row = cursor.fetchone()
    return Kiosk.from_db(None, _FIELDS, row) if row else None


# What every request needs of its kiosk; the rest is read when it is asked for.
_FIELDS: Final = ("tenant_id", "id", "name", "event_id", "epoch")
_BEARER: Final = """
SELECT tenant_id, id, name, event_id, epoch FROM fleet_kiosk WHERE tenant_id = %s AND token_hash = %s
"""
