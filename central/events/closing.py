"""What closing an event would do with its credits (C11): shown before anybody confirms it."""

from dataclasses import dataclass
from typing import Self

from central.events.credits import credits_of
from central.events.models import Event
from central.ledger.balances import EventCredits


@dataclass(frozen=True, slots=True)
class ClosingPreview:
    """What happens to an event's credits when it is closed at this moment.

    `to_client`: what returns goes to its client's balance, else to its partner's wallet. `returns_now`: what
    its pool has; `returns_later`: at most this, as booths give back what they have leased and not promised;
    `may_still_be_charged`: at most this, by booths whose leases were reclaimed; `owed`: of promises that were
    kept without credits, which its owner pays.
    """

    to_client: bool
    used: int
    returns_now: int
    returns_later: int
    may_still_be_charged: int
    owed: int

    @classmethod
    def of(cls, event: Event, credits: EventCredits) -> Self:
        """From credits that the caller has counted."""
        return cls(
            to_client=event.client_id is not None,
            used=credits.consumed,
            returns_now=credits.pool,
            returns_later=credits.leased,
            may_still_be_charged=credits.outstanding,
            owed=credits.overdraft,
        )


def preview(event: Event) -> ClosingPreview:
    """Counted in one statement; nothing is changed."""
    return ClosingPreview.of(event, credits_of(event))
