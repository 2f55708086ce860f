"""One tenant's accounts for tests of the ledger alone: owners, events and booths are nothing but ids here."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from django.db import transaction

from central.ledger import allocations, issuance, kiosk_charges, leases, pools, user_charges
from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.models import Account
from central.ledger.transfer_requests import TransferRequest
from contract.ids import new_id
from contract.problem import Code

NOW = datetime.now(UTC)
TODAY = date(2026, 3, 1)


def a_request(note: str = "") -> TransferRequest:
    """A new one, from the platform."""
    return TransferRequest(new_id(), "platform", NOW, note)


class Books:
    """A partner whose wallet was topped up with `credits`."""

    def __init__(self, credits: int = 1_000) -> None:
        self.tenant = new_id()
        self.wallet = open_account(self.tenant, AccountKind.WALLET, self.tenant)
        self.kiosk = new_id()
        if credits:
            issuance.top_up(self.tenant, self.wallet, credits, a_request())

    def client(self, credits: int = 0) -> UUID:
        """A client to whom so many were allocated; its id."""
        client = new_id()
        account = open_account(self.tenant, AccountKind.CLIENT, client)
        if credits:
            allocations.allocate(self.tenant, self.wallet, account, credits, a_request())
        return client

    def user(self, credits: int = 0) -> UUID:
        """A person who bought so many; the id."""
        user = new_id()
        account = open_account(self.tenant, AccountKind.USER, user)
        if credits:
            issuance.purchase(self.tenant, account, credits, a_request(), "purchase:1")
        return user

    def event(self, credits: int = 0, owner: UUID | None = None) -> UUID:
        """An event with so many in its pool, from the client's balance or else the wallet; its id."""
        event = new_id()
        account = self.of_client(owner) if owner else self.wallet
        pools.open_pool(self.tenant, event, account)
        if credits:
            pools.fund(self.tenant, event, account, credits, a_request())
        return event

    def lease(self, event: UUID, wanted: int = 500, kiosk: UUID | None = None) -> leases.Lease:
        asked = leases.LeaseDemand(new_id(), kiosk or self.kiosk, 1, event, wanted, kiosks=1, least=1)
        return leases.grant(self.tenant, asked, NOW, NOW + timedelta(hours=8))

    def give_back(self, lease: leases.Lease) -> leases.Lease:
        returned = leases.LeaseClosing(lease.id, lease.kiosk_id, new_id(), NOW, f"kiosk:{lease.kiosk_id}")
        return leases.give_back(self.tenant, returned)

    def reclaim(self, lease: leases.Lease) -> leases.Lease:
        return leases.reclaim(self.tenant, lease.id, a_request())

    def promise(
        self, event: UUID, lease: leases.Lease | None = None, price: int = 100
    ) -> kiosk_charges.Charge:
        return kiosk_charges.Charge(new_id(), event, lease.id if lease else None, price, NOW)

    def charge(self, *promises: kiosk_charges.Charge, kiosk: UUID | None = None) -> list[Code | None]:
        """What becomes of each."""
        return list(kiosk_charges.charge(self.tenant, kiosk or self.kiosk, promises).values())

    def unbacked(self, *promises: kiosk_charges.Charge) -> frozenset[UUID]:
        """Which of them no lease backs."""
        with transaction.atomic():
            return kiosk_charges.Purse(self.tenant, self.kiosk, promises).unbacked(promises)

    def charge_request(
        self, price: int = 100, day: date = TODAY, *, waived: bool = False
    ) -> user_charges.ChargeRequest:
        """A person's own picture, two of which are free a day."""
        return user_charges.ChargeRequest(new_id(), price, "user:somebody", NOW, day, 2, waived)

    def of_client(self, client: UUID) -> UUID:
        return account_id(AccountKind.CLIENT, client)

    def of_user(self, user: UUID) -> UUID:
        return account_id(AccountKind.USER, user)

    def balance(self, account: UUID) -> int:
        return Account.objects.get(tenant_id=self.tenant, id=account).balance
