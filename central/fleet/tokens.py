"""A kiosk's bearer token: its tenant, so that one shard answers, and 256 random bits, kept only as a hash."""

import base64
import binascii
import hashlib
import secrets
from uuid import UUID

from central.fleet.models import Kiosk

_SECRET_BYTES = 32


def new_token(tenant_id: UUID) -> str:
    """A token, to be told once."""
    raw = tenant_id.bytes + secrets.token_bytes(_SECRET_BYTES)
    return base64.urlsafe_b64encode(raw).decode()


def token_hash(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode()).digest()


def kiosk_of(token: str) -> Kiosk | None:
    """The kiosk that bears this token, if any does."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
    except (binascii.Error, ValueError):
        return None
    if len(raw) != 16 + _SECRET_BYTES:
        return None
    tenant_id = UUID(bytes=raw[:16])
    return Kiosk.objects.filter(tenant_id=tenant_id, token_hash=token_hash(token)).first()
