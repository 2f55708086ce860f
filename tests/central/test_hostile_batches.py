"""Batches that are made to cost more than they are worth: what they take is bounded, and nobody waits."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any
from uuid import UUID

import pytest
from django.db import DataError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from central.events.credits import credits_of
from central.events.models import Event
from central.generations import claim_codes
from central.generations.claim_codes import Asked
from central.generations.models import ClaimCode
from central.ledger.audit import audit
from central.ledger.models import Transfer
from central.sync import exchange
from contract.ids import new_claim_code, new_id
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")

Ops = list[dict[str, Any]]
FEW, MANY = 3, 48


class Stage:
    """A live event with credits, and a booth at it."""

    def __init__(self) -> None:
        self.world = World(credits=1_000_000)
        self.event: Event = self.world.event(500_000, refund_on_failure=True)
        self.booth: Booth = self.world.booth(self.event)
        self.booth.client.get("/api/v1/kiosk/config")
        self.booth.sync(self.ask())  # From now on the prices that it was given are remembered.

    def ask(self, **changes: Any) -> dict[str, Any]:
        return self.booth.request_op(self.event, self.world.style, **changes)

    def own_transfers(self, count: int) -> Ops:
        return [self.ask() | {"op_id": each} for each in self.ids_of_own_transfers(count)]

    def ids_of_own_transfers(self, count: int) -> list[str]:
        """The booth knows them from its own leases."""
        ids = [str(new_id()) for _ in range(count)]
        for each in ids:
            assert self.booth.lease(1_000, request_id=each).status_code == 200
        assert Transfer.objects.filter(id__in=ids).count() == count
        return ids

    def own_transfers_among_good_ones(self, count: int) -> Ops:
        return [*self.own_transfers(count), *(self.ask() for _ in range(count))]

    def returns_by_own_transfers(self, count: int) -> Ops:
        ids = self.ids_of_own_transfers(count)
        lease = self.booth.lease(1_000).json()["id"]
        return [self.booth.op("lease.returned", {"lease_id": lease}) | {"op_id": each} for each in ids]

    def foreign_codes(self, count: int) -> Ops:
        codes = [new_claim_code() for _ in range(count)]
        claim_codes.take(new_id(), new_id(), [Asked(code, None, None, None, "", "") for code in codes])
        return [self.ask(claim_code=code) for code in codes]

    def erased_codes(self, count: int) -> Ops:
        codes = [new_claim_code() for _ in range(count)]
        for code in codes:
            with transaction.atomic():
                claim_codes.erase(code)
        assert ClaimCode.objects.filter(code__in=codes, erased_at__isnull=False).count() == count
        return [self.ask(claim_code=code) for code in codes]

    def erased_codes_refused(self, count: int) -> Ops:
        return [op | {"payload": op["payload"] | {"price": 7}} for op in self.erased_codes(count)]

    def erased_codes_twice(self, count: int) -> Ops:
        erased = self.erased_codes(count)
        self.booth.sync(*erased)
        return [self.ask(claim_code=op["payload"]["claim_code"]) for op in erased]

    def another_booths_ops(self, count: int) -> Ops:
        other = self.world.booth(self.event, "Another")
        ops = [other.op("alert.raised", {"part": "printer", "sentence": "paper"}) for _ in range(count)]
        other.sync(*ops)
        return [self.ask() | {"op_id": op["op_id"]} for op in ops]

    def each_differently(self, count: int) -> Ops:
        unknown = lambda: str(new_id())  # noqa: E731
        lease = self.booth.lease(1_000).json()["id"]
        kinds: list[Callable[[], dict[str, Any]]] = [
            lambda: self.ask(price=7), lambda: self.ask(style_id=unknown()),
            lambda: self.ask(lease_id=unknown()), lambda: self.ask(event_id=unknown()),
            lambda: self.ask(claim_code="short"), lambda: self.ask(ticket=0),
            lambda: self.ask(lease_id=lease), self.ask,
            lambda: self.booth.op("generation.dreamt", {}),
            lambda: self.booth.op("lease.returned", {"lease_id": unknown()}),
            lambda: self.booth.op("generation.cancelled", {"generation_id": unknown()}),
            lambda: self.booth.op("alert.raised", {"part": "x", "sentence": "y", "event_id": unknown()}),
        ]  # fmt: skip
        return [make() for _ in range(count // 3) for make in kinds]

    def one_id(self, count: int) -> Ops:
        first = self.ask()
        return [first, *(self.ask(ticket=each + 2) | {"op_id": first["op_id"]} for each in range(count))]

    def own_leases(self, count: int) -> Ops:
        """The booth gives back every lease that it could get."""
        leases = [
            answer.json()["id"] for _ in range(count) if (answer := self.booth.lease(1)).status_code == 200
        ]
        return [self.booth.op("lease.returned", {"lease_id": each}) for each in leases]


STRANGE: dict[str, Callable[[Stage, int], Ops]] = {
    "own-transfers": Stage.own_transfers,
    "own-transfers-among-good": Stage.own_transfers_among_good_ones,
    "returns-by-own-transfers": Stage.returns_by_own_transfers,
    "foreign-codes": Stage.foreign_codes,
    "erased-codes": Stage.erased_codes,
    "erased-codes-refused": Stage.erased_codes_refused,
    "erased-codes-twice": Stage.erased_codes_twice,
    "another-booths-ops": Stage.another_booths_ops,
    "each-differently": Stage.each_differently,
    "own-leases": Stage.own_leases,
    "unknown-leases": lambda s, n: [s.ask(lease_id=str(new_id())) for _ in range(n)],
    "unknown-events": lambda s, n: [s.ask(event_id=str(new_id())) for _ in range(n)],
    "unknown-styles": lambda s, n: [s.ask(style_id=str(new_id())) for _ in range(n)],
    "reports-of-unknown-events": lambda s, n: [
        s.booth.op("alert.raised", {"part": "x", "sentence": "y", "event_id": str(new_id())})
        for _ in range(n)
    ],
    "one-id-again-and-again": Stage.one_id,
    "one-picture-again-and-again": lambda s, n: [s.ask(generation_id=str(UUID(int=7))) for _ in range(n)],
}  # fmt: skip


DONE_IN_PARTS = {
    "erased-codes",
    "erased-codes-refused",
    "erased-codes-twice",
    "each-differently",
    "own-leases",
}
"""Some of their ops take statements of their own. Honest batches have none of them, or one."""


def settled(stage: Stage, ops: Ops) -> list[str]:
    """The statements by which the first sync with these ops settles what it does; others settle the rest."""
    with CaptureQueriesContext(connection) as queries:
        results = stage.booth.sync(*ops)["results"]
    for _ in range(40):
        assert [result["op_id"] for result in results] == [op["op_id"] for op in ops]
        late = {result["op_id"] for result in results if result["status"] == "retry"}
        if not late:
            return [query["sql"] for query in queries]
        ops = [op for op in ops if op["op_id"] in late]
        results = stage.booth.sync(*ops)["results"]
    raise AssertionError(f"{len(late)} ops are never settled")


def longest_transaction(statements: list[str]) -> int:
    """How many statements the longest one has."""
    borders = {"BEGIN", "COMMIT", "ROLLBACK"}
    ends = [0, *(at for at, each in enumerate(statements) if each in borders)]
    return max(after - before for before, after in pairwise(ends))


@pytest.mark.parametrize("strange", STRANGE)
def test_what_a_batch_takes_is_bounded(strange: str) -> None:
    stage = Stage()
    few = settled(stage, STRANGE[strange](stage, FEW))
    many = settled(stage, STRANGE[strange](stage, MANY))
    if strange in DONE_IN_PARTS:
        assert len(many) <= 1_000
    else:
        assert len(many) == len(few) <= 40
    assert longest_transaction(many) <= 200
    assert stage.booth.row.ack_seq == stage.booth.seq
    assert credits_of(stage.event).adds_up
    assert audit().clean


def test_nobody_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whenever a part of it begins, another booth of the event is served in between."""
    stage = Stage()
    batch = stage.erased_codes(MANY)
    others = [stage.world.booth(stage.event, f"Booth {each}") for each in range(12)]
    served: list[Any] = []
    effects = exchange._effects

    def in_between(*arguments: Any) -> Any:
        if others and threading.current_thread() is threading.main_thread():
            other = others.pop()
            with ThreadPoolExecutor(1, initializer=impatient) as thread:
                served.append(
                    thread.submit(sync_alone, other, other.request_op(stage.event, stage.world.style))
                )
                served[-1].result(20)
        return effects(*arguments)

    monkeypatch.setattr(exchange, "_effects", in_between)
    stage.booth.sync(*batch)
    assert len(served) > 3
    assert {each.result() for each in served} == {"applied"}


def impatient() -> None:
    """This thread's statements fail instead of waiting for another transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '5s'")


def sync_alone(booth: Booth, op: dict[str, Any]) -> str:
    try:
        status: str = booth.sync(op)["results"][0]["status"]
        return status
    finally:
        connections.close_all()


def test_an_op_that_the_database_never_takes_stands_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shapes should not let any such through; if they do, the others of its batch are settled."""
    stage = Stage()
    ops = [stage.ask() for _ in range(40)]
    bad = {ops[7]["op_id"], ops[31]["op_id"]}
    apply = exchange._apply

    def objecting(kiosk: Any, incoming: Any) -> Any:
        if any(str(op.op_id) in bad for op in incoming):
            raise DataError("out of range")
        return apply(kiosk, incoming)

    monkeypatch.setattr(exchange, "_apply", objecting)
    for _ in range(3):
        settled(stage, ops)
    fates = {result["op_id"]: result["code"] for result in stage.booth.sync(*ops)["results"]}
    assert {op_id for op_id, code in fates.items() if code} == bad
    assert {fates[each] for each in bad} == {"invalid"}
    assert stage.booth.row.ack_seq == stage.booth.seq
