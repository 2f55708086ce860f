"""`central distribute`: the tables on a Citus cluster, as decision 14 describes. Nothing else needs Citus.

The plan follows from the tables' unique keys and a few names; `steps` compares it with what the cluster has
and says what is left to do. Each step is a transaction of its own, so whatever stops the command, the next
one goes on there.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.backends.utils import CursorWrapper

from central.operations import incarnations

REFERENCE: Final = (
    "base_incarnation",
    "catalogue_pack",
    "catalogue_style",
    "tenants_domain",
    "tenants_tenant",
    "tenants_user",
)
"""Small, rarely written, and read with any tenant's rows or before the tenant is known: on every node."""

BY_CODE: Final = ("generations_claimcode",)
"""Found by what a guest brings: distributed by `code` (decision 34)."""

LOCAL: Final = ("tenants_failedattempt", "tenants_knownaddress")
"""On the coordinator alone: of no tenant, so that a login needs no other node than the person's own."""

LIBRARIES: Final = ("account_", "auth_", "django_", "mfa_", "procrastinate_")
"""What the tables of libraries begin with: on the coordinator, too."""

ANCHOR: Final = "ledger_account"
"""Every other table carries its tenant in each unique key, and is distributed by `tenant_id` in one group,
whose shards move together: with this one's."""

UniqueKeys = Mapping[str, Sequence[Collection[str]]]
"""The columns of each table's unique keys."""


class NotDistributable(Exception):
    """This database cannot be distributed as planned; the sentence says why, and what to do."""


@dataclass(frozen=True, slots=True)
class Placed:
    """What the cluster has a table distributed by, and in which group; no column: it is a reference table."""

    column: str
    group: int = 0


def distribute() -> list[str]:
    """Distribute what is not distributed yet; a sentence for each thing done. Raises NotDistributable."""
    with connection.cursor() as cursor:
        _refuse_without_citus(cursor)
        todo = steps(plan(unique_keys(cursor)), _placed(cursor))
        statements = [*stamps(cursor), *todo.values()]
        if not statements:
            return ["Everything is distributed already."]
        _allow_triggers(cursor)
        for statement in statements:
            cursor.execute(statement)
    incarnations.ensure(anew=True)
    return [f"{table}: done" for table in todo] or ["Rows are stamped on their nodes now."]


def plan(keys: UniqueKeys) -> dict[str, str]:
    """What each table of ours is distributed by, the anchor first; empty: it is a reference table.

    Raises NotDistributable for a table whose keys do not fit.
    """
    ours = {table for table in keys if not table.startswith(LIBRARIES)} - set(LOCAL)
    missing = {*REFERENCE, *BY_CODE, ANCHOR} - ours
    named = dict.fromkeys(REFERENCE, "") | dict.fromkeys(BY_CODE, "code")
    planned = {table: named.get(table, "tenant_id") for table in sorted(ours, key=_anchor_first)}
    unfit = {table for table, column in planned.items() if column and not _in_each(column, keys[table])}
    if missing or unfit:
        names = ", ".join(sorted(missing | unfit))
        raise NotDistributable(f"these tables are missing, or have keys that do not fit the plan: {names}")
    return planned


def _anchor_first(table: str) -> tuple[bool, str]:
    return table != ANCHOR, table


def _in_each(column: str, keys: Sequence[Collection[str]]) -> bool:
    return bool(keys) and all(column in key for key in keys)


def steps(planned: Mapping[str, str], placed: Mapping[str, Placed]) -> dict[str, str]:
    """The statement that each table still needs, in their order. Raises NotDistributable."""
    for table, found in placed.items():
        _refuse_other_place(table, found, planned, placed)
    return {table: _step(table, column) for table, column in planned.items() if table not in placed}


def _step(table: str, column: str) -> str:
    if not column:
        return f"SELECT create_reference_table('{table}')"
    group = ANCHOR if column == "tenant_id" and table != ANCHOR else "none"
    return f"SELECT create_distributed_table('{table}', '{column}', colocate_with => '{group}')"


def _refuse_other_place(
    table: str, found: Placed, planned: Mapping[str, str], placed: Mapping[str, Placed]
) -> None:
    wanted = planned.get(table)
    if wanted is None or found.column != wanted:
        by = f"distributed by {found.column}" if found.column else "a reference table"
        raise NotDistributable(f"{table} is {by}, which is not the plan; undistribute it first")
    anchor = placed.get(ANCHOR)
    if wanted == "tenant_id" and (anchor is None or anchor.group != found.group):
        raise NotDistributable(f"{table} is not in one group with {ANCHOR}; undistribute it first")


def _refuse_without_citus(cursor: CursorWrapper) -> None:
    if not incarnations.has_citus(cursor):
        raise NotDistributable("this database has no extension citus; nothing was changed")
    cursor.execute("SELECT count(*) FROM citus_get_active_worker_nodes()")
    [workers] = cursor.fetchone() or [0]
    if not workers:
        raise NotDistributable("the cluster has no worker nodes yet; add them by citus_add_node")


def unique_keys(cursor: CursorWrapper) -> dict[str, list[set[str]]]:
    """Every table's, as the database has them."""
    cursor.execute(_UNIQUE_KEYS)
    keys: dict[str, list[set[str]]] = {}
    for table, columns in cursor.fetchall():
        keys.setdefault(table, []).extend([set(columns)] if columns else [])
    return keys


_UNIQUE_KEYS: Final = """
SELECT relname, array_agg(attname::text) FILTER (WHERE attname IS NOT NULL)
FROM pg_class LEFT JOIN pg_index ON indrelid = pg_class.oid AND indisunique
  LEFT JOIN pg_attribute ON attrelid = pg_class.oid AND attnum = ANY(indkey)
WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
  AND NOT EXISTS (SELECT 1 FROM pg_depend WHERE objid = pg_class.oid AND deptype = 'e')
GROUP BY relname, indexrelid
"""
"""Of all tables but those of extensions."""


def _placed(cursor: CursorWrapper) -> dict[str, Placed]:
    """What is distributed now. Tables that Citus itself manages on the coordinator are not."""
    cursor.execute(
        "SELECT table_name::text, citus_table_type, distribution_column, colocation_id FROM citus_tables"
        " WHERE citus_table_type IN ('reference', 'distributed')"
    )
    rows = cursor.fetchall()
    return {name: Placed("" if kind == "reference" else by, group) for name, kind, by, group in rows}


def _allow_triggers(cursor: CursorWrapper) -> None:
    """Our triggers read and write rows of the row's own tenant only, so they may run on the nodes.

    The setting stays, as later migrations may make triggers, too.
    """
    for statement in ("ALTER SYSTEM SET citus.enable_unsafe_triggers TO on", "SELECT pg_reload_conf()"):
        cursor.execute(statement)
        cursor.execute(
            "SELECT nodename, result FROM run_command_on_workers(%s) WHERE NOT success", [statement]
        )
        for node, said in cursor.fetchall():
            raise NotDistributable(f"{node} refused to allow triggers: {said}")
    cursor.execute("SET citus.enable_unsafe_triggers TO on")


def stamps(cursor: CursorWrapper) -> list[str]:
    """What is left to do so that a row's `xid` is the transaction on the node that has the row.

    A default would be evaluated on the coordinator. It comes before the tables are distributed, so that their
    shards get the triggers, and rows that are copied there are stamped there. In a plain database the
    triggers do as well as the defaults that they replace.
    """
    cursor.execute(_STAMPED)
    done = {table for (table,) in cursor.fetchall()}
    missing = [table for table in incarnations.STAMPED if table not in done]
    statements = [statement for table in missing for statement in _stamp(table)]
    return [_STAMP_FUNCTION, *statements] if statements else []


def _stamp(table: str) -> tuple[str, ...]:
    return (
        f"""CREATE TRIGGER stamped_on_its_node BEFORE INSERT ON {table}
        FOR EACH ROW EXECUTE FUNCTION stamp_transaction()""",
        # The default's transaction would be the coordinator's, begun for nothing.
        f"ALTER TABLE {table} ALTER COLUMN xid DROP DEFAULT",
    )


_STAMPED: Final = "SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'stamped_on_its_node'"
_STAMP_FUNCTION: Final = """
CREATE OR REPLACE FUNCTION stamp_transaction() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.xid := pg_current_xact_id();
  RETURN NEW;
END $$
"""
