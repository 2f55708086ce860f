"""What everybody who asked was told, for the comparison with the ledger at the end."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID


class Fate(StrEnum):
    """What one attempt came to, as far as the one who asked knows.

    `done`: the effect is there, whoever asked first; `unknown`: the connection was lost; `aborted`: rolled
    back on purpose.
    """

    APPLIED = "applied"
    DUPLICATE = "duplicate"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    ABORTED = "aborted"


THERE = frozenset({Fate.APPLIED, Fate.DUPLICATE, Fate.DONE})
LOST = frozenset({Fate.UNKNOWN, Fate.ABORTED})


@dataclass(frozen=True, slots=True)
class Moves:
    """The transfer that an op brings: of one of these kinds, from one of these accounts to one of those.

    `amount` None: the ledger decides, maybe that there is none; 0: there is none.
    """

    tenant_id: UUID
    kinds: str
    debits: frozenset[UUID]
    credits: frozenset[UUID]
    amount: int | None


def moves(tenant_id: UUID, kinds: str, debit: UUID, credit: UUID, amount: int | None) -> Moves:
    """From one account to another."""
    return Moves(tenant_id, kinds, frozenset({debit}), frozenset({credit}), amount)


@dataclass
class Entry:
    """One op, by its key: `id:` of its transfer, `back:` the transfer it takes back, `by:` its only actor.

    `lease`: it was promised on one, so it is never refused.
    """

    key: str
    what: str
    moves: Moves | None = None
    lease: bool = False
    fates: list[Fate] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    @property
    def is_there(self) -> bool:
        """Whether anybody was told that it has happened."""
        return any(fate in THERE for fate in self.fates)

    @property
    def is_settled(self) -> bool:
        """Whether anybody knows what became of it.

        That the partner is inactive says nothing about what was done before.
        """
        refused = Fate.REFUSED in self.fates and self.codes != {"partner_inactive"}
        return self.is_there or refused or Fate.UNKNOWN not in self.fates


class Journal:
    """All entries, the figures, and everything that must not happen. For many threads.

    `drained`: what an actor's closing of events returned; `charged`: what a person's picture cost.
    """

    def __init__(self) -> None:
        self.entries: dict[str, Entry] = {}
        self.figures: Counter[str] = Counter()
        self.faults: list[str] = []
        self.drained: dict[str, int] = {}
        self.charged: dict[UUID, int] = {}
        self._lock = threading.Lock()

    def told(
        self, key: str, what: str, fate: Fate, moves: Moves | None, code: str = "", *, lease: bool = False
    ) -> None:
        """One more answer about an op."""
        with self._lock:
            entry = self.entries.setdefault(key, Entry(key, what, moves, lease))
            if fate is Fate.DUPLICATE:
                self.figures["repetitions"] += 1
            if entry.moves is None or fate is Fate.APPLIED:
                entry.moves = moves
            entry.fates.append(fate)
            entry.codes |= {code} if fate is Fate.REFUSED else set()

    def count(self, figure: str, by: int = 1) -> int:
        """Count something; how many there are now."""
        with self._lock:
            self.figures[figure] += by
            return self.figures[figure]

    def wrong(self, sentence: str) -> None:
        """Something that must not happen has happened."""
        with self._lock:
            self.faults.append(sentence)
