"""Which kiosk bears a token."""

from central.fleet.models import Kiosk
from central.tokens import tenant_of, token_hash


def kiosk_of(token: str) -> Kiosk | None:
    """The kiosk that bears this token, if any does."""
    tenant_id = tenant_of(token)
    if tenant_id is None:
        return None
    return Kiosk.objects.filter(tenant_id=tenant_id, token_hash=token_hash(token)).first()
