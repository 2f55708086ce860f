"""Events (C5, C10, C11). What late promises took from the overdraft is paid back before anything else."""

from dataclasses import dataclass
from uuid import UUID

from tests.central.ledger_model.book import Account, Book, Refused

TOP_UP_MOST = 1_000


@dataclass
class Event:
    """`credits`: what it was created with."""

    owner: Account
    credits: int
    ended: bool = False


def pool(tenant: UUID, event: UUID) -> Account:
    return Account(tenant, "pool", event)


def overdraft(tenant: UUID, event: UUID) -> Account:
    return Account(tenant, "overdraft", event)


class Events(Book):
    def __init__(self) -> None:
        super().__init__()
        self.events: dict[tuple[UUID, UUID], Event] = {}

    def create(self, tenant: UUID, owner: Account, credits: int, id: UUID) -> UUID:
        known = self.events.get((tenant, id))
        if known is not None:
            if (known.owner, known.credits) != (owner, credits):
                raise Refused("OtherContent")
            return id
        if credits < 0:
            raise Refused("AmountNotAllowed")
        accounts = (pool(tenant, id), overdraft(tenant, id))
        for account in accounts:
            self.open(account)
        self.events[tenant, id] = Event(owner, credits)
        try:
            if credits:
                self._fund(tenant, id, credits, id)
        except Refused:
            for account in accounts:
                del self.balance[account]
            del self.events[tenant, id]
            raise
        return id

    def top_up_event(self, tenant: UUID, event: UUID, credits: int, id: UUID) -> bool:
        if not 1 <= credits <= TOP_UP_MOST:
            raise Refused("AmountNotAllowed")
        planned = self.events[tenant, event]
        new = (tenant, id) not in self.posted
        if new and planned.ended and self.balance[planned.owner] >= credits:
            raise Refused("EventOver")
        return self._fund(tenant, event, credits, id)

    def drain(self, tenant: UUID, event: UUID) -> int:
        self._pay_debt(tenant, event)
        left = self.balance[pool(tenant, event)]
        if left:
            self.move("transfer", pool(tenant, event), self.events[tenant, event].owner, left)
        return left

    def close(self, tenant: UUID, event: UUID) -> int:
        self.events[tenant, event].ended = True
        return self.drain(tenant, event)

    def delete(self, tenant: UUID, event: UUID) -> int:
        return self.close(tenant, event)

    def return_leftovers(self) -> int:
        return sum(self.drain(*key) for key, event in self.events.items() if event.ended)

    def _fund(self, tenant: UUID, event: UUID, credits: int, id: UUID) -> bool:
        owner = self.events[tenant, event].owner
        try:
            if not self.move("allocation", owner, pool(tenant, event), credits, id, f"event:{event}"):
                return False
        except Refused as refused:
            raise _short(refused) from None
        self._pay_debt(tenant, event)
        return True

    def _pay_debt(self, tenant: UUID, event: UUID) -> None:
        paid = min(self.balance[pool(tenant, event)], -self.balance[overdraft(tenant, event)])
        if paid > 0:
            self.move("overdraft", pool(tenant, event), overdraft(tenant, event), paid)


def _short(refused: Refused) -> Refused:
    """402, with how much is missing."""
    if refused.args[0] != "Shortfall":
        return refused
    _, balance, needed = refused.args
    return Refused("CreditsShort", needed - balance)
