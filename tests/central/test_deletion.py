"""A partner is deleted (C16, M6): its credits are forfeited, nothing slips in, late ops are facts."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from central.events.models import Event
from central.ledger import balances, issuance
from central.ledger.accounts import AccountKind, account_id, balance_of
from central.ledger.audit import audit
from central.ledger.models import Account, Lease, Transfer
from central.ledger.pools import pool_of
from central.ledger.refunds import refund
from central.ledger.transfer_requests import TransferRequest
from central.operations import schedule
from central.operations.deletion import delete_partner
from central.tenants import clients, partners
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import PartnerDeleted
from central.tenants.models import AuditEntry, Tenant
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_master, a_partner, refusal
from tests.central.world import APPLIED, DUPLICATE, World, refused

pytestmark = pytest.mark.usefixtures("database")


class Party:
    """A partner with 10,000 credits: 2,000 with a client, 3,000 in an event, 1,000 of them in a lease."""

    def __init__(self) -> None:
        self.master = a_master()
        self.world = World(credits=10_000)
        self.tenant_id = self.world.tenant_id
        self.partner: Person = a_partner(self.tenant_id)
        self.host, self.client = a_client(self.tenant_id)
        self.allocate(2000)
        self.event = self.world.event(3000)
        self.booth = self.world.booth(self.event)
        self.lease = self.booth.lease(1000).json()["id"]

    def allocate(self, credits: int) -> bool:
        return clients.allocate(self.tenant_id, self.client.id, credits, a_request())

    def delete(self, **changes: Any) -> Any:
        body = {"id": str(new_id()), "confirm": "A Partner", "note": "at its own wish"} | changes
        return self.master.delete(f"/partners/{self.tenant_id}", **body)

    def delete_here(self) -> int:
        """In the thread that asks; how much was forfeited."""
        try:
            return delete_partner(self.tenant_id, "A Partner", AdminCommand(new_id(), "test")).forfeited
        finally:
            connection.close()

    def left(self) -> int:
        """Whatever anybody under the partner still has."""
        accounts = Account.objects.filter(tenant_id=self.tenant_id).exclude(kind=AccountKind.OVERDRAFT)
        return sum(accounts.values_list("balance", flat=True))


def a_request() -> TransferRequest:
    return TransferRequest(new_id(), "test", timezone.now())


@pytest.fixture
def party() -> Party:
    return Party()


def test_every_credit_is_forfeited_and_everything_ends(party: Party) -> None:
    spent = party.booth.request_op(party.event, party.world.style, lease_id=party.lease)
    assert party.booth.fates(spent) == [APPLIED]
    answer = party.delete().json()
    assert answer == {"status": "applied", "forfeited": 9900}
    assert party.left() == 0
    assert balances.tenant(party.tenant_id).forfeited == 9900
    assert {each.decided for each in Event.objects.all()} == {"ended"}
    assert {each.state for each in Lease.objects.all()} == {"reclaimed"}
    tenant = Tenant.objects.get(id=party.tenant_id)
    assert (tenant.active, tenant.deleted_at is not None) == (False, True)
    entry = AuditEntry.objects.get(what="deleted", subject_kind="partner")
    assert (entry.actor, entry.credits, entry.note) == (party.master.actor, 9900, "at its own wish")
    assert {each.actor for each in Transfer.objects.filter(kind="forfeiture")} == {party.master.actor}
    assert audit().clean


def test_repeated_it_is_answered_as_before(party: Party) -> None:
    request_op = {"id": str(new_id())}
    party.delete(**request_op)
    before = Transfer.objects.count()
    for again in (request_op, {}, request_op):
        assert party.delete(**again).json() == {"status": "duplicate", "forfeited": 10_000}
    assert Transfer.objects.count() == before


@pytest.mark.parametrize("confirm", ["", "a partner", "A Partner!", "partner"])
def test_without_the_right_name_nothing_happens(party: Party, confirm: str) -> None:
    answer = party.delete(confirm=confirm)
    assert refusal(answer) == (422, "confirmation_wrong")
    assert "A Partner" in answer.json()["title"]
    assert party.left() == 10_000
    assert not AuditEntry.objects.filter(what="deleted").exists()
    assert party.partner.get("/me").status_code == 200


def test_there_is_no_way_back(party: Party) -> None:
    party.delete()
    path = f"/partners/{party.tenant_id}"
    assert refusal(party.master.post(f"{path}/activate", id=str(new_id()))) == (403, "partner_inactive")
    assert refusal(party.master.post(f"{path}/deactivate", id=str(new_id()))) == (403, "partner_inactive")
    gift = {"id": str(new_id()), "credits": 5, "reason": "back"}
    assert refusal(party.master.post(f"{path}/top-ups", **gift)) == (403, "partner_inactive")
    assert refusal(party.partner.get("/me")) == (403, "partner_inactive")
    assert refusal(party.host.get("/me")) == (403, "partner_inactive")
    assert refusal(party.booth.lease(100)) == (403, "partner_inactive")
    with pytest.raises(PartnerDeleted):
        party.world.event(0, name="Another")
    shown = party.master.get(path).json()
    assert (shown["standing"], shown["wallet"]) == ("deleted", 0)
    assert party.left() == 0


def test_an_inactive_partner_is_deleted_too(party: Party) -> None:
    partners.deactivate(party.tenant_id, AdminCommand(new_id(), "test"))
    assert party.delete().json()["forfeited"] == 10_000


def test_an_id_that_belongs_to_another_audit_entry(party: Party) -> None:
    used = new_id()
    partners.deactivate(party.tenant_id, AdminCommand(used, "test"))
    assert refusal(party.delete(id=str(used))) == (409, "conflict")
    assert (party.left(), Tenant.objects.get(id=party.tenant_id).deleted_at) == (10_000, None)


def test_others_are_not_concerned(party: Party) -> None:
    other = World("other", credits=700)
    event = other.event(300)
    party.delete()
    assert balance_of(other.tenant_id, AccountKind.WALLET, other.tenant_id) == 400
    assert other.booth(event).lease(100).status_code == 200
    assert audit().clean


def test_what_booths_bring_late_is_settled_as_a_fact(party: Party) -> None:
    promised = [
        party.booth.request_op(party.event, party.world.style, lease_id=party.lease) for _ in range(2)
    ]
    unfunded = party.booth.request_op(party.event, party.world.style)
    party.delete()
    fates = party.booth.fates(*promised, unfunded)
    assert fates == [APPLIED, APPLIED, refused("partner_inactive")]
    assert party.booth.fates(promised[0]) == [DUPLICATE]
    assert balance_of(party.tenant_id, AccountKind.OVERDRAFT, party.event.id) == -200
    credits = balances.tenant(party.tenant_id)
    assert (credits.used, credits.overdraft, credits.forfeited) == (200, 200, 10_000)
    returned = party.booth.post(
        f"/kiosk/leases/{party.lease}/return", {"request_id": str(new_id()), "epoch": party.booth.epoch}
    )
    assert returned.status_code == 200, "a lease that was taken back is given back once more"
    assert (party.left(), credits.adds_up, audit().clean) == (0, True, True)


def test_what_comes_back_late_is_forfeited_too(party: Party) -> None:
    """A picture that failed after the end is refunded to its event's pool; a bank takes a payment back."""
    picture = party.booth.request_op(party.event, party.world.style, lease_id=party.lease)
    assert party.booth.fates(picture) == [APPLIED]
    wallet = account_id(AccountKind.WALLET, party.tenant_id)
    bought = a_request()
    issuance.purchase(party.tenant_id, wallet, 300, bought, "purchase:1")
    other = World("other", credits=50)
    assert party.delete().json()["forfeited"] == 10_200
    assert refund(
        party.tenant_id, UUID(picture["op_id"]), pool_of(party.event.id), "platform", timezone.now()
    )
    assert issuance.charge_back(party.tenant_id, bought.id, a_request())
    assert (party.left(), balances.tenant(party.tenant_id).forfeited) == (100 - 300, 10_200)
    for _ in range(2):
        schedule.forfeit(timestamp=0)
        assert (party.left(), balances.tenant(party.tenant_id).adds_up, audit().clean) == (0, True, True)
    assert balances.tenant(other.tenant_id).available == 50


def test_only_masters_delete(party: Party) -> None:
    for person in (party.partner, party.host):
        answer = person.delete(f"/partners/{party.tenant_id}", id=str(new_id()), confirm="A Partner")
        assert refusal(answer) == (403, "forbidden")
    assert party.left() == 10_000
