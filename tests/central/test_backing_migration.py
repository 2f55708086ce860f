"""What older platforms did not keep - who owes, what came late, what was given up - is in their books."""

from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction

from central.events import lifecycle
from central.ledger import allocations, leases
from central.ledger.accounts import AccountKind, account_id
from central.ledger.audit import audit
from central.tenants.provisioning import ensure_client
from tests.central.books import a_request
from tests.central.world import APPLIED, World

pytestmark = pytest.mark.usefixtures("database")

# As it was: without what the migration adds.
BEFORE = """
ALTER TABLE ledger_lease DROP CONSTRAINT returned_is_released;
UPDATE ledger_account SET owing = false, payer_id = NULL;
UPDATE ledger_lease SET late = 0, released = NULL, returned_epoch = NULL, returned_seq = NULL;
"""
ENDS = ("open", "returned", "reclaimed", "late")
KEPT = (
    "SELECT tenant_id, id, late, released FROM ledger_lease",
    "SELECT tenant_id, id, owing, payer_id FROM ledger_account",
)


def a_season(world: World) -> None:
    """A client's event and the partner's: leases that are open, returned and reclaimed, before and after."""
    client = ensure_client(world.tenant_id, "client", "A client").id
    owner = account_id(AccountKind.CLIENT, client)
    allocations.allocate(world.tenant_id, world.wallet, owner, 3_000, a_request())
    for event in (world.event(3_000, client_id=client), world.event(2_000, name="Feria")):
        for end, booth in [(end, world.booth(event, end)) for end in ENDS]:
            lease = booth.lease(100).json()["id"]
            ops = [booth.request_op(event, world.quick, lease_id=lease) for _ in range(2)]
            if end != "late":
                assert booth.fates(*ops) == [APPLIED, APPLIED]
            if end == "returned":
                assert booth.fates(booth.op("lease.returned", {"lease_id": lease})) == [APPLIED]
            if end in ("reclaimed", "late"):
                leases.reclaim(world.tenant_id, UUID(lease), a_request())
            if end == "late":
                lifecycle.close(event, "test")
                assert booth.fates(*ops) == [APPLIED, APPLIED]


def kept() -> list[set[Any]]:
    found = []
    with connection.cursor() as cursor:
        for query in KEPT:
            cursor.execute(query)
            found.append(set(cursor.fetchall()))
    return found


def test_what_the_migration_finds_out_is_what_would_have_been_kept() -> None:
    worlds = [World("one"), World("two")]
    for world in worlds:
        a_season(world)
    before = kept()
    assert {late for _, _, late, _ in before[0]} >= {0, 100}
    assert {owing for _, _, owing, _ in before[1]} == {True, False}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(BEFORE)
        assert kept() != before
        cursor.execute(import_module("central.ledger.migrations.0003_backing_and_debts").KNOWN)
        cursor.execute(import_module("central.events.migrations.0003_owners_of_overdrafts").FORWARD)
        assert kept() == before
        transaction.set_rollback(True)
    assert audit().faults == ()
