"""C9, C10, C14: double entry, once, for ever."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction

from central.events import lifecycle
from central.events.credits import credits_of
from central.events.errors import CreditsShort
from central.events.models import Event
from central.ledger.accounts import AccountKind, account_id, balance_of, open_account
from central.ledger.audit import audit
from central.ledger.errors import Conflict, Shortfall, UnknownAccount
from central.ledger.models import Account, Transfer, TransferKind
from central.ledger.posting import Movement, post
from contract.ids import new_id
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def movement(debit: UUID, credit: UUID, amount: int, **changes: Any) -> Movement:
    fields: dict[str, Any] = {
        "id": new_id(), "debit": debit, "credit": credit, "amount": amount, "kind": TransferKind.TRANSFER,
        "actor": "test", "occurred_at": datetime.now(UTC),
    }  # fmt: skip
    return Movement(**(fields | changes))


@pytest.fixture
def tenant() -> UUID:
    return new_id()


@pytest.fixture
def wallet(tenant: UUID) -> UUID:
    opened = open_account(tenant, AccountKind.WALLET, tenant)
    post(tenant, [movement(account_id(AccountKind.ISSUED, tenant), opened, 1000, kind=TransferKind.TOP_UP)])
    return opened


@pytest.fixture
def balance(tenant: UUID, wallet: UUID) -> UUID:
    return open_account(tenant, AccountKind.CLIENT, tenant)


def test_a_repetition_moves_nothing(tenant: UUID, wallet: UUID, balance: UUID) -> None:
    once = movement(wallet, balance, 300)
    assert post(tenant, [once])
    assert not post(tenant, [once])
    assert (balance_of(tenant, AccountKind.WALLET, tenant), audit().clean) == (700, True)


def test_an_id_with_other_content_is_refused(tenant: UUID, wallet: UUID, balance: UUID) -> None:
    once = movement(wallet, balance, 300)
    post(tenant, [once])
    with pytest.raises(Conflict):
        post(tenant, [movement(wallet, balance, 301, id=once.id)])
    assert balance_of(tenant, AccountKind.CLIENT, tenant) == 300


def test_all_or_nothing(tenant: UUID, wallet: UUID, balance: UUID) -> None:
    with pytest.raises(Shortfall) as short:
        post(tenant, [movement(wallet, balance, 600), movement(wallet, balance, 600)])
    assert (short.value.balance, short.value.needed) == (1000, 1200)
    assert balance_of(tenant, AccountKind.WALLET, tenant) == 1000
    assert Transfer.objects.count() == 1


def test_an_account_that_was_never_opened_takes_nothing(tenant: UUID, wallet: UUID) -> None:
    with pytest.raises(UnknownAccount):
        post(tenant, [movement(wallet, account_id(AccountKind.POOL, new_id()), 1)])
    assert audit().clean


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_transfer SET amount = 1",
        "DELETE FROM ledger_transfer",
        "TRUNCATE ledger_transfer",
    ],
)
def test_the_database_refuses_to_change_the_past(wallet: UUID, statement: str) -> None:
    with pytest.raises(IntegrityError, match="append-only"), connection.cursor() as cursor:
        cursor.execute(statement)
    assert Transfer.objects.count() == 1


def test_the_database_refuses_a_balance_under_its_floor(wallet: UUID) -> None:
    with pytest.raises(IntegrityError):
        Account.objects.filter(id=wallet).update(balance=-1)


@pytest.mark.parametrize("amount", [0, -5])
def test_a_transfer_moves_something(tenant: UUID, wallet: UUID, balance: UUID, amount: int) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        post(tenant, [movement(wallet, balance, amount)])


def test_an_event_gets_its_credits_or_is_not_created() -> None:
    world = World(credits=500)
    with pytest.raises(CreditsShort, match="200 are missing") as short:
        world.event(credits=700)
    assert short.value.missing == 200
    assert not Event.objects.exists()
    event = world.event(credits=500)
    assert credits_of(event).allocated == 500
    assert lifecycle.close(event, "test") == 500
    assert lifecycle.close(event, "test") == 0
    assert balance_of(world.tenant_id, AccountKind.WALLET, world.tenant_id) == 500
    assert audit().clean


def test_slugs_have_no_accents_and_are_unique() -> None:
    world = World()
    slugs = [world.event(credits=0, name="Peña Ñandú").slug for _ in range(3)]
    assert slugs == ["pena-nandu", "pena-nandu-2", "pena-nandu-3"]
