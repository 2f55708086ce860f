"""Identifiers that either side may make without asking the other."""

import secrets
from uuid import UUID

from uuid_utils.compat import uuid7

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U: nobody can misread it, nothing rude comes out."""

CLAIM_CODE_LENGTH = 26
PAIRING_CODE_LENGTH = 8
_LOOK_ALIKES = str.maketrans({"I": "1", "L": "1", "O": "0"})


def new_id() -> UUID:
    """A UUIDv7: unique without coordination, and sorted by the time it was made."""
    return uuid7()


def new_claim_code() -> str:
    """The secret of a guest's QR code, 130 bits."""
    return _random_code(CLAIM_CODE_LENGTH)


def new_pairing_code() -> str:
    """A one-time code that a technician types at the booth, 40 bits; short-lived and rate-limited."""
    return _random_code(PAIRING_CODE_LENGTH)


def normalise_code(typed: str) -> str:
    """What was typed or scanned, in the alphabet the code was made from."""
    return "".join(typed.split()).replace("-", "").upper().translate(_LOOK_ALIKES)


def _random_code(length: int) -> str:
    return "".join(secrets.choice(CROCKFORD) for _ in range(length))
