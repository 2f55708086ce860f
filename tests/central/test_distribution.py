"""C20: ready to be distributed by tenant, as the database's own catalogue and its statements tell."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from central.events import lifecycle
from central.operations.distribution import BY_CODE, LIBRARIES, REFERENCE
from central.server.hashing import SmallArgon2
from central.tenants.models import PLATFORM_ID, Role
from central.tenants.recovery import recover_master
from contract.ids import new_id
from tests.central.persons import a_client, a_partner, a_user
from tests.central.test_logins import log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def tables() -> set[str]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {name for (name,) in cursor.fetchall() if not name.startswith(LIBRARIES)} - set(REFERENCE)


def test_every_table_carries_its_tenant(tables: set[str]) -> None:
    assert len(tables) > 25
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns WHERE column_name = 'tenant_id'"
            " AND data_type = 'uuid' AND is_nullable = 'NO'"
        )
        assert tables - {name for (name,) in cursor.fetchall()} == set()


def test_every_unique_key_includes_the_tenant(tables: set[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_UNIQUE_KEYS)
        keys = [row for row in cursor.fetchall() if row[0] in tables]
    assert {table for table, _, primary, _ in keys if primary} == tables, "each has a primary key"
    unbound = {(table, *columns) for table, _, _, columns in keys if "tenant_id" not in columns}
    assert unbound == {(table, "code") for table in BY_CODE}


def test_no_foreign_key_crosses_tenants(tables: set[str]) -> None:
    """There is none at all: rows of other tables are named by ids, within one tenant."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'")
        assert tables & {name for (name,) in cursor.fetchall()} == set()


def test_what_booths_and_owners_do_asks_one_tenant_only(tables: set[str]) -> None:
    world = World()
    partner, (host, client) = a_partner(world.tenant_id), a_client(world.tenant_id)
    event = world.event(credits=5_000)
    booth = world.booth(event)
    booth.sync()
    with CaptureQueriesContext(connection) as captured:
        lease = booth.lease(1_000).json()["id"]
        late = booth.request_op(event, world.style)
        booth.sync(
            booth.request_op(event, world.style, lease_id=lease),
            late,
            booth.op("lease.returned", {"lease_id": lease}),
        )
        partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=300)
        partner.post(f"/events/{event.id}/top-ups", id=str(new_id()), credits=300)
        partner.get("/wallet")
        partner.get("/wallet/statement")
        host.get(f"/clients/{client.id}/credits")
        lifecycle.close(event, "test")
    asked = [query["sql"] for query in captured.captured_queries]
    assert len(asked) > 50
    touching = [sql for sql in asked if set(re.findall(r"\b[a-z]+_[a-z]+\b", sql)) & tables]
    assert list(_without_tenant(touching)) == []


def test_what_happens_all_day_neither_writes_to_nor_locks_a_reference_table(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """On Citus either needs every node, and holds up everybody else who does it."""
    world = World()
    person = a_user(Role.PARTNER, world.tenant_id, password="correct horse")
    partner, (_, client) = a_partner(world.tenant_id), a_client(world.tenant_id)
    monkeypatch.setattr(SmallArgon2, "time_cost", 3)  # Hashes are of an older kind now.
    assert log_in(person.email, "correct horse").status_code == 200, "renews it, once"
    with CaptureQueriesContext(connection) as captured:
        for password, status in (("wrong", 401), ("correct horse", 200)):
            assert log_in(person.email, password).status_code == status
        event = world.event(credits=5_000)
        booth = world.booth(event)
        lease = booth.lease(1_000).json()["id"]
        booth.sync(booth.request_op(event, world.style, lease_id=lease))
        partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=300)
        partner.post(f"/events/{event.id}/top-ups", id=str(new_id()), credits=300)
        lifecycle.close(event, "test")
    asked = [query["sql"] for query in captured.captured_queries]
    assert any("pg_advisory_xact_lock_shared" in sql for sql in asked)
    assert [sql for sql in asked if _WRITES_OR_LOCKS.search(sql)] == []


def test_a_password_is_one_write_of_its_persons_row_and_locks_none_beforehand() -> None:
    """By a link, or as a master's is recovered; what else ends with it is in distributed tables."""
    world, master = World(), a_user(Role.MASTER, PLATFORM_ID)
    partner, (host, client) = a_partner(world.tenant_id), a_client(world.tenant_id)
    link = partner.post(f"/clients/{client.id}/password-links").json()
    with CaptureQueriesContext(connection) as captured:
        body = {"token": link["token"], "password": "another one of mine"}
        assert Browser().post("/api/v1/passwords", body, "application/json").status_code == 204
        recover_master(master.email, "another one of mine")
    asked = [query["sql"] for query in captured.captured_queries]
    assert host.get("/me").status_code == 401, "its sessions ended"
    assert [sql for sql in asked if _LOCKS.search(sql)] == []
    assert sum(' SET "password"' in sql for sql in asked if _WRITES_OR_LOCKS.search(sql)) == 2


_LOCKS = re.compile(r"(tenants_tenant|tenants_user)\b.* FOR (NO KEY )?(UPDATE|(KEY )?SHARE)", re.DOTALL)
_WRITES_OR_LOCKS = re.compile(
    rf'(INSERT INTO|UPDATE|DELETE FROM) "?(tenants_tenant|tenants_user)\b|{_LOCKS.pattern}', re.DOTALL
)


def _without_tenant(statements: list[str]) -> Iterator[str]:
    """Statements on distributed tables that do not say whose rows they mean."""
    for sql in statements:
        if not _NAMES_ITS_TENANT.search(sql):
            yield sql[:300]


_NAMES_ITS_TENANT = re.compile(r'tenant_id"? = |tenant_id", "\w+"\."id"\) = |INSERT INTO')
_UNIQUE_KEYS = """
SELECT indrelid::regclass::text, indexrelid::regclass::text, indisprimary, array_agg(attname::text)
FROM pg_index JOIN pg_class AS relation ON relation.oid = indrelid
  JOIN pg_namespace AS schema ON schema.oid = relnamespace AND nspname = 'public'
  LEFT JOIN pg_attribute ON attrelid = indrelid AND attnum = ANY(indkey)
WHERE indisunique GROUP BY 1, 2, 3
"""
