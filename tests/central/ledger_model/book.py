"""Balances, and every transfer that made them; credits come, go back, and are handed on (C9, C15)."""

from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

UNBOUNDED = ("issued", "consumed", "forfeited")


class Refused(Exception):
    """What has to be said instead: the error's name and its numbers."""


class Account(NamedTuple):
    tenant: UUID
    kind: str
    owner: UUID


class Moved(NamedTuple):
    kind: str
    source: Account
    to: Account
    credits: int


@dataclass(frozen=True)
class Posted:
    """What an order's id stands for, for ever."""

    moved: Moved
    about: str


def issued(account: Account) -> Account:
    """Where its credits come from."""
    return Account(account.tenant, "issued", account.tenant)


class Book:
    def __init__(self) -> None:
        self.balance: dict[Account, int] = {}
        self.log: list[Moved] = []
        self.posted: dict[tuple[UUID, UUID], Posted] = {}
        self.reversed: set[tuple[UUID, UUID]] = set()
        self.payers: dict[Account, Account] = {}

    def open(self, account: Account) -> None:
        self.balance.setdefault(account, 0)

    def move(
        self,
        kind: str,
        source: Account,
        to: Account,
        credits: int,
        id: UUID | None = None,
        about: str = "",
        paying_for: Account | None = None,
    ) -> bool:
        """One transfer; False if this id has made this very one before."""
        if credits <= 0 or source == to:
            raise Refused("IntegrityError")
        wish = Posted(Moved(kind, source, to, credits), about)
        known = self.posted.get((source.tenant, id)) if id else None
        if known is not None:
            if known != wish:
                raise Refused("Conflict")
            return False
        if kind in ("allocation", "transfer") and id:
            self.refuse_debtor(source, paying_for, to, credits)
        self._require(source)
        # Nothing else goes below zero (C15).
        if source.kind not in (*UNBOUNDED, "overdraft") and kind != "chargeback":
            self._require_credits(source, credits)
        self._require(to)
        if id:
            self.posted[source.tenant, id] = wish
        self.log.append(wish.moved)
        self.balance[source] = self.balance.get(source, 0) - credits
        self.balance[to] = self.balance.get(to, 0) + credits
        return True

    def refuse_debtor(
        self,
        owner: Account,
        paying_for: Account | None = None,
        to: Account | None = None,
        credits: int = 0,
        *,
        alone: bool = False,
    ) -> None:
        """Who owes for a picture does nothing else first, nor does a partner whose client owes.

        `paying_for`: the overdraft that this is about; `to`: who gets credits, perhaps for what it owes;
        `alone`: what its clients owe does not matter.
        """
        in_the_way = [
            debt
            for debt, payer in self.payers.items()
            if payer == owner or (owner.kind == "wallet" and debt.tenant == owner.tenant and not alone)
        ]
        owed = {each: -self.balance[each] for each in in_the_way if self.balance[each] < 0}
        if paying_for in owed and all(self.payers[each] == owner for each in owed):
            return
        its = sum(credits for debt, credits in owed.items() if self.payers[debt] == to)
        if its < sum(owed.values()) and (paying_for or not to or its < credits):
            raise Refused("CreditsOwed", sum(owed.values()))

    def collect(self, *able: Account, first: Account | None = None) -> None:
        """What events owe is paid by these accounts: by pools for their own, by owners through the pools."""
        for debt in sorted(self.payers, key=lambda each: each != first):
            place = debt._replace(kind="pool")
            owed = max(0, -self.balance[debt])
            from_pool = min(owed, self.balance[place]) if place in able else 0
            payer = self.payers[debt]
            from_payer = max(0, min(owed - from_pool, self.balance[payer])) if payer in able else 0
            if from_payer:
                self.move("overdraft", payer, place, from_payer)
            if from_pool + from_payer:
                self.move("overdraft", place, debt, from_pool + from_payer)

    def bring(self, kind: str, source: Account, to: Account, credits: int, *told: object) -> bool:
        """A transfer that brings credits to an owner, who pays what it owes."""
        if not self.move(kind, source, to, credits, *told):  # type: ignore[arg-type]
            return False
        self.collect(to)
        return True

    def _require(self, account: Account) -> None:
        if account.kind not in UNBOUNDED and account not in self.balance:
            raise Refused("UnknownAccount")

    def _require_credits(self, account: Account, credits: int) -> None:
        if self.balance[account] < credits:
            raise Refused("Shortfall", self.balance[account], credits)

    def top_up(self, account: Account, credits: int, id: UUID) -> bool:
        return self.bring("top_up", issued(account), account, credits, id)

    def purchase(self, account: Account, credits: int, id: UUID) -> bool:
        return self.bring("purchase", issued(account), account, credits, id, f"purchase:{id}")

    def adjust(self, account: Account, credits: int, id: UUID) -> bool:
        if credits > 0:
            return self.bring("adjustment", issued(account), account, credits, id)
        return self.move("adjustment", account, issued(account), -credits, id)

    def charge_back(self, tenant: UUID, purchase: UUID, id: UUID) -> bool:
        bought = self.posted.get((tenant, purchase))
        if bought is None:
            raise Refused("UnknownAccount")
        if bought.moved.kind != "purchase":
            raise Refused("NotRefundable")
        if (tenant, purchase) in self.reversed:
            return False
        self.reversed.add((tenant, purchase))
        return self.move("chargeback", bought.moved.to, bought.moved.source, bought.moved.credits)

    def allocate(self, source: Account, to: Account, credits: int, id: UUID) -> bool:
        return self.bring("allocation", source, to, credits, id)

    def take_back(self, source: Account, to: Account, credits: int, id: UUID) -> bool:
        return self.bring("transfer", source, to, credits, id)
