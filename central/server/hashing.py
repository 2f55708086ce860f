"""Hashes of passwords and PINs: a few at a time, and nobody who waits for one keeps others waiting.

Each takes 19 MiB and one core for some hundredths of a second. So as many are made at once as there are
cores, a short queue waits for its turn, and whoever comes then is sent away. Neither those who wait nor those
who compute hold a connection to the database.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore
from typing import Final

from django.contrib.auth.hashers import Argon2PasswordHasher, make_password, verify_password

from central.base.refusals import DomainError
from central.server.db_pool import let_go
from contract.problem import Code

MOST_WAITING: Final = 100
"""In one process; at two at once they have their turn within seconds."""
_RETRY_SECONDS: Final = 5
_NONE: Final = ""


class HashingBusy(DomainError):
    """Too many passwords are being checked; this one was not looked at."""

    code = Code.RATE_LIMITED
    sentence = "Too many people are logging in at this moment; try again in a few seconds."
    retry_after = _RETRY_SECONDS


class SmallArgon2(Argon2PasswordHasher):
    """Argon2id with the least that OWASP's Password Storage Cheat Sheet asks for."""

    time_cost = 2
    memory_cost = 19 * 1024  # In KiB.
    parallelism = 1


class Turns:
    """Lets `at_once` through at a time, and lets `waiting` wait for that."""

    def __init__(self, at_once: int, waiting: int) -> None:
        self._places = BoundedSemaphore(at_once + waiting)
        self._running = BoundedSemaphore(at_once)

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One's turn. Raises HashingBusy, at once, when too many wait already."""
        if not self._places.acquire(blocking=False):
            raise HashingBusy
        try:
            with self._running:
                yield
        finally:
            self._places.release()


_turns = Turns(
    max(1, (os.cpu_count() or 1) // int(os.environ.get("CABINA_WEB_PROCESSES", "1"))), MOST_WAITING
)


def password_hash(password: str) -> str:
    """What is stored instead of the password. Outside of transactions. Raises HashingBusy."""
    with _turn():
        return make_password(password)


def pin_hash(pin: str) -> str:
    """The hash of a staff PIN as booths read it: argon2's own format. As `password_hash`."""
    return password_hash(pin).removeprefix("argon2")


def is_password(password: str, hashed: str | None) -> tuple[bool, bool]:
    """Whether this is the password, and whether its hash is to be replaced by one of today's kind.

    None, where nobody has this hash, takes as long. Outside of transactions. Raises HashingBusy.
    """
    with _turn():
        return verify_password(password, _NONE if hashed is None else hashed)


@contextmanager
def _turn() -> Iterator[None]:
    let_go()
    with _turns.turn():
        yield
