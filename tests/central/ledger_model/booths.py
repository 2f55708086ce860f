"""Leases, and what booths promised (C12, C13, C19). Times are hours; a lease is named by its request."""

from collections import Counter
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from tests.central.ledger_model.book import UNBOUNDED, Account, Refused
from tests.central.ledger_model.events import Events, overdraft, pool

TTL = 8
GRACE = 24


@dataclass
class Lease:
    tenant: UUID
    name: UUID
    event: UUID
    kiosk: UUID
    expires: int = 0
    granted: int = 0
    spent: int = 0
    state: str = "open"
    late: int = 0
    released: int | None = None

    @property
    def account(self) -> Account:
        return Account(self.tenant, "lease", self.name)

    @property
    def left(self) -> int:
        """What its kiosk may still have promised; given up, nothing, not even what costs nothing."""
        return self.granted - self.spent if self.released is None else -1

    @property
    def outstanding(self) -> int:
        return max(0, self.left) if self.state == "reclaimed" else 0

    @property
    def shown(self) -> tuple[object, ...]:
        place = (self.name, self.state, self.granted, self.spent, self.expires)
        return *place, self.released, self.outstanding


class Promise(NamedTuple):
    """A picture that a booth has promised: on a lease, or unfunded; `behind`: after its own return of it."""

    id: UUID
    event: UUID
    lease: UUID | None
    credits: int
    behind: bool = False


class Demand(NamedTuple):
    """A kiosk's wish for a lease."""

    kiosk: UUID
    event: UUID
    wanted: int
    least: int
    unit: int
    kiosks: int
    renew: UUID | None
    hour: int


class Booths(Events):
    def __init__(self) -> None:
        super().__init__()
        self.leases: dict[tuple[UUID, UUID], Lease] = {}
        self.requests: dict[tuple[UUID, UUID], Lease] = {}

    def grant(self, tenant: UUID, wanted: Demand, id: UUID) -> object:
        known = self.requests.get((tenant, id))
        if known is not None:
            if known.kiosk != wanted.kiosk:
                raise Refused("LeaseError", "conflict")
            return known.shown
        lease = Lease(tenant, id, wanted.event, wanted.kiosk)
        if wanted.renew:
            lease = self._own(tenant, wanted.kiosk, wanted.renew)
            if (lease.event, lease.state) != (wanted.event, "open"):
                raise Refused("LeaseError", "lease_unknown")
        hindrance = self._hindrance(lease)
        if hindrance and not wanted.renew:
            raise hindrance
        credits = 0 if hindrance else self._share(lease, wanted)
        if not credits and not wanted.renew:
            raise Refused("LeaseError", "credits_exhausted")
        if credits:
            if (tenant, id) in self.posted:
                raise Refused("Conflict")
            self.open(lease.account)
            self.move("lease_grant", pool(tenant, wanted.event), lease.account, credits, id)
        lease.granted += credits
        lease.expires = wanted.hour + TTL
        self.leases[tenant, lease.name] = self.requests[tenant, id] = lease
        return lease.shown

    def _hindrance(self, lease: Lease) -> Refused | None:
        """No more for a kiosk that may still bring what was reclaimed, nor while its event's owner owes."""
        own = [each for each in self.leases.values() if each.kiosk == lease.kiosk]
        if sum(each.outstanding for each in own if each.tenant == lease.tenant):
            return Refused("LeaseError", "lease_outstanding")
        try:
            self.refuse_debtor(self.events[lease.tenant, lease.event].owner, alone=True)
        except Refused as refused:
            return refused
        return self._recklessness(lease.tenant)

    def _recklessness(self, tenant: UUID) -> Refused | None:
        """No more while more may still come than the partner has."""
        outstanding = sum(each.outstanding for each in self.leases.values() if each.tenant == tenant)
        of_tenant = [(each.kind, credits) for each, credits in self.balance.items() if each.tenant == tenant]
        owed = -sum(credits for kind, credits in of_tenant if kind == "overdraft" and credits < 0)
        has = sum(credits for kind, credits in of_tenant if kind not in UNBOUNDED and credits > 0)
        if outstanding and outstanding + owed > has:
            return Refused("LeaseError", "lease_outstanding")
        return None

    def _share(self, lease: Lease, wanted: Demand) -> int:
        """What is missing to what is wanted, but not more than a fair part of what the event has not used."""
        left = self.balance.get(lease.account, 0)
        if left >= wanted.wanted:
            return 0
        in_pool = self.balance.get(pool(lease.tenant, lease.event), 0)
        here = [(lease.tenant, lease.event, "open")]
        others = [each for each in self.leases.values() if (each.tenant, each.event, each.state) in here]
        unused = in_pool + sum(self.balance[each.account] for each in others)
        mine = sum(self.balance[each.account] for each in others if each.kiosk == lease.kiosk)
        most = max(0, min(in_pool, unused // wanted.kiosks - mine))
        missing = max(wanted.wanted, wanted.least) - left
        whole_pictures = (left + most) // wanted.unit * wanted.unit
        return missing if missing <= most else max(0, whole_pictures - left)

    def give_back(self, tenant: UUID, kiosk: UUID, lease: UUID, id: UUID) -> object:
        own = self._own(tenant, kiosk, lease)
        self._take_in(own, "returned", id)
        if own.released is None:
            own.released = own.left
        return own.shown

    def write_off(self, tenant: UUID, lease: UUID) -> object:
        known = self.leases.get((tenant, lease))
        own = self._own(tenant, known.kiosk if known else None, lease)
        if own.state == "open":
            raise Refused("LeaseError", "conflict")
        if own.released is None:
            own.released = own.left
        return own.shown

    def reclaim(self, tenant: UUID, lease: UUID, id: UUID) -> object:
        known = self.leases.get((tenant, lease))
        return self._take_in(self._own(tenant, known.kiosk if known else None, lease), "reclaimed", id).shown

    def reclaim_expired(self, hour: int) -> set[UUID]:
        overdue = [lease for lease in self.leases.values() if lease.state == "open"]
        overdue = [lease for lease in overdue if lease.expires + GRACE < hour]
        return {self._take_in(lease, "reclaimed").name for lease in overdue}

    def backed(self, tenant: UUID, kiosk: UUID, promises: tuple[Promise, ...]) -> set[UUID]:
        """The promises that are facts: on this kiosk's lease, and within what was granted on it.

        Of one that is there twice, both have to be.
        """
        spent, others = Counter[UUID](), set()
        for promise in promises:
            lease = self.leases.get((tenant, promise.lease)) if promise.lease else None
            its = lease if lease and (lease.kiosk, lease.event) == (kiosk, promise.event) else None
            if its and spent[its.name] + promise.credits <= its.left and not promise.behind:
                spent[its.name] += promise.credits
            else:
                others.add(promise.id)
        return {promise.id for promise in promises} - others

    def charge(self, tenant: UUID, kiosk: UUID, promises: tuple[Promise, ...]) -> dict[UUID, str | None]:
        """All that is paid in the batch, or nothing; and no op twice."""
        if len({promise.id for promise in promises}) < len(promises):
            raise Refused("Conflict")
        left, spent, late = dict(self.balance), Counter[UUID](), Counter[UUID]()
        answers: dict[UUID, str | None] = {}
        paid: list[tuple[Promise, Account]] = []
        for promise in promises:
            lease = self.leases.get((tenant, promise.lease)) if promise.lease else None
            if promise.lease and (not lease or (lease.kiosk, lease.event) != (kiosk, promise.event)):
                answers[promise.id] = "lease_unknown"
                continue
            backed = lease is not None and spent[lease.name] + promise.credits <= lease.left
            backed = backed and not promise.behind
            purses = [lease.account] if lease and backed else []
            purses.append(pool(tenant, promise.event))
            enough = [purse for purse in purses if left.get(purse, 0) >= promise.credits]
            enough += [overdraft(tenant, promise.event)] if backed else []
            answers[promise.id] = None if enough else "credits_exhausted"
            if enough:
                left[enough[0]] = left.get(enough[0], 0) - promise.credits
                paid.append((promise, enough[0]))
            if lease and backed:
                spent[lease.name] += promise.credits
                late[lease.name] += promise.credits if enough[0] != lease.account else 0
        self._post(tenant, paid)
        for name, credits in spent.items():
            self.leases[tenant, name].spent += credits
            self.leases[tenant, name].late += late[name]
        return answers

    def _post(self, tenant: UUID, paid: list[tuple[Promise, Account]]) -> None:
        cost = [(promise, purse) for promise, purse in paid if promise.credits]
        if any(promise.credits < 0 for promise, _ in cost):
            raise Refused("IntegrityError")
        if any((tenant, promise.id) in self.posted for promise, _ in cost):
            raise Refused("Conflict")
        for promise, purse in cost:
            kind = "overdraft" if purse.kind == "overdraft" else "generation"
            consumed = Account(tenant, "consumed", promise.event)
            self.move(kind, purse, consumed, promise.credits, promise.id)

    def refund_pictures(self, tenant: UUID, event: UUID, ids: tuple[UUID, ...]) -> int:
        """To the pool, and at most once; what the overdraft paid goes back there, as far as it is owed."""
        made = {id: self.posted[tenant, id].moved for id in ids if (tenant, id) in self.posted}
        if any(moved.to.kind != "consumed" or moved.kind == "pack_unlock" for moved in made.values()):
            raise Refused("NotRefundable")
        now = [id for id in made if (tenant, id) not in self.reversed]
        for id in now:
            kind, source, to, credits = made[id]
            self.move("refund", to, source if kind == "overdraft" else pool(tenant, event), credits)
            self.reversed.add((tenant, id))
        surplus = self.balance.get(overdraft(tenant, event), 0)
        if surplus > 0:
            self.move("overdraft", overdraft(tenant, event), pool(tenant, event), surplus)
        if any(made[id].kind != "overdraft" for id in now):
            self.collect(pool(tenant, event))
        return len(now)

    def _own(self, tenant: UUID, kiosk: UUID | None, name: UUID) -> Lease:
        lease = self.leases.get((tenant, name))
        if lease is None or lease.kiosk != kiosk:
            raise Refused("LeaseError", "lease_unknown")
        return lease

    def _take_in(self, lease: Lease, state: str, id: UUID | None = None) -> Lease:
        left = self.balance[lease.account]
        if lease.state == "open":
            if left and (lease.tenant, id) in self.posted:
                raise Refused("Conflict")
            if left:
                self.move("lease_return", lease.account, pool(lease.tenant, lease.event), left, id)
                self.collect(pool(lease.tenant, lease.event))
            lease.state = state
            if state == "reclaimed" and lease.spent == lease.granted:
                lease.released = 0
        return lease
