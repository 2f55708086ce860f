"""The model's flows on the real platform, and what its tables and views say in the model's words."""

from collections import Counter
from collections.abc import Collection
from dataclasses import astuple
from datetime import UTC, date, datetime, timedelta
from functools import cache
from uuid import UUID

from django.db import IntegrityError, transaction

from central.base.pages import PageRequest
from central.events import lifecycle
from central.events.errors import CreditsShort, EventError
from central.events.models import Event
from central.fleet.credit_changes import look_at_credit_changes
from central.idempotency.creations import OtherContent
from central.ledger import (
    allocations,
    balances,
    forfeiture,
    issuance,
    kiosk_charges,
    leases,
    refunds,
    statements,
    user_charges,
)
from central.ledger.accounts import AccountKind, account_id
from central.ledger.errors import CreditsOwed, LeaseError, LedgerError, Shortfall
from central.ledger.models import Account as AccountRow
from central.ledger.models import Flow
from central.ledger.models import Lease as LeaseRow
from central.ledger.pools import drain, pool_of
from central.ledger.transfer_requests import TransferRequest
from central.operations.debts import collect_debts
from contract.leases import LeaseState
from tests.central.ledger_model.book import Account, Moved, Refused
from tests.central.ledger_model.booths import Demand, Promise
from tests.central.ledger_model.persons import FREE_A_DAY

START = datetime.now(UTC)
REFUSALS = (LedgerError, EventError, OtherContent, IntegrityError)


def refusal(error: Exception) -> Refused:
    """The real error in the model's words."""
    name = type(error).__name__
    if isinstance(error, Shortfall):
        return Refused(name, error.balance, error.needed)
    if isinstance(error, CreditsOwed):
        return Refused(name, error.owed)
    if isinstance(error, CreditsShort):
        return Refused(name, error.missing)
    return Refused(name, error.code.value) if isinstance(error, LeaseError) else Refused(name)


def at(hour: int) -> datetime:
    return START + timedelta(hours=hour)


def a_request(id: UUID) -> TransferRequest:
    return TransferRequest(id, "platform", START)


@cache
def _id(kind: str, owner: UUID) -> UUID:
    return account_id(AccountKind(kind), owner)


class Platform:
    def __init__(self) -> None:
        self.lease_ids: dict[tuple[UUID, UUID], UUID] = {}
        self.lease_names: dict[UUID, UUID] = {}

    def account(self, account: Account) -> UUID:
        if account.kind == "lease":
            return account_id(AccountKind.LEASE, self.lease_ids[account.tenant, account.owner])
        return _id(account.kind, account.owner)

    # The flows.

    def top_up(self, account: Account, credits: int, id: UUID) -> bool:
        return issuance.top_up(account.tenant, self.account(account), credits, a_request(id))

    def purchase(self, account: Account, credits: int, id: UUID) -> bool:
        about = f"purchase:{id}"
        return issuance.purchase(account.tenant, self.account(account), credits, a_request(id), about)

    def adjust(self, account: Account, credits: int, id: UUID) -> bool:
        return issuance.adjust(account.tenant, self.account(account), credits, a_request(id))

    def charge_back(self, tenant: UUID, purchase: UUID, id: UUID) -> bool:
        return issuance.charge_back(tenant, purchase, a_request(id))

    def allocate(self, source: Account, to: Account, credits: int, id: UUID) -> bool:
        ends = (self.account(source), self.account(to))
        return allocations.allocate(source.tenant, *ends, credits, a_request(id))

    def take_back(self, source: Account, to: Account, credits: int, id: UUID) -> bool:
        ends = (self.account(source), self.account(to))
        return allocations.take_back(source.tenant, *ends, credits, a_request(id))

    def create(self, tenant: UUID, owner: Account, credits: int, id: UUID) -> UUID:
        client = owner.owner if owner.kind == "client" else None
        dates = (at(-1), at(8_000))
        plan = lifecycle.Plan(tenant, "Fiesta", *dates, "UTC", credits, client, id=id)
        return lifecycle.create(plan, "platform").id

    def top_up_event(self, tenant: UUID, event: UUID, credits: int, id: UUID) -> bool:
        return lifecycle.top_up(_event(tenant, event), credits, a_request(id))

    def drain(self, tenant: UUID, event: UUID) -> int:
        client = _event(tenant, event).client_id
        owner = _id("client", client) if client else _id("wallet", tenant)
        return drain(tenant, event, owner, "platform", START)

    def close(self, tenant: UUID, event: UUID) -> int:
        return lifecycle.close(_event(tenant, event), "platform")

    def delete(self, tenant: UUID, event: UUID) -> int:
        return lifecycle.delete(_event(tenant, event), "platform")

    def return_leftovers(self) -> int:
        look_at_credit_changes()
        return lifecycle.return_leftovers()

    def collect_debts(self) -> int:
        return collect_debts()

    def grant(self, tenant: UUID, wanted: Demand, id: UUID) -> object:
        renew = self._lease_id(tenant, wanted.renew) if wanted.renew else None
        asked = leases.LeaseDemand(
            id, wanted.kiosk, 1, wanted.event, wanted.wanted, wanted.kiosks, renew, wanted.least, wanted.unit
        )
        lease = leases.grant(tenant, asked, at(wanted.hour), at(wanted.hour) + leases.TTL)
        if self.lease_names.setdefault(lease.id, id) == id:
            self.lease_ids[tenant, id] = lease.id
        return self._shown(lease)

    def give_back(self, tenant: UUID, kiosk: UUID, lease: UUID, id: UUID) -> object:
        returned = leases.LeaseClosing(self._lease_id(tenant, lease), kiosk, id, START, f"kiosk:{kiosk}")
        return self._shown(leases.give_back(tenant, returned))

    def reclaim(self, tenant: UUID, lease: UUID, id: UUID) -> object:
        return self._shown(leases.reclaim(tenant, self._lease_id(tenant, lease), a_request(id)))

    def write_off(self, tenant: UUID, lease: UUID) -> object:
        return self._shown(leases.write_off(tenant, self._lease_id(tenant, lease)))

    def reclaim_expired(self, hour: int) -> set[UUID]:
        taken = [leases.give_back(tenant, closing) for tenant, closing in leases.overdue(at(hour))]
        return {self.lease_names[each.id] for each in taken if each.state is LeaseState.RECLAIMED}

    def charge(self, tenant: UUID, kiosk: UUID, promises: tuple[Promise, ...]) -> dict[UUID, str | None]:
        return dict(kiosk_charges.charge(tenant, kiosk, self._charges(tenant, promises)))

    def backed(self, tenant: UUID, kiosk: UUID, promises: tuple[Promise, ...]) -> frozenset[UUID]:
        charges = self._charges(tenant, promises)
        with transaction.atomic():
            unbacked = kiosk_charges.Purse(tenant, kiosk, charges).unbacked(charges)
        return frozenset(each.op_id for each in charges) - unbacked

    def refund_pictures(self, tenant: UUID, event: UUID, ids: tuple[UUID, ...]) -> int:
        if len(ids) == 1:
            return int(refunds.refund(tenant, ids[0], pool_of(event), "platform", START))
        return refunds.refund_all(tenant, ids, pool_of(event), "platform", START)

    def charge_person(
        self, tenant: UUID, user: UUID, credits: int, day: int, waived: bool, id: UUID
    ) -> tuple[str, int]:
        on = date(2026, 1, 1) + timedelta(days=day)
        asked = user_charges.ChargeRequest(
            id, credits, f"user:{user}", START, on, FREE_A_DAY, waived, "picture"
        )
        charge = user_charges.charge(tenant, user, asked)
        return charge.basis, charge.price

    def refund_person(self, tenant: UUID, id: UUID) -> bool:
        return user_charges.refund(tenant, id, "platform", START)

    def unlock(self, tenant: UUID, user: UUID, credits: int, id: UUID) -> bool:
        return user_charges.pay_unlock(tenant, user, a_request(id), credits, "pack")

    def forfeit_all(self, tenant: UUID, id: UUID) -> int:
        return forfeiture.forfeit_all(tenant, a_request(id))

    # What it says.

    def balances(self) -> dict[tuple[UUID, UUID], int]:
        """Of every opened account."""
        rows = AccountRow.objects.values_list("tenant_id", "id", "balance")
        return {(tenant, account): balance for tenant, account, balance in rows}

    def log(self) -> dict[tuple[object, ...], tuple[int, int]]:
        """All transfers rolled up: credits and how many, by tenant, ends and kind."""
        flows = Flow.objects.values_list("tenant_id", "debit_id", "credit_id", "kind", "total", "transfers")
        return {tuple(key): (total, count) for *key, total, count in flows}

    def log_of(self, moved: Collection[Moved]) -> dict[tuple[object, ...], tuple[int, int]]:
        """The model's log in the same words."""
        totals, counts = Counter[tuple[object, ...]](), Counter[tuple[object, ...]]()
        for each in moved:
            key = (each.source.tenant, self.account(each.source), self.account(each.to), each.kind)
            totals[key] += each.credits
            counts[key] += 1
        return {key: (total, counts[key]) for key, total in totals.items()}

    def every_lease(self) -> set[object]:
        return {self._shown(leases.shape(row)) for row in LeaseRow.objects.all()}

    def event_balances(self, tenant: UUID, events: list[UUID]) -> dict[UUID, tuple[int, ...]]:
        return {event: _counted(view) for event, view in balances.events(tenant, events).items()}

    def in_overdraft(self) -> dict[Account, int]:
        owing = balances.overdrafts(None, PageRequest(limit=100)).items
        return {Account(each.tenant_id, "overdraft", each.event_id): -each.overdraft for each in owing}

    def client_view(self, account: Account, events: list[UUID]) -> tuple[int, ...]:
        return _counted(balances.client(account.tenant, account.owner, events))

    def tenant_view(self, tenant: UUID | None = None) -> tuple[int, ...]:
        return _counted(balances.tenant(tenant) if tenant else balances.platform())

    def statement(self, account: Account, limit: int) -> list[statements.StatementLine]:
        """All lines, read in pages of so many."""
        lines: list[statements.StatementLine] = []
        cursor = None
        while True:
            page = statements.page(account.tenant, self.account(account), cursor, limit)
            lines += page.items
            cursor = page.next
            if cursor is None:
                return lines

    def _charges(self, tenant: UUID, promises: Collection[Promise]) -> list[kiosk_charges.Charge]:
        return [
            kiosk_charges.Charge(
                id, event, self._lease_id(tenant, lease) if lease else None, credits, START, behind
            )
            for id, event, lease, credits, behind in promises
        ]

    def _lease_id(self, tenant: UUID, name: UUID) -> UUID:
        """Of a lease that was never granted: its name."""
        return self.lease_ids.get((tenant, name), name)

    def _shown(self, lease: leases.Lease) -> object:
        expires = (lease.expires_at - START) // timedelta(hours=1)
        place = (self.lease_names[lease.id], str(lease.state), lease.granted, lease.spent, expires)
        return *place, lease.released, lease.outstanding


def _event(tenant: UUID, event: UUID) -> Event:
    return Event.objects.get(tenant_id=tenant, id=event)


def _counted(view: balances.EventCredits | balances.OwnerCredits | balances.TenantCredits) -> tuple[int, ...]:
    assert view.adds_up, view
    return astuple(view)
