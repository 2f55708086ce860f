"""Moving credits: one atomic, idempotent set of double-entry transfers. For the ledger alone.

The order matters. Transfers are inserted first, so that a repetition stops before it takes any lock; accounts
are locked in id order and changed last, so that hot rows stay locked as briefly as possible. A charge, whose
ops were looked up before, locks first and then posts in one statement (`post_locked`).
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection, transaction
from pydantic import TypeAdapter

from central.ledger.accounts import has_balance
from central.ledger.errors import Conflict, Shortfall, UnknownAccount
from central.ledger.models import Transfer, TransferKind
from central.ledger.transfer_requests import TransferRequest
from central.pg_arrays import array_of

Locked = Mapping[UUID, tuple[int, int | None]]
"""Locked accounts: each one's balance and floor."""


@dataclass(frozen=True, slots=True)
class Movement:
    """One transfer to be posted. `id` makes it idempotent; `actor` is who asked for it."""

    id: UUID
    debit: UUID
    credit: UUID
    amount: int
    kind: TransferKind
    actor: str
    occurred_at: datetime
    reference: str = ""
    op_id: UUID | None = None
    reverses: UUID | None = None
    note: str = ""


class Payment(NamedTuple):
    """What one account pays for one op, whose id the transfer bears."""

    op_id: UUID
    amount: int
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Payments:
    """Payments from one account to another."""

    debit: UUID
    credit: UUID
    kind: TransferKind
    actor: str
    reference: str
    all: list[Payment]


class Promised(NamedTuple):
    """How much more was promised on a lease; `late`: how much of it had to be paid from elsewhere."""

    lease_id: UUID
    credits: int
    late: int


def movement_of(
    request: TransferRequest, debit: UUID, credit: UUID, amount: int, kind: TransferKind
) -> Movement:
    """The movement that a request asks for."""
    return Movement(
        id=request.id,
        debit=debit,
        credit=credit,
        amount=amount,
        kind=kind,
        actor=request.actor,
        occurred_at=request.at,
        reference=request.reference,
        note=request.note,
    )


def post(tenant_id: UUID, movements: Sequence[Movement], *, owing: bool = False) -> bool:
    """Post all movements or none. True: posted now; False: they had been posted before.

    Raises Conflict, Shortfall, UnknownAccount - and then nothing has changed. `owing`: see `apply_balances`.
    """
    with transaction.atomic():
        if not insert_transfers(tenant_id, movements):
            return False
        apply_balances(tenant_id, movements, lock_accounts(tenant_id, touched(movements)), owing=owing)
    return True


def insert_transfers(tenant_id: UUID, movements: Sequence[Movement]) -> bool:
    """Insert the transfers. False: all of them were there before. Raises Conflict.

    The first step of a posting; `lock_accounts` and `apply_balances` have to follow in the same transaction.
    """
    fresh = insert_missing(tenant_id, movements)
    if fresh and len(fresh) < len(movements):
        raise Conflict(({each.id for each in movements} - {each.id for each in fresh}).pop())
    return bool(fresh)


def insert_missing(tenant_id: UUID, movements: Sequence[Movement]) -> list[Movement]:
    """Insert the transfers that are not there yet; which they were. Raises Conflict."""
    inserted = _insert(tenant_id, movements)
    repeated = [movement for movement in movements if movement.id not in inserted]
    if repeated:
        _refuse_conflicts(tenant_id, repeated)
    return [movement for movement in movements if movement.id in inserted]


def _insert(tenant_id: UUID, movements: Sequence[Movement]) -> frozenset[UUID]:
    """Insert, in id order, what is not there yet; the ids that were new. One statement."""
    if not movements:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, {"tenant": tenant_id, "rows": _rows(movements)})
        return frozenset(row[0] for row in cursor.fetchall())


def lock_accounts(tenant_id: UUID, accounts: Iterable[UUID]) -> Locked:
    """Lock the accounts, in id order, until the transaction's end."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [tenant_id, array_of(accounts)])
        return {account: (balance, floor) for account, balance, floor in cursor.fetchall()}


def touched(movements: Iterable[Movement]) -> list[UUID]:
    """The accounts with a balance that the movements touch."""
    ends = {end for movement in movements for end in (movement.debit, movement.credit)}
    return sorted(end for end in ends if has_balance(end))


def apply_balances(
    tenant_id: UUID, movements: Sequence[Movement], locked: Locked, *, owing: bool = False
) -> None:
    """Change balances and flows by movements that are inserted, on locked accounts; one statement.

    `owing`: a floor gives way, as a chargeback's may (C15). Raises Shortfall or UnknownAccount.
    """
    with connection.cursor() as cursor:
        cursor.execute(_APPLY, _parameters(tenant_id, _flows(movements), locked, owing))


def post_locked(
    tenant_id: UUID, paid: Sequence[Payments], locked: Locked, promised: Sequence[Promised]
) -> None:
    """Insert payments whose ids are known to be new, with all that they change, on locked accounts.

    In one statement; of two accounts there is one of `paid` for each kind. `promised`: what was promised on
    leases. Raises Conflict, Shortfall, UnknownAccount, and the caller's transaction has to end.
    """
    flows = [
        _Flow(each.debit, each.credit, each.kind, [payment.amount for payment in each.all]) for each in paid
    ]
    parameters = _parameters(tenant_id, flows, locked) | _transfers(paid)
    parameters |= {
        "leases": array_of(each.lease_id for each in promised),
        "promised": array_of(each.credits for each in promised),
        "late": array_of(each.late for each in promised),
    }
    with connection.cursor() as cursor:
        cursor.execute(_POST_LOCKED, parameters)
        row = cursor.fetchone()
    if row is None or row[0] != sum(len(each.all) for each in paid):
        raise Conflict(paid[0].all[0].op_id)


def _transfers(paid: Sequence[Payments]) -> dict[str, Any]:
    """The parameters of these payments: in id order, as whoever inserts the same ones waits for us."""
    ends = {
        "from": array_of(each.debit for each in paid),
        "to": array_of(each.credit for each in paid),
        "as": array_of(each.kind.value for each in paid),
        "actors": array_of(each.actor for each in paid),
        "references": array_of(each.reference for each in paid),
    }
    rows = [(payment, place) for place, each in enumerate(paid, 1) for payment in each.all]
    rows.sort(key=lambda row: row[0].op_id.int)
    return ends | {
        "ids": array_of(payment.op_id for payment, _ in rows),
        "places": array_of(place for _, place in rows),
        "amounts": array_of(payment.amount for payment, _ in rows),
        "moments": array_of(payment.occurred_at for payment, _ in rows),
    }


class _Flow(NamedTuple):
    """What moves between two accounts, as one kind."""

    debit: UUID
    credit: UUID
    kind: TransferKind
    amounts: list[int]


def _flows(movements: Iterable[Movement]) -> list[_Flow]:
    flows: dict[tuple[UUID, UUID, TransferKind], list[int]] = {}
    for movement in movements:
        flows.setdefault((movement.debit, movement.credit, movement.kind), []).append(movement.amount)
    return [_Flow(*ends, amounts) for ends, amounts in flows.items()]


def _parameters(
    tenant_id: UUID, flows: Iterable[_Flow], locked: Locked, owing: bool = False
) -> dict[str, Any]:
    """The parameters of a change. Raises Shortfall or UnknownAccount."""
    deltas: Counter[UUID] = Counter()
    for debit, credit, _, amounts in flows:
        deltas[debit] -= sum(amounts)
        deltas[credit] += sum(amounts)
    balances = {account: delta for account, delta in deltas.items() if has_balance(account)}
    for account, delta in balances.items():
        if account not in locked:
            raise UnknownAccount(f"There is no account {account}.")
        balance, floor = locked[account]
        if delta < 0 and floor is not None and balance + delta < floor and not owing:
            raise Shortfall(account, balance, -delta)
    # In one order everywhere: two batches may meet on a flow whose ends are both without a limit.
    rows = sorted(
        (debit, credit, kind.value, sum(amounts), len(amounts)) for debit, credit, kind, amounts in flows
    )
    names = ("debits", "credits", "kinds", "totals", "counts")
    return {
        "tenant": tenant_id,
        "owing": owing,
        "accounts": array_of(balances.keys()),
        "deltas": array_of(balances.values()),
        **dict(zip(names, map(array_of, zip(*rows, strict=True)), strict=True)),
    }


def _rows(movements: Sequence[Movement]) -> str:
    return _MOVEMENTS.dump_json(sorted(movements, key=lambda movement: movement.id)).decode()


_MOVEMENTS = TypeAdapter(list[Movement])
"""As one JSON document they cost the program a tenth of what lists of each field do."""

_INSERT = """
INSERT INTO ledger_transfer
  (tenant_id, id, debit_id, credit_id, amount, kind, actor, reference, note, op_id, reverses, occurred_at,
   recorded_at)
SELECT %(tenant)s, id, debit, credit, amount, kind, actor, reference, note, op_id, reverses, occurred_at,
  clock_timestamp()
FROM json_to_recordset(%(rows)s)
  AS new(id uuid, debit uuid, credit uuid, amount bigint, kind text, actor text, reference text, note text,
         op_id uuid, reverses uuid, occurred_at timestamptz)
ON CONFLICT (tenant_id, id) DO NOTHING RETURNING id
"""

_LOCK = """
SELECT id, balance, floor FROM ledger_account
WHERE tenant_id = %s AND id = ANY(%s::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""

# Arrays are unnested as columns of a query, row by row; as functions to select from, each would be kept whole
# first, in memory that the server gives back to the system and asks for again with every statement. Rows
# that are changed are found by their ids, whatever else is known of the tables.
_PAY = """
INSERT INTO ledger_transfer
  (tenant_id, id, debit_id, credit_id, amount, kind, actor, reference, note, op_id, occurred_at, recorded_at)
SELECT %(tenant)s, id, (%(from)s::uuid[])[place], (%(to)s::uuid[])[place], amount, (%(as)s::text[])[place],
  (%(actors)s::text[])[place], (%(references)s::text[])[place], '', id, occurred_at, clock_timestamp()
FROM (SELECT unnest(%(ids)s::uuid[]) AS id, unnest(%(places)s::bigint[]) AS place,
        unnest(%(amounts)s::bigint[]) AS amount, unnest(%(moments)s::timestamptz[]) AS occurred_at) AS new
ON CONFLICT (tenant_id, id) DO NOTHING RETURNING id
"""

_AFTER = "balance + (%(deltas)s::bigint[])[array_position(%(accounts)s::uuid[], id)]"

_ACCOUNTS = f"""
UPDATE ledger_account SET
  balance = {_AFTER},
  floor = CASE WHEN floor IS NULL THEN NULL
               WHEN %(owing)s THEN least(floor, {_AFTER})
               ELSE least(0, greatest(floor, {_AFTER})) END,
  owing = floor IS NULL AND {_AFTER} < 0
WHERE tenant_id = %(tenant)s AND id = ANY(%(accounts)s::uuid[])
RETURNING kind, owner_id
"""  # noqa: S608 - of constants alone

_NOTED = """
INSERT INTO ledger_creditchange (tenant_id, id, kind, owner_id)
SELECT %(tenant)s, gen_random_uuid(), kind, owner_id FROM changed WHERE kind <> 'user'
"""

_FLOWS = """
INSERT INTO ledger_flow AS flow (tenant_id, debit_id, credit_id, kind, total, transfers)
SELECT %(tenant)s, debit, credit, kind, total, count
FROM (SELECT unnest(%(debits)s::uuid[]) AS debit, unnest(%(credits)s::uuid[]) AS credit,
        unnest(%(kinds)s::text[]) AS kind, unnest(%(totals)s::bigint[]) AS total,
        unnest(%(counts)s::bigint[]) AS count) AS new
ON CONFLICT (tenant_id, debit_id, credit_id, kind)
DO UPDATE SET total = flow.total + excluded.total, transfers = flow.transfers + excluded.transfers
"""

_PROMISED = """
UPDATE ledger_lease SET
  spent = spent + (%(promised)s::bigint[])[array_position(%(leases)s::uuid[], id)],
  late = late + (%(late)s::bigint[])[array_position(%(leases)s::uuid[], id)]
WHERE tenant_id = %(tenant)s AND id = ANY(%(leases)s::uuid[])
"""

# Put together from constants alone.
_APPLY = f"WITH changed AS ({_ACCOUNTS}), noted AS ({_NOTED}) {_FLOWS}"
_POST_LOCKED = f"""
WITH inserted AS ({_PAY}), changed AS ({_ACCOUNTS}), noted AS ({_NOTED}), flowed AS ({_FLOWS}),
  promised AS ({_PROMISED})
SELECT count(*) FROM inserted
"""  # noqa: S608


def _content(movement: Movement) -> tuple[object, ...]:
    """What makes a repetition the same movement; its moment, actor and note do not."""
    accounts = (movement.debit, movement.credit)
    return (*accounts, movement.amount, movement.kind, movement.reference, movement.reverses)


def _refuse_conflicts(tenant_id: UUID, repeated: Sequence[Movement]) -> None:
    posted = Transfer.objects.filter(tenant_id=tenant_id, id__in=[each.id for each in repeated])
    content = {
        each.id: (each.debit_id, each.credit_id, each.amount, each.kind, each.reference, each.reverses)
        for each in posted
    }
    for movement in repeated:
        if content.get(movement.id) != _content(movement):
            raise Conflict(movement.id)
