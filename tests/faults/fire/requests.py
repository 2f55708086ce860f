"""A client that is not spared - rolled back, its backend killed, its answer lost - and asks again."""

import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from random import Random
from typing import Any

import psycopg
from django.db import Error, InterfaceError, OperationalError, connection, transaction

from central.events.errors import EventError
from central.ledger.errors import LedgerError
from central.tenants.errors import TenantError
from tests.faults.fire.database import Target
from tests.faults.fire.journal import Fate, Journal, Moves

PATIENCE_SECONDS = 60
MOST_ATTEMPTS = 500
_DEEPEST_STATEMENT = 24
_KILL_EVERY = 40


class Mishap(Enum):
    """What befalls an attempt."""

    NONE = 0
    ROLLED_BACK_AT_END = 1
    ROLLED_BACK_IN_BETWEEN = 2
    KILLED = 3
    ANSWER_LOST = 4


_WEIGHTS = (80, 4, 6, 5, 5)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one attempt came to, and what it answered."""

    fate: Fate
    value: Any = None
    code: str = ""

    @property
    def is_lost(self) -> bool:
        """Whether there is a reason to ask again."""
        return self.fate in (Fate.UNKNOWN, Fate.ABORTED)


class RolledBack(Exception):
    """On purpose."""


class Asker:
    """One connection's thread: `attempt` is one attempt, `ask` repeats it as a client would."""

    def __init__(self, journal: Journal, target: Target, seed: str) -> None:
        self.journal = journal
        self.random = Random(seed)
        self._target = target

    def attempt(self, do: Callable[[], Any], *, whole: bool = True) -> Outcome:
        """Try once, perhaps with a mishap. Afterwards the connection is whole, or closed.

        `whole` False: it is several transactions, not to be made one.
        """
        mishap = self.random.choices(list(Mishap), _WEIGHTS)[0]
        if mishap is Mishap.ROLLED_BACK_AT_END and not whole:
            mishap = Mishap.NONE
        self._pass_time()
        try:
            outcome = self._suffer(mishap, do)
        except RolledBack:
            self.journal.count("rolled back on purpose")
            return Outcome(Fate.ABORTED)
        except (LedgerError, EventError, TenantError) as refusal:
            self.journal.count("refusals")
            return Outcome(Fate.REFUSED, code=str(refusal.code))
        except (OperationalError, InterfaceError) as error:
            self._lost(error)
            return Outcome(Fate.UNKNOWN)
        except Exception:
            self.journal.wrong(traceback.format_exc())
            connection.close()
            return Outcome(Fate.UNKNOWN)
        if mishap is Mishap.ANSWER_LOST:
            return Outcome(Fate.UNKNOWN, outcome)
        return Outcome(_fate(outcome), outcome)

    def ask(
        self, key: str, what: str, moves: Moves | None, do: Callable[[], Any], *, stay: bool = False
    ) -> Outcome:
        """Ask until there is an answer, and enter every one in the journal.

        What was rolled back is given up half of the time, unless `stay`.
        """
        for _ in range(MOST_ATTEMPTS):
            outcome = self.attempt(do)
            if outcome.fate is Fate.UNKNOWN and outcome.value is not None:
                self.journal.told(
                    key, what, _fate(outcome.value), moves
                )  # It came, though the client missed it.
            self.journal.told(key, what, outcome.fate, moves, outcome.code)
            gives_up = outcome.fate is Fate.ABORTED and not stay and self.random.random() < 0.5
            if (gives_up or not outcome.is_lost) and self.journal.entries[key].is_settled:
                return outcome
        self.journal.wrong(f"{what} {key} was not answered {MOST_ATTEMPTS} times")
        return outcome

    def _suffer(self, mishap: Mishap, do: Callable[[], Any]) -> Any:
        depth = self.random.randrange(_DEEPEST_STATEMENT)
        if mishap is Mishap.ROLLED_BACK_AT_END:
            with transaction.atomic():
                do()
                raise RolledBack
        if mishap is Mishap.ROLLED_BACK_IN_BETWEEN:
            with _at_statement(depth, _roll_back):
                return do()
        if mishap is Mishap.KILLED:
            with _at_statement(depth, self._kill_own):
                return do()
        return do()

    def _kill_own(self) -> None:
        if connection.connection is not None and self._target.kill(connection.connection.info.backend_pid):
            self.journal.count("killed halfway")

    def _pass_time(self) -> None:
        if self.journal.count("operations") % _KILL_EVERY == 0 and self._target.kill():
            self.journal.count("killed at random")

    def _lost(self, error: Error) -> None:
        """Connect anew, however long the server takes to come back."""
        if isinstance(error.__cause__, psycopg.errors.DeadlockDetected | psycopg.errors.SerializationFailure):
            self.journal.count("deadlocks and serialization failures")
            self.journal.wrong(f"{error} {''.join(traceback.format_exception(error))}")
        self.journal.count("lost connections")
        connection.close()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                connection.ensure_connection()
            except OperationalError:
                time.sleep(0.05)
            else:
                self.journal.count("reconnections")
                return
        self.journal.wrong(f"the database did not come back: {error}")


def _fate(value: Any) -> Fate:
    """Most functions tell whether they have done it now; the others answer the same thing again."""
    if isinstance(value, bool):
        return Fate.APPLIED if value else Fate.DUPLICATE
    return Fate.DONE


def _roll_back() -> None:
    """Unless there is nothing to roll back: what is read after the end of a transaction is not part of it."""
    if connection.in_atomic_block:
        raise RolledBack


@contextmanager
def _at_statement(number: int, befall: Callable[[], None]) -> Iterator[None]:
    """Let something befall the connection before its so-and-so-manieth statement."""
    left = number

    def count(execute: Any, sql: Any, parameters: Any, many: Any, context: Any) -> Any:
        nonlocal left
        left -= 1
        if left == -1:
            befall()
        return execute(sql, parameters, many, context)

    with connection.execute_wrapper(count):
        yield
