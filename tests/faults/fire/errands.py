"""What all who are no booths do: ask for one transfer, now and then twice, or with other content."""

from collections.abc import Callable
from uuid import UUID

from contract.ids import new_id
from tests.faults.fire.journal import THERE, moves
from tests.faults.fire.requests import Asker
from tests.faults.fire.scenario import Ground, Partner

Do = Callable[[UUID, int], object]
"""Asks for so many credits under this id."""


class Errands:
    """Somebody's things to do, each over the same connection."""

    def __init__(self, asker: Asker, ground: Ground) -> None:
        self._asker, self._ground, self._random = asker, ground, asker.random
        self._journal = asker.journal

    def _move(
        self, what: str, tenant_id: UUID, kind: str, ends: tuple[UUID, UUID], credits: int, do: Do
    ) -> UUID | None:
        """Ask for one transfer under a new id; the id if it is there."""
        number = new_id()
        key, moved = f"id:{number}", moves(tenant_id, kind, *ends, credits)
        fate = self._asker.ask(key, what, moved, lambda: do(number, credits)).fate
        if fate not in THERE:
            return None
        if self._random.random() < 0.1:
            self._asker.ask(key, what, moved, lambda: do(number, credits), stay=True)
        if self._random.random() < 0.1:
            self._contradict(number, credits + 100, do)
        return number

    def _contradict(self, number: UUID, credits: int, do: Do) -> None:
        """The same id for something else is refused, for whatever reason comes first."""
        outcome = self._asker.attempt(lambda: do(number, credits))
        if outcome.value is not None:
            self._journal.wrong(f"{number} moved {credits} as well: {outcome}")
        self._journal.count("conflicts", int(outcome.code == "conflict"))

    def _some(self, most: int) -> int:
        return self._random.randint(1, most) * 100

    def _partner(self) -> Partner:
        return self._random.choice(self._ground.partners)
