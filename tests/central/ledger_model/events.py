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
        self.refuse_debtor(owner)
        accounts = (pool(tenant, id), overdraft(tenant, id))
        for account in accounts:
            self.open(account)
        self.payers[overdraft(tenant, id)] = owner
        self.events[tenant, id] = Event(owner, credits)
        try:
            if credits:
                self._fund(tenant, id, credits, id)
        except Refused:
            for account in accounts:
                del self.balance[account]
            del self.events[tenant, id], self.payers[overdraft(tenant, id)]
            raise
        return id

    def top_up_event(self, tenant: UUID, event: UUID, credits: int, id: UUID) -> bool:
        if not 1 <= credits <= TOP_UP_MOST:
            raise Refused("AmountNotAllowed")
        planned = self.events[tenant, event]
        new = (tenant, id) not in self.posted
        if new and planned.ended:
            self.refuse_debtor(planned.owner, overdraft(tenant, event))
            if self.balance[planned.owner] >= credits:
                raise Refused("EventOver")
        return self._fund(tenant, event, credits, id)

    def drain(self, tenant: UUID, event: UUID) -> int:
        """The owner gets what the pool has and does not owe, and pays what it owes for this and others."""
        here, debt, owner = pool(tenant, event), overdraft(tenant, event), self.events[tenant, event].owner
        left = max(0, self.balance[here] + self.balance[debt])
        if left:
            self.move("transfer", here, owner, left)
        self.collect(here, owner, first=debt)
        return left

    def close(self, tenant: UUID, event: UUID) -> int:
        self.events[tenant, event].ended = True
        return self.drain(tenant, event)

    def delete(self, tenant: UUID, event: UUID) -> int:
        return self.close(tenant, event)

    def return_leftovers(self) -> int:
        ended = [key for key, event in self.events.items() if event.ended and self.balance[pool(*key)] > 0]
        return sum(self.drain(*key) for key in ended)

    def collect_debts(self) -> int:
        before = sum(self.balance[debt] for debt in self.payers)
        self.collect(*set(self.payers.values()))
        return sum(self.balance[debt] for debt in self.payers) - before

    def _fund(self, tenant: UUID, event: UUID, credits: int, id: UUID) -> bool:
        owner, here, debt = self.events[tenant, event].owner, pool(tenant, event), overdraft(tenant, event)
        try:
            if not self.move("allocation", owner, here, credits, id, f"event:{event}", debt):
                return False
        except Refused as refused:
            raise _short(refused) from None
        self.collect(here)
        return True


def _short(refused: Refused) -> Refused:
    """402, with how much is missing."""
    if refused.args[0] != "Shortfall":
        return refused
    _, balance, needed = refused.args
    return Refused("CreditsShort", needed - balance)
