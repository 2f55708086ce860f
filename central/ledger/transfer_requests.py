"""What everybody who wants credits moved has to say."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID, uuid5


@dataclass(frozen=True, slots=True)
class Order:
    """One wish to move credits. `id`, a UUIDv7 made by whoever asks, makes it happen once, for ever.

    `actor` is who asked: `user:<id>`, `kiosk:<id>` or `platform`. `at` is when it happened; the ledger adds
    when it was recorded. `reference` names what it is about (an event, a purchase), `note` is the reason in a
    person's words.
    """

    id: UUID
    actor: str
    at: datetime
    note: str = ""
    reference: str = ""

    def about(self, reference: str) -> Self:
        """The same order, about this."""
        return replace(self, reference=reference)

    def part(self, what: str) -> Self:
        """An order for one more movement that this one brings with it, repeatable like it."""
        return replace(self, id=uuid5(self.id, what))
