"""C17: what people are told about credits; it always adds up, also while others spend."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from central.base.pages import PageRequest
from central.ledger import balances, forfeiture, issuance, leases, pools, refunds, user_charges
from central.ledger.accounts import AccountKind, open_account
from central.ledger.audit import audit
from central.ledger.balances import EventCredits, OwnerCredits, TenantCredits
from contract.ids import new_id
from tests.central.books import NOW, Books, a_request

pytestmark = pytest.mark.usefixtures("database")


def party() -> tuple[Books, UUID, UUID]:
    """1,000 credits: 600 with a client, 500 of them in its event; 200 of those in a lease, 150 consumed."""
    books = Books(1_000)
    client = books.client(600)
    event = books.event(500, owner=client)
    lease = books.lease(event, 200)
    books.charge(books.promise(event, lease), books.promise(event, price=50))
    return books, client, event


def test_c17_an_event_shows_what_it_got_and_where_it_is() -> None:
    books, _, event = party()
    assert balances.event(books.tenant, event) == EventCredits(
        allocated=500, pool=250, leased=100, consumed=150, overdraft=0
    )
    assert balances.available(books.tenant, event) == 350


def test_c17_several_events_are_counted_at_once() -> None:
    books, _, event = party()
    other = books.event(30)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        seen = balances.events(books.tenant, [event, other, new_id()])
    assert len(asked) == 1
    assert [each.allocated for each in seen.values()] == [500, 30, 0]
    assert balances.events(books.tenant, []) == {}


def test_c17_an_event_that_owes_shows_its_overdraft() -> None:
    books = Books()
    event, other = books.event(100), books.event(100)
    lease = books.lease(event, 100)
    books.reclaim(lease)
    pools.drain(books.tenant, event, books.wallet, "platform", NOW)
    late = books.promise(event, lease)
    books.charge(late, books.promise(other))
    assert balances.event(books.tenant, event) == EventCredits(
        allocated=0, pool=0, leased=0, consumed=100, overdraft=100
    )
    assert balances.overdrafts(None, PageRequest()).items == [balances.Overdraft(books.tenant, event, 100)]
    assert balances.tenant(books.tenant).overdraft == 100
    refunds.refund(books.tenant, late.op_id, pools.pool_of(event), "platform", NOW)
    assert balances.overdrafts(books.tenant, PageRequest()).items == []


def test_c17_a_refund_takes_back_what_was_consumed() -> None:
    books, client, event = party()
    picture = books.promise(event)
    books.charge(picture)
    refunds.refund(books.tenant, picture.op_id, pools.pool_of(event), "platform", NOW)
    assert balances.event(books.tenant, event).consumed == 150
    assert balances.client(books.tenant, client, [event]).used == 150
    assert balances.tenant(books.tenant).used == 150


def test_c17_a_client_shows_what_it_received_and_where_it_is() -> None:
    books, client, event = party()
    assert balances.client(books.tenant, client, [event]) == OwnerCredits(
        received=600, available=100, allocated=500, unused=350, used=150, overdraft=0
    )
    pools.drain(books.tenant, event, books.of_client(client), "platform", NOW)
    assert balances.client(books.tenant, client, [event]) == OwnerCredits(
        received=600, available=350, allocated=250, unused=100, used=150, overdraft=0
    )


def test_c17_a_wallet_shows_all_that_is_below_it() -> None:
    books, _, _ = party()
    bought = a_request()
    issuance.purchase(books.tenant, books.wallet, 70, bought, "purchase:1")
    issuance.adjust(books.tenant, books.wallet, -20, a_request())
    seen = TenantCredits(
        purchased=70, given=980, available=450, allocated=600, unused=450, used=150, by_users=0, unlocks=0,
        overdraft=0, forfeited=0,
    )  # fmt: skip
    assert balances.tenant(books.tenant) == seen
    assert (seen.adds_up, seen.in_circulation) == (True, 900)
    issuance.charge_back(books.tenant, bought.id, a_request())
    assert (balances.tenant(books.tenant).purchased, balances.tenant(books.tenant).available) == (0, 380)


def test_c17_the_platform_shows_all_tenants_together() -> None:
    party()
    people = Books(0)
    user = people.user(1_000)
    user_charges.charge(people.tenant, user, people.charge_request())
    user_charges.pay_unlock(people.tenant, user, a_request(), 300, "pack:1")
    seen = TenantCredits(
        purchased=1_000, given=1_000, available=1_000, allocated=600, unused=450, used=550, by_users=400,
        unlocks=300, overdraft=0, forfeited=0,
    )  # fmt: skip
    assert balances.platform() == seen
    assert seen.adds_up
    assert balances.tenant(people.tenant).used == 400


def test_c17_allocated_is_the_same_at_every_level_and_right_for_closed_events() -> None:
    """Put in, less what came back: for an event, for whoever owns it, and for all of them together."""
    books, client, event = party()
    other = books.event(300)
    books.charge(books.promise(other), books.promise(other, price=50))
    levels = (balances.client(books.tenant, client, [event]), balances.tenant(books.tenant))
    assert [(each.allocated, each.unused, each.used) for each in levels] == [(500, 350, 150), (900, 600, 300)]
    for each, owner in ((event, books.of_client(client)), (other, books.wallet)):
        pools.drain(books.tenant, each, owner, "platform", NOW)
    leased = 100
    seen = balances.events(books.tenant, [event, other])
    assert [(each.allocated, each.consumed) for each in seen.values()] == [(150 + leased, 150), (150, 150)]
    levels = (balances.client(books.tenant, client, [event]), balances.tenant(books.tenant))
    in_balance = 100 + 250
    assert [(each.allocated, each.used) for each in levels] == [
        (150 + leased, 150),
        (300 + leased + in_balance, 300),
    ]
    assert all(each.adds_up for each in seen.values())
    assert [each.adds_up for each in (*levels, balances.platform())] == [True, True, True]
    assert balances.platform().allocated == balances.tenant(books.tenant).allocated


def test_c17_the_platform_tells_pictures_from_unlocked_packs() -> None:
    books, _, _ = party()
    people = Books(0)
    user = people.user(1_000)
    picture = people.charge_request()
    user_charges.charge(people.tenant, user, picture)
    user_charges.charge(people.tenant, user, people.charge_request())
    user_charges.pay_unlock(people.tenant, user, a_request(), 300, "pack:1")
    refunds.refund(people.tenant, picture.id, people.of_user(user), "platform", NOW)
    seen = balances.platform()
    assert (seen.used, seen.generations, seen.unlocks) == (150 + 100 + 300, 150 + 100, 300)
    assert (seen.by_users, balances.tenant(books.tenant).by_users) == (400, 0)
    assert seen.adds_up


def test_c17_what_was_forfeited_is_gone_and_still_adds_up() -> None:
    books, client, event = party()
    assert forfeiture.forfeit_all(books.tenant, a_request()) == 850
    assert balances.tenant(books.tenant) == TenantCredits(
        purchased=0, given=1_000, available=0, allocated=150, unused=0, used=150, by_users=0, unlocks=0,
        overdraft=0, forfeited=850,
    )  # fmt: skip
    assert balances.client(books.tenant, client, [event]) == OwnerCredits(
        received=600, available=0, allocated=150, unused=0, used=150, overdraft=0, forfeited=450
    )
    assert balances.event(books.tenant, event).allocated == 150
    assert balances.platform().in_circulation == 0


def test_c17_a_debt_that_was_written_off_was_neither_received_nor_forfeited() -> None:
    books = Books(0)
    client = new_id()
    account = open_account(books.tenant, AccountKind.CLIENT, client)
    bought = a_request()
    issuance.purchase(books.tenant, account, 500, bought, "purchase:1")
    event = books.event(500, owner=client)
    issuance.charge_back(books.tenant, bought.id, a_request())
    assert forfeiture.forfeit_all(books.tenant, a_request()) == 500
    seen = balances.client(books.tenant, client, [event])
    assert (seen.received, seen.available, seen.allocated, seen.forfeited) == (0, 0, 0, 0)
    assert seen.adds_up
    assert balances.tenant(books.tenant).forfeited == 0


def test_c17_nothing_of_another_tenant_is_seen() -> None:
    _, client, event = party()
    others = Books(0)
    assert set(vars_of(balances.event(others.tenant, event))) == {0}
    assert set(vars_of(balances.client(others.tenant, client, [event]))) == {0}
    assert set(vars_of(balances.tenant(others.tenant))) == {0}


def vars_of(view: Any) -> list[int]:
    return [getattr(view, each.name) for each in fields(view)]


def test_c17_each_view_is_one_statement_and_adds_up_while_eight_spend() -> None:
    books, client, event = party()
    issuance.top_up(books.tenant, books.of_client(client), 10_000, a_request())
    pools.fund(books.tenant, event, books.of_client(client), 9_000, a_request())
    readings: dict[str, Callable[[], list[Any]]] = {
        "event": lambda: [balances.event(books.tenant, event)],
        "client": lambda: [balances.client(books.tenant, client, [event])],
        "tenant": lambda: [balances.tenant(books.tenant), balances.platform()],
    }
    for read in readings.values():
        with CaptureQueriesContext(connection) as asked:
            seen = read()
        assert len(asked) == len(seen)
    done = 0
    with ThreadPoolExecutor(8) as threads:
        spenders = [threads.submit(spend, books, event, books.of_client(client)) for _ in range(8)]
        while not all(spender.done() for spender in spenders):
            for name, read in readings.items():
                for view in read():
                    assert view.adds_up, (name, view)
                    done += 1
            assert audit().faults == ()
    for spender in spenders:
        spender.result()
    assert done > 30
    assert balances.event(books.tenant, event).overdraft == 0


def spend(books: Books, event: UUID, owner: UUID) -> None:
    """A kiosk's evening: everything that moves an event's credits about."""
    kiosk = new_id()
    try:
        for _ in range(8):
            lease = books.lease(event, 150, kiosk)
            mine = [books.promise(event, lease) for _ in range(2)]
            answers = books.charge(*mine, books.promise(event, price=30), kiosk=kiosk)
            assert answers[0] is None
            refunds.refund(books.tenant, mine[0].op_id, pools.pool_of(event), "platform", NOW)
            leases.reclaim(books.tenant, lease.id, a_request())
            books.give_back(lease)
            pools.fund(books.tenant, event, owner, 10, a_request())
    finally:
        connections.close_all()
