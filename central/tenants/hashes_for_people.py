"""Hashes of PINs and passwords that somebody sets for others: so often as honest work needs."""

from collections.abc import Callable
from typing import Final, TypeVar

from central.server.hashing import HashingBusy
from central.tenants.attempts import forgive, note_attempt

_Hashed = TypeVar("_Hashed")

HASHES_FOR_A_PERSON: Final = 300
"""In a quarter of an hour: one every three seconds, as many as of logins with one e-mail address."""


def hashed_for(actor: str, work: Callable[[], _Hashed]) -> _Hashed:
    """What the work, which makes hashes, comes to. Outside of transactions.

    Raises HashingBusy; TooManyAttempts if this person has had it done too often.
    """
    attempt = note_attempt({f"hashes for {actor}": HASHES_FOR_A_PERSON})
    try:
        return work()
    except HashingBusy:
        forgive(attempt)
        raise
