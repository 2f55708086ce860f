"""What a caller states to have credits moved."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Self
from uuid import UUID, uuid5


@dataclass(frozen=True, slots=True)
class TransferRequest:
    """A request to move credits. `id`, a UUIDv7 made by the caller, makes it idempotent.

    `actor` is who asked: `user:<id>`, `kiosk:<id>` or `platform`. `at` is when it happened; the ledger
    adds when it was recorded. `reference` names its subject (an event, a purchase), `note` is the reason
    as a person put it.
    """

    id: UUID
    actor: str
    at: datetime
    note: str = ""
    reference: str = ""

    def about(self, reference: str) -> Self:
        """The same request with this reference."""
        return replace(self, reference=reference)

    def part(self, what: str) -> Self:
        """A request for one more movement that follows from this one, as idempotent as it is."""
        return replace(self, id=uuid5(self.id, what))
