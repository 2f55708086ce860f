"""C19: a sync is a few statements, however many ops it carries."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central.events.credits import credits_of
from central.events.models import Event
from central.ledger.audit import audit
from contract.ids import new_id
from tests.central.world import APPLIED, DUPLICATE, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")

Ops = Callable[[int], list[dict[str, Any]]]


@pytest.fixture
def world(database: str) -> World:
    return World(credits=1_000_000)


@pytest.fixture
def event(world: World) -> Event:
    return world.event(500_000, refund_on_failure=True)


@pytest.fixture
def booth(world: World, event: Event) -> Booth:
    booth = world.booth(event)
    assert booth.client.get("/api/v1/kiosk/config").status_code == 200
    # From now on the prices that it was given are remembered.
    assert booth.fates(booth.request_op(event, world.style, price=7)) == [refused("invalid")]
    return booth


def statements(booth: Booth, ops: list[dict[str, Any]], fate: tuple[str, str | None]) -> int:
    """How many a sync with these ops takes, each of which has this fate."""
    with CaptureQueriesContext(connection) as queries:
        assert set(booth.fates(*ops)) == {fate}
    return len(queries)


def assert_flat(booth: Booth, make: Ops, fate: tuple[str, str | None] = APPLIED, most: int = 30) -> None:
    few, many = statements(booth, make(2), fate), statements(booth, make(60), fate)
    assert many == few <= most


@pytest.mark.parametrize("count", [1, 100])
def test_pictures_that_a_lease_backs(world: World, event: Event, booth: Booth, count: int) -> None:
    """Whose token it is; kiosk, claim codes, pictures, lease, transfers, photos, ops; what is new."""
    lease = booth.lease(50_000).json()["id"]
    ops = [booth.request_op(event, world.style, lease_id=lease) for _ in range(count)]
    assert statements(booth, ops, APPLIED) == 9 + len(("BEGIN", "COMMIT"))
    assert credits_of(event).consumed == 100 * count


def test_each_picture_fills_these_indexes_and_no_others() -> None:
    """One more is a tenth of what its picture costs the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relation.relname, index.relname FROM pg_index
            JOIN pg_class AS relation ON relation.oid = indrelid
            JOIN pg_class AS index ON index.oid = indexrelid
            WHERE relation.relname = ANY(%s) AND indpred IS NULL
            """,
            [["generations_generation", "generations_claimcode", "ledger_transfer", "sync_op"]],
        )
        filled = set(cursor.fetchall())
    assert filled == {
        ("generations_generation", "generations_generation_pkey"),
        ("generations_generation", "generation_by_event"),
        ("generations_generation", "generation_by_photo_sha256"),
        ("generations_claimcode", "generations_claimcode_pkey"),
        ("ledger_transfer", "ledger_transfer_pkey"),
        ("ledger_transfer", "transfer_by_debit"),
        ("ledger_transfer", "transfer_by_credit"),
        ("sync_op", "sync_op_pkey"),
    }


def test_pictures_that_the_pool_pays(world: World, event: Event, booth: Booth) -> None:
    assert_flat(booth, lambda n: [booth.request_op(event, world.style) for _ in range(n)])


def test_pictures_that_nobody_can_pay(world: World) -> None:
    poor = world.event(credits=10)
    booth = world.booth(poor)
    wanted = lambda n: [booth.request_op(poor, world.style) for _ in range(n)]  # noqa: E731
    assert_flat(booth, wanted, refused("credits_exhausted"))


def test_ops_that_are_repeated(world: World, event: Event, booth: Booth) -> None:
    sent = [booth.request_op(event, world.style) for _ in range(60)]
    booth.sync(*sent)
    assert_flat(booth, lambda n: sent[:n], DUPLICATE)


def test_pictures_whose_ids_are_in_use(world: World, event: Event, booth: Booth) -> None:
    sent = [booth.request_op(event, world.style) for _ in range(60)]
    booth.sync(*sent)

    def again(count: int) -> list[dict[str, Any]]:
        return [booth.request_op(event, world.style) | {"payload": op["payload"]} for op in sent[:count]]

    assert_flat(booth, again, refused("conflict"), most=40)
    assert credits_of(event).consumed == 6_000


def test_ops_that_nobody_understands(booth: Booth) -> None:
    assert_flat(booth, lambda n: [booth.op("generation.dreamt", {}) for _ in range(n)], refused("invalid"))


def test_pictures_that_are_cancelled(world: World, event: Event, booth: Booth) -> None:
    sent = [booth.request_op(event, world.style) for _ in range(62)]
    booth.sync(*sent)
    waiting = [op["payload"]["generation_id"] for op in sent]

    def cancelled(count: int) -> list[dict[str, Any]]:
        named = [waiting.pop() for _ in range(count)]
        return [booth.op("generation.cancelled", {"generation_id": each}) for each in named]

    assert_flat(booth, cancelled)
    assert credits_of(event).consumed == 0
    assert audit().clean


def test_leases_that_are_not_the_kiosks(booth: Booth) -> None:
    assert_flat(
        booth,
        lambda n: [booth.op("lease.returned", {"lease_id": str(new_id())}) for _ in range(n)],
        refused("lease_unknown"),
    )


def test_one_lease_given_back_again_and_again(world: World, event: Event, booth: Booth) -> None:
    lease = booth.lease(1_000).json()["id"]
    assert booth.fates(booth.op("lease.returned", {"lease_id": lease})) == [APPLIED]
    assert_flat(booth, lambda n: [booth.op("lease.returned", {"lease_id": lease}) for _ in range(n)])
    assert credits_of(event).pool == 500_000


def test_what_booths_report(booth: Booth) -> None:
    assert_flat(
        booth,
        lambda n: [booth.op("alert.raised", {"part": "printer", "sentence": str(each)}) for each in range(n)],
    )
