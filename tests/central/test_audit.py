"""C18: the audit proves that transfers, flows, balances, leases and charges agree, and says what does not."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from central.ledger import issuance, pools, refunds, user_charges
from central.ledger.audit import audit
from central.ledger.transfer_requests import TransferRequest
from tests.central.books import NOW, Books, a_request

pytestmark = pytest.mark.usefixtures("database")


@dataclass(frozen=True)
class Evening:
    """A little of everything: a lease, a refund, a chargeback, a person's own picture, an overdraft."""

    books: Books
    names: dict[str, Any]

    def damage(self, statement: str) -> None:
        """Do what no program can: without triggers, as a replica that replays somebody else's changes."""
        with connection.cursor() as cursor:
            cursor.execute("SET session_replication_role = replica")
            try:
                cursor.execute(statement, self.names)
            finally:
                cursor.execute("SET session_replication_role = origin")


def in_debt(books: Books) -> UUID:
    """An event that owes 100: its lease was reclaimed, its credits went back, and then a promise came."""
    host = books.client()
    issuance.top_up(books.tenant, books.of_client(host), 200, a_request())
    event = books.event(200, owner=host)
    lease = books.lease(event, 200)
    books.reclaim(lease)
    pools.drain(books.tenant, event, books.of_client(host), "platform", NOW)
    books.charge(books.promise(event, lease))
    return event


@pytest.fixture
def evening(database: str) -> Evening:
    books = Books(1_000)
    client, event = books.client(100), books.event(500)
    other = books.event(100, owner=client)
    lease, bought, charge_request = books.lease(event, 200), a_request(), books.charge_request()
    pictures = [books.promise(event, lease), books.promise(event)]
    books.charge(*pictures)
    refunds.refund(books.tenant, pictures[1].op_id, pools.pool_of(event), "platform", NOW)
    user = books.user(600)
    user_charges.charge(books.tenant, user, charge_request)
    issuance.purchase(books.tenant, books.wallet, 50, bought, "purchase:1")
    issuance.charge_back(books.tenant, bought.id, a_request())
    owing = in_debt(books)
    found = audit()
    assert (found.clean, found.faults, found.accounts) == (True, (), 12)
    assert (found.transfers, found.issued) == (18, 1_850)
    names = {"tenant": books.tenant, "wallet": books.wallet, "lease": lease.id, "picture": pictures[0].op_id,
             "wish": charge_request.id, "client": books.of_client(client), "other": other,
             "owing": owing}  # fmt: skip
    return Evening(books, names)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        (
            "UPDATE ledger_transfer SET amount = amount + 7 WHERE id = %(picture)s",
            "1 transfers move 107 credits, 1 are rolled up to 100",
        ),
        (
            "DELETE FROM ledger_transfer WHERE id = %(picture)s",
            "0 transfers move 0 credits, 1 are rolled up to 100",
        ),
        (
            "UPDATE ledger_transfer SET credit_id = %(wallet)s WHERE id = %(picture)s",
            "to {wallet}: 1 transfers move 100 credits, 0 are rolled up to 0",
        ),
        (
            "UPDATE ledger_flow SET total = total + 7, transfers = 9 WHERE kind = 'lease_grant'",
            "1 transfers move 200 credits, 9 are rolled up to 207",
        ),
        (
            "DELETE FROM ledger_flow WHERE kind = 'lease_grant'",
            "1 transfers move 200 credits, 0 are rolled up to 0",
        ),
        (
            "UPDATE ledger_account SET balance = balance + 7 WHERE id = %(wallet)s",
            "account {wallet} (wallet): its balance is 407, its transfers add up to 400",
        ),
        (
            "UPDATE ledger_account SET balance = balance + 7 WHERE id = %(wallet)s",
            "tenant {tenant}: 1800 credits were issued, 1807 are in accounts, consumed or forfeited",
        ),
        (
            "DELETE FROM ledger_account WHERE id = %(client)s",
            "account {client}: it has transfers but was never opened",
        ),
        (
            "UPDATE ledger_flow SET credit_id = '7f000000-0000-0000-0000-0000000000ff'"
            " WHERE kind = 'lease_grant'",
            "account 7f000000-0000-0000-0000-0000000000ff: it has transfers but was never opened",
        ),
        (
            "UPDATE ledger_account SET balance = -60, floor = -60 WHERE id = %(wallet)s",
            "account {wallet} (wallet): it has -60 credits, though only 50 were charged back",
        ),
        (
            "UPDATE ledger_account SET floor = -10 WHERE id = %(wallet)s",
            "account {wallet} (wallet): its floor is -10, its balance 400",
        ),
        (
            "UPDATE ledger_account SET balance = 10 WHERE kind = 'overdraft'",
            "(overdraft): its floor is None, its balance 10",
        ),
        (
            "UPDATE ledger_transfer SET reverses = %(wish)s WHERE kind = 'refund'",
            "it reverses {wish}, but is not its mirror",
        ),
        (
            "UPDATE ledger_lease SET spent = spent + 10",
            "lease {lease} (open): 200 granted, 110 spent, but its account has 100",
        ),
        (
            "UPDATE ledger_lease SET state = 'returned', released = 100",
            "lease {lease} (returned): 200 granted, 100 spent, but its account has 100",
        ),
        (
            "UPDATE ledger_lease SET granted = granted + 10, spent = spent + 10",
            "lease {lease}: 210 granted, but 200 were moved to its account from its event's pool",
        ),
        (
            "UPDATE ledger_lease SET spent = spent + 10",
            "lease {lease}: 110 were promised on it, but 100 were paid by it and 0 from elsewhere",
        ),
        (
            "UPDATE ledger_lease SET state = 'returned', released = 100, returned_epoch = 1, late = 10",
            "lease {lease} (returned): 200 granted, 100 spent, 100 released, 10 promised after its return",
        ),
        (
            "UPDATE ledger_lease SET late = 10",
            "lease {lease} (open): 200 granted, 100 spent, 0 released, 10 promised after its return",
        ),
        (
            "UPDATE ledger_lease SET late = 0",
            "event {owing}: 100 credits of pictures were put on its overdraft,"
            " though leases that are gone backed only 0",
        ),
        (
            "UPDATE ledger_account SET balance = 0, owing = false WHERE kind = 'overdraft' AND balance < 0",
            "event {owing}: 100 credits of pictures were made, but it was given 0 and owes 0",
        ),
        (
            "UPDATE ledger_account SET owing = false WHERE kind = 'overdraft'",
            "event {owing}: nobody owes its overdraft, or it is not known to owe 100",
        ),
        (
            "UPDATE ledger_account SET payer_id = NULL WHERE kind = 'overdraft'",
            "event {owing}: nobody owes its overdraft, or it is not known to owe 100",
        ),
        (
            "DELETE FROM ledger_lease",
            "lease {lease} (gone): 0 granted, 0 spent, but its account has 100",
        ),
        (
            "UPDATE ledger_lease SET event_id = %(other)s",
            "lease {lease}: 200 granted, but 0 were moved to its account from its event's pool",
        ),
        (
            "UPDATE ledger_usercharge SET refunded_at = now()",
            "charge {wish}: it was given back in one place, and in the other not",
        ),
        (
            "UPDATE ledger_usercharge SET price = 90",
            "charge {wish}: it cost 90, but its transfer moved 100",
        ),
    ],
)
def test_c18_every_kind_of_damage_is_found_and_named(evening: Evening, statement: str, sentence: str) -> None:
    evening.damage(statement)
    found = audit()
    assert not found.clean
    assert any(sentence.format(**evening.names) in fault for fault in found.faults), found.faults
    assert all(str(evening.books.tenant) in fault for fault in found.faults)


def test_c18_another_tenants_books_are_proven_too(evening: Evening) -> None:
    others = Books(300)
    assert audit().issued == 2_150
    evening.damage("UPDATE ledger_account SET balance = 0 WHERE kind = 'wallet' AND balance = 300")
    assert any(str(others.tenant) in fault for fault in audit().faults)


def test_c18_nothing_at_all_adds_up() -> None:
    found = audit()
    assert (found.clean, found.accounts, found.transfers, found.issued) == (True, 0, 0, 0)


def test_c18_the_audit_changes_nothing_and_leaves_the_connection_as_it_was(evening: Evening) -> None:
    before = audit()
    issuance.top_up(evening.books.tenant, evening.books.wallet, 5, a_request())
    assert audit().issued == before.issued + 5


def test_an_unlocked_pack_with_the_id_of_a_free_picture_is_no_damage() -> None:
    books = Books()
    user = books.user()
    free = books.charge_request()
    user_charges.charge(books.tenant, user, free)
    issuance.top_up(books.tenant, books.of_user(user), 300, a_request())
    user_charges.pay_unlock(books.tenant, user, TransferRequest(free.id, "user:somebody", NOW), 300, "pack:1")
    assert audit().faults == ()
