"""`central distribute`: its plan fits the database, repeats change nothing, and without Citus it refuses."""

import json
from typing import Any

import pytest
from django.db import connection, transaction

from central.operations import distribution
from central.operations.distribution import (
    ANCHOR,
    BY_CODE,
    LIBRARIES,
    LOCAL,
    REFERENCE,
    NotDistributable,
    Placed,
    distribute,
    stamps,
    steps,
)
from tests.central.books import Books

pytestmark = pytest.mark.usefixtures("database")


def rows(sql: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def keys() -> dict[str, list[set[str]]]:
    with connection.cursor() as cursor:
        return distribution.unique_keys(cursor)


@pytest.fixture
def planned() -> dict[str, str]:
    return distribution.plan(keys())


def test_every_table_of_ours_has_its_place(planned: dict[str, str]) -> None:
    tables = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    assert {*planned, *LOCAL} == {table for table in tables if not table.startswith(LIBRARIES)}
    assert len(planned) > 40
    assert {table for table, column in planned.items() if not column} == set(REFERENCE)
    assert {table for table, column in planned.items() if column == "code"} == set(BY_CODE)


@pytest.mark.parametrize(
    "changed",
    [
        {"shop_thing": [{"id"}]},
        {"shop_thing": []},
        {"ledger_flow": [{"tenant_id", "debit_id"}, {"number"}]},
        {"generations_claimcode": [{"tenant_id"}]},
    ],
)
def test_a_table_that_does_not_fit_is_named(changed: dict[str, list[set[str]]]) -> None:
    with pytest.raises(NotDistributable, match=next(iter(changed))):
        distribution.plan(keys() | changed)


def test_a_table_that_is_missing_is_named() -> None:
    with pytest.raises(NotDistributable, match="tenants_user"):
        distribution.plan({table: columns for table, columns in keys().items() if table != "tenants_user"})


def test_what_is_distributed_can_be(planned: dict[str, str]) -> None:
    """Citus takes identities of bigint only, and no foreign keys between groups: there are none at all."""
    identities = rows(
        "SELECT attrelid::regclass::text, atttypid::regtype::text FROM pg_attribute WHERE attidentity <> ''"
    )
    assert {kind for table, kind in identities if table in planned} == {"bigint"}
    foreign = rows("SELECT conrelid::regclass::text FROM pg_constraint WHERE contype = 'f'")
    assert {table for (table,) in foreign} & set(planned) == set()


def done(planned: dict[str, str]) -> dict[str, Placed]:
    """As the cluster has the tables once every step is done."""
    return {table: Placed(column, 7 if column == "tenant_id" else 8) for table, column in planned.items()}


def test_the_anchor_comes_first_and_the_others_join_it(planned: dict[str, str]) -> None:
    todo = steps(planned, {})
    assert next(iter(todo)) == ANCHOR
    assert todo[ANCHOR] == (
        "SELECT create_distributed_table('ledger_account', 'tenant_id', colocate_with => 'none')"
    )
    assert todo["sync_op"].endswith("('sync_op', 'tenant_id', colocate_with => 'ledger_account')")
    assert todo["tenants_user"] == "SELECT create_reference_table('tenants_user')"
    assert todo["generations_claimcode"].endswith(
        "('generations_claimcode', 'code', colocate_with => 'none')"
    )


def test_a_repetition_does_what_is_left_and_nothing_more(planned: dict[str, str]) -> None:
    assert steps(planned, done(planned)) == {}
    half = dict(list(done(planned).items())[:10])
    assert list(steps(planned, half)) == list(planned)[10:]


@pytest.mark.parametrize(
    ("table", "found", "said"),
    [
        ("ledger_flow", Placed(""), "is a reference table, which is not the plan"),
        ("ledger_flow", Placed("debit_id", 7), "is distributed by debit_id, which is not the plan"),
        ("ledger_flow", Placed("tenant_id", 9), "not in one group"),
        ("tenants_user", Placed("tenant_id", 7), "which is not the plan"),
        ("tenants_failedattempt", Placed("tenant_id", 7), "which is not the plan"),
    ],
)
def test_what_is_distributed_in_another_way_is_left_and_named(
    planned: dict[str, str], table: str, found: Placed, said: str
) -> None:
    with pytest.raises(NotDistributable, match=f"{table}.*{said}"):
        steps(planned, done(planned) | {table: found})


def test_without_the_extension_nothing_is_changed() -> None:
    def xid_default() -> Any:
        return rows(
            "SELECT column_default FROM information_schema.columns"
            " WHERE table_name = 'ledger_transfer' AND column_name = 'xid'"
        )

    before = xid_default()
    with pytest.raises(NotDistributable, match="no extension citus"):
        distribute()
    assert xid_default() == before == [("pg_current_xact_id()",)]


def test_the_triggers_stamp_what_is_written_with_its_transaction() -> None:
    """Also what names a transaction itself, as a copy to another node does; and they are made once."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in stamps(cursor):
            cursor.execute(statement)
        assert stamps(cursor) == []
        Books(100)
        cursor.execute("SELECT json_agg(xid = pg_current_xact_id()) FROM ledger_transfer")
        [stamped] = cursor.fetchone() or ["[]"]
        assert (json.loads(stamped) if isinstance(stamped, str) else stamped) == [True]
        cursor.execute(_COPIED)
        cursor.execute("SELECT xid = pg_current_xact_id() FROM ledger_transfer WHERE reference = 'copied'")
        assert cursor.fetchall() == [(True,)]
        transaction.set_rollback(True)


_COPIED = """
INSERT INTO ledger_transfer (tenant_id, id, debit_id, credit_id, amount, kind, actor, reference, note,
  occurred_at, recorded_at, xid)
SELECT tenant_id, gen_random_uuid(), debit_id, credit_id, amount, kind, actor, 'copied', note,
  occurred_at, recorded_at, '3'::xid8 FROM ledger_transfer
"""
