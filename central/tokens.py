"""Bearer tokens: their tenant, so that one shard answers, and 256 random bits, kept only as a hash."""

import base64
import binascii
import hashlib
import secrets
from typing import Final
from uuid import UUID

_SECRET_BYTES: Final = 32


def new_token(tenant_id: UUID) -> str:
    """A new token, to be shown once."""
    raw = tenant_id.bytes + secrets.token_bytes(_SECRET_BYTES)
    return base64.urlsafe_b64encode(raw).decode()


def token_hash(token: str) -> bytes:
    """The hash that is stored instead of the token."""
    return hashlib.sha256(token.encode()).digest()


def tenant_of(token: str) -> UUID | None:
    """The tenant that the token names, genuine or not; None when it is malformed."""
    try:
        raw = base64.urlsafe_b64decode(token.encode("ascii"))
    except (binascii.Error, ValueError):
        return None
    return UUID(bytes=raw[:16]) if len(raw) == 16 + _SECRET_BYTES else None
