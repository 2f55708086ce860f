"""Deletions that meet whoever is spending: nothing slips in, nothing is left, nobody waits in a circle."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier
from threading import Event as Signal
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.utils import timezone

from central.events import lifecycle
from central.events.errors import EventError
from central.ledger import balances, pools
from central.ledger.accounts import AccountKind, account_id, balance_of
from central.ledger.audit import audit
from central.ledger.errors import LedgerError
from central.operations.deletion import delete_partner
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import PartnerDeleted, TenantError
from central.tenants.locks import lock_active
from central.tenants.models import AuditEntry
from contract.ids import new_id
from tests.central.test_deletion import Party, a_request
from tests.central.test_partners import wait_for_a_lock

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def party() -> Party:
    return Party()


def lock_accounts(ids: list[UUID]) -> None:
    """As a charge does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM ledger_account WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE", [ids]
        )


def test_of_many_deletions_at_once_one_is_done(party: Party) -> None:
    start = Barrier(4)

    def delete(_: int) -> tuple[int, bool]:
        start.wait(30)
        try:
            deletion = delete_partner(party.tenant_id, "A Partner", AdminCommand(new_id(), "test"))
            return deletion.forfeited, deletion.done_now
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        answers = sorted(threads.map(delete, range(4)))
    assert answers == [(10_000, False)] * 3 + [(10_000, True)]
    assert (AuditEntry.objects.filter(what="deleted").count(), audit().clean) == (1, True)


def delete_during(party: Party, first: Callable[[], object], last: Callable[[], object]) -> None:
    """Delete the partner while a transaction is open that did `first`, then does `last` and commits."""
    begun, may_end = Signal(), Signal()

    def work() -> None:
        with transaction.atomic():
            first()
            begun.set()
            assert may_end.wait(60)
            last()
        connection.close()

    with ThreadPoolExecutor(2) as threads:
        working = threads.submit(work)
        assert begun.wait(60)
        deleting = threads.submit(party.delete_here)
        wait_for_a_lock()
        may_end.set()
        working.result(60)
        assert deleting.result(60) == 10_000


def test_what_is_being_spent_meanwhile_is_forfeited_with_the_rest(party: Party) -> None:
    delete_during(party, lambda: lock_active(party.tenant_id), lambda: party.allocate(500))
    with pytest.raises(PartnerDeleted):
        party.allocate(1)
    assert (party.left(), audit().clean) == (0, True)


def test_it_waits_for_a_charge_without_a_circle(party: Party) -> None:
    """A batch that its lease does not cover goes on to lock the pool, while leases are taken back."""
    event = party.world.event(3000, name="Two booths")
    booths = [party.world.booth(event) for _ in range(2)]
    leases = [booth.lease(500).json()["id"] for booth in booths]
    delete_during(
        party,
        lambda: lock_accounts([account_id(AccountKind.LEASE, UUID(max(leases)))]),
        lambda: lock_accounts([account_id(AccountKind.POOL, event.id)]),
    )
    assert (party.left(), audit().clean) == (0, True)


def test_what_comes_back_to_an_empty_wallet_meanwhile_is_forfeited(party: Party) -> None:
    """An event's closing is no spending: it does not wait for the deletion, nor the deletion for it."""
    party.allocate(5000)
    party.booth.post(
        f"/kiosk/leases/{party.lease}/return", {"request_id": str(new_id()), "epoch": party.booth.epoch}
    )
    assert balance_of(party.tenant_id, AccountKind.WALLET, party.tenant_id) == 0

    def drain() -> None:
        pools.drain(party.tenant_id, party.event.id, party.world.wallet, "test", timezone.now())

    delete_during(party, drain, lambda: None)
    assert (party.left(), audit().clean) == (0, True)


def test_nothing_slips_in_while_everybody_is_busy(party: Party) -> None:
    """Flows of all kinds run into the deletion: nobody deadlocks, and nothing is left behind."""
    events = [party.world.event(400, name=f"Party {number}") for number in range(4)]
    booths = [party.world.booth(event) for event in events]
    leases = [booth.lease(100).json()["id"] for booth in booths]
    start = Barrier(9)

    def busy(flow: Callable[[int], object]) -> None:
        start.wait(30)
        try:
            for number in range(20):
                with suppress(TenantError, LedgerError, EventError):
                    flow(number)
        finally:
            connection.close()

    def sync(number: int) -> None:
        booth, event, lease = booths[number % 4], events[number % 4], leases[number % 4]
        request_op = booth.request_op(event, party.world.style, lease_id=lease)
        assert booth.exchange([request_op]).status_code == 200

    def give_back(number: int) -> None:
        booth, lease = booths[number % 4], leases[number % 4]
        body = {"request_id": str(new_id()), "epoch": booth.epoch}
        assert booth.post(f"/kiosk/leases/{lease}/return", body).status_code in (200, 403, 404, 409)

    flows: list[Callable[[int], object]] = [
        lambda _: party.allocate(10),
        lambda number: party.world.event(10, name=f"New {number}"),
        lambda number: lifecycle.top_up(events[number % 4], 5, a_request()),
        lambda number: lifecycle.close(events[number % 4], "test"),
        lambda _: lifecycle.return_leftovers(),
        lambda number: booths[number % 4].lease(50),
        sync,
        give_back,
    ]
    with ThreadPoolExecutor(9) as threads:
        running = [threads.submit(busy, flow) for flow in flows]
        start.wait(30)
        deletion = delete_partner(party.tenant_id, "A Partner", AdminCommand(new_id(), "test"))
        for each in running:
            each.result(60)
    lifecycle.return_leftovers()
    assert party.left() == 0
    assert deletion.forfeited == balances.tenant(party.tenant_id).forfeited
    assert audit().clean
