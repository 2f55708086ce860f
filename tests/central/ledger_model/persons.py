"""What people make for themselves (C4, C6, C7, C12), and a tenant's end (C16)."""

from dataclasses import dataclass
from uuid import UUID

from tests.central.ledger_model.book import Account, Refused
from tests.central.ledger_model.booths import Booths

FREE_A_DAY = 2


@dataclass
class Picture:
    user: UUID
    asked: int
    basis: str
    price: int
    day: int
    refunded: bool = False


class Persons(Booths):
    def __init__(self) -> None:
        super().__init__()
        self.pictures: dict[tuple[UUID, UUID], Picture] = {}

    def charge_person(
        self, tenant: UUID, user: UUID, credits: int, day: int, waived: bool, id: UUID
    ) -> tuple[str, int]:
        known = self.pictures.get((tenant, id))
        if known is not None:
            if (known.user, known.asked) != (user, credits):
                raise Refused("Conflict")
            return known.basis, known.price
        account = Account(tenant, "user", user)
        basis = self._basis(account, day, waived)
        if credits < 0:
            raise Refused("IntegrityError")
        price = credits if basis == "paid" else 0
        consumed = Account(tenant, "consumed", user)
        if price and not self.move("generation", account, consumed, price, id, "picture"):
            raise Refused("Conflict")
        self.pictures[tenant, id] = Picture(user, credits, basis, price, day)
        return basis, price

    def _basis(self, account: Account, day: int, waived: bool) -> str:
        if waived:
            return "waived"
        if any(moved.to == account and moved.source.kind == "issued" for moved in self.log):
            return "paid"
        made = [each for each in self.pictures.values() if (each.user, each.day) == (account.owner, day)]
        if sum(each.basis == "free" and not each.refunded for each in made) >= FREE_A_DAY:
            raise Refused("DailyLimit")
        return "free"

    def refund_person(self, tenant: UUID, id: UUID) -> bool:
        made = self.pictures.get((tenant, id))
        if made is None or made.refunded:
            return False
        made.refunded = True
        if made.price:
            account, consumed = (Account(tenant, kind, made.user) for kind in ("user", "consumed"))
            self.move("refund", consumed, account, made.price)
        return True

    def unlock(self, tenant: UUID, user: UUID, credits: int, id: UUID) -> bool:
        account, consumed = (Account(tenant, kind, user) for kind in ("user", "consumed"))
        return self.move("pack_unlock", account, consumed, credits, id, "pack")

    def forfeit_all(self, tenant: UUID, id: UUID) -> int:
        """Leases come back, events pay what they owe, then everything goes to the platform.

        A debt is written off, but what events owe beyond that remains.
        """
        forfeited = 0
        for lease in self.leases.values():
            if lease.tenant == tenant:
                self._take_in(lease, "reclaimed")
        self.collect(*(account for account in self.balance if account.tenant == tenant))
        for account, balance in list(self.balance.items()):
            platform = Account(tenant, "forfeited", tenant)
            if account.tenant != tenant or account.kind not in ("client", "user", "wallet", "pool"):
                continue
            if balance > 0:
                self.move("forfeiture", account, platform, balance)
                forfeited += balance
            if balance < 0:
                self.move("forfeiture", platform, account, -balance)
        return forfeited
