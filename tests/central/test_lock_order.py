"""Decision 9: whoever moves credits takes locks in one order, so nobody ever waits in a circle.

Each test stops one transaction before each of its locks in turn, lets another one run into it, and goes on. A
wrong order is a deadlock at one of these places, every time.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from threading import Event as Signal
from threading import Thread
from typing import Any

import pytest
from django.db import connection, connections
from django.utils import timezone

from central.events import lifecycle
from central.events.credits import credits_of
from central.events.errors import EventOver
from central.events.models import Event
from central.fleet import kiosks
from central.fleet.leases import reclaim
from central.fleet.models import Kiosk
from central.gallery.erasure import erase
from central.generations.models import Generation
from central.generations.photo_timeouts import PHOTO_WAITS, give_up_on_photos
from central.ledger.audit import audit
from central.ledger.models import Lease, Transfer
from central.ledger.pools import pool_of
from central.ledger.transfer_requests import TransferRequest
from central.sync.exchange import settle_ops
from contract.ids import new_id
from contract.sync import RawOp
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")

Do = Callable[[], object]
_LOCKS = (
    "pg_advisory_xact_lock",
    "FOR NO KEY UPDATE",
    "FOR UPDATE",
    'UPDATE "generations_generation"',
    'UPDATE "events_event"',
)
_MOST_LOCKS = 20


class Runner(Thread):
    """Does one thing on a connection of its own."""

    def __init__(self, do: Do, stop_before: int | None = None) -> None:
        super().__init__()
        self._do, self._stop_before = do, stop_before
        self.backend = 0
        self.error: BaseException | None = None
        self.stopped, self.goes_on, self.begun = Signal(), Signal(), Signal()

    def run(self) -> None:
        try:
            connection.ensure_connection()
            self.backend = connection.connection.info.backend_pid
            self.begun.set()
            with self._stopping():
                self._do()
        except BaseException as error:
            self.error = error
        finally:
            self.stopped.set()
            connections.close_all()

    @contextmanager
    def _stopping(self) -> Iterator[None]:
        locks = 0

        def count(execute: Any, sql: Any, parameters: Any, many: Any, context: Any) -> Any:
            nonlocal locks
            if any(lock in str(sql) for lock in _LOCKS):
                if locks == self._stop_before:
                    self.stopped_there = True
                    self.stopped.set()
                    assert self.goes_on.wait(60)
                locks += 1
            return execute(sql, parameters, many, context)

        self.stopped_there = False
        with connection.execute_wrapper(count):
            yield

    def is_blocked(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT cardinality(pg_blocking_pids(%s)) > 0", [self.backend])
            [blocked] = cursor.fetchone() or [False]
        return bool(blocked)


def meet(first: Do, second: Do, place: int) -> bool:
    """Stop `first` before its lock number `place`, let `second` run into it; whether it has so many."""
    one, other = Runner(first, place), Runner(second)
    one.start()
    assert one.stopped.wait(60)
    other.start()
    assert other.begun.wait(60)
    while other.is_alive() and not other.is_blocked():
        other.join(0.001)
    one.goes_on.set()
    for runner in (one, other):
        runner.join(60)
        if runner.error is not None:
            raise AssertionError(f"stopped before lock {place}") from runner.error
    return one.stopped_there


def at_every_place(scene: Callable[[], tuple[Do, Do]]) -> None:
    """Let the two meet before each lock of the first one, in a scene that is new each time."""
    places = 0
    while meet(*scene(), places):
        places += 1
        assert places < _MOST_LOCKS
    assert places > 1, "it was never stopped"
    assert audit().clean, audit().faults


class Scene:
    """An event with credits, a booth that has a lease and knows another event, and a partner."""

    def __init__(self, world: World) -> None:
        self.world = world
        events = [self.world.event(3_000, refund_on_failure=True) for _ in range(2)]
        self.low, self.high = sorted(events, key=lambda event: pool_of(event.id))
        self.booth = self.at_both(self.low)
        self.lease = self.booth.lease(500).json()["id"]

    def at_both(self, event: Event) -> Booth:
        """A booth that has worked for both events, and is at this one now."""
        booth = self.world.booth(event)
        for each in (self.low, self.high, event):
            Kiosk.objects.filter(id=booth.id).update(event_id=each.id)
            assert booth.client.get("/api/v1/kiosk/config").status_code == 200
        return booth

    def batch(self, booth: Booth, *ops: dict[str, Any]) -> Do:
        row = booth.row
        return lambda: settle_ops(row, 1, [RawOp.model_validate(op) for op in ops], timezone.now())

    def request_op(self, event: Event, booth: Booth | None = None, **changes: Any) -> dict[str, Any]:
        return (booth or self.booth).request_op(event, self.world.style, **changes)

    def returned(self) -> dict[str, Any]:
        return self.booth.op("lease.returned", {"lease_id": self.lease})

    def waiting_picture(self) -> dict[str, Any]:
        """The cancelling of a picture whose photo has not come for a month."""
        request_op = self.request_op(self.low)
        self.booth.sync(request_op)
        pictures = Generation.objects.filter(id=request_op["payload"]["generation_id"])
        pictures.update(recorded_at=timezone.now() - PHOTO_WAITS - timedelta(days=1))
        return self.booth.op(
            "generation.cancelled", {"generation_id": request_op["payload"]["generation_id"]}
        )

    def reclaim(self) -> None:
        lease = Lease.objects.get(id=self.lease)
        reclaim(self.low, lease.id, TransferRequest(new_id(), "user:partner", timezone.now()))


def test_a_lease_given_back_in_a_batch_that_has_spent_from_the_pool(world: World) -> None:
    def scene() -> tuple[Do, Do]:
        here = Scene(world)
        return here.batch(here.booth, here.request_op(here.low), here.returned()), here.reclaim

    at_every_place(scene)


@pytest.mark.parametrize("which", [0, 1])
def test_a_booth_that_is_retired_while_one_of_its_leases_is_reclaimed(world: World, which: int) -> None:
    """It has two on one event, as the answer to the first request was lost."""

    def scene() -> tuple[Do, Do]:
        here = Scene(world)
        leases = [here.lease, here.booth.lease(500).json()["id"]]
        row, lease = here.booth.row, Lease.objects.get(id=leases[which])
        retirement, reclaiming = (TransferRequest(new_id(), "user:partner", timezone.now()) for _ in range(2))
        return lambda: kiosks.retire(row, retirement), lambda: reclaim(here.low, lease.id, reclaiming)

    at_every_place(scene)


def test_the_halves_of_a_divided_batch(world: World) -> None:
    def scene() -> tuple[Do, Do]:
        here = Scene(world)
        used = Transfer.objects.filter(tenant_id=here.world.tenant_id).values_list("id", flat=True)[0]
        ops = [
            here.request_op(here.low),
            here.request_op(here.low),
            here.request_op(here.low, lease_id=here.lease),
        ]
        bad = here.request_op(here.low) | {"op_id": str(used)}
        return here.batch(here.booth, *ops, bad), here.reclaim

    at_every_place(scene)


def test_a_picture_cancelled_while_it_fails(world: World) -> None:
    def scene() -> tuple[Do, Do]:
        here = Scene(world)
        cancelled = here.waiting_picture()
        batch = here.batch(here.booth, here.request_op(here.low), cancelled)
        return batch, lambda: give_up_on_photos(timezone.now())

    at_every_place(scene)


def test_a_refund_to_an_event_after_a_charge_to_another(world: World) -> None:
    def scene() -> tuple[Do, Do]:
        here = Scene(world)
        other = here.at_both(here.high)
        mine = here.batch(here.booth, here.request_op(here.high), here.waiting_picture())
        theirs = here.batch(other, here.request_op(here.low, other), here.request_op(here.high, other))
        return mine, theirs

    at_every_place(scene)


def guest_erases(here: Scene) -> Do:
    """A guest of the same booth erases a picture that is refunded."""
    request_op = here.request_op(here.low)
    here.booth.sync(request_op)
    return lambda: erase(request_op["payload"]["claim_code"])


def test_a_picture_erased_while_its_booth_gives_a_lease_back(world: World) -> None:
    def scene() -> tuple[Do, Do]:
        here = Scene(world)
        erases = guest_erases(here)
        return here.batch(here.booth, here.request_op(here.low), here.returned()), erases

    at_every_place(scene)


def test_a_picture_erased_while_a_batch_of_its_booth_is_divided(world: World) -> None:
    def scene() -> tuple[Do, Do]:
        here = Scene(world)
        erases = guest_erases(here)
        used = Transfer.objects.filter(tenant_id=here.world.tenant_id).values_list("id", flat=True)[0]
        bad = here.request_op(here.low) | {"op_id": str(used)}
        return here.batch(here.booth, here.request_op(here.low), here.request_op(here.low), bad), erases

    at_every_place(scene)


def test_a_divided_batch_settles_what_is_good_in_it(world: World) -> None:
    here = Scene(world)
    used = Transfer.objects.filter(tenant_id=here.world.tenant_id).values_list("id", flat=True)[0]
    bad = here.request_op(here.low) | {"op_id": str(used)}
    fates = here.booth.fates(
        here.request_op(here.low), bad, here.request_op(here.low, lease_id=here.lease), here.returned()
    )
    assert fates == [("applied", None), ("rejected", "conflict"), ("applied", None), ("applied", None)]
    counted = credits_of(here.low)
    assert (counted.consumed, counted.leased, counted.adds_up) == (200, 0, True)


@pytest.mark.parametrize("closed_before", [False, True])
@pytest.mark.parametrize("second", ["close", "delete", "top_up"])
@pytest.mark.parametrize("first", ["close", "delete", "top_up"])
def test_an_event_that_several_end_or_fill(
    world: World, first: str, second: str, closed_before: bool
) -> None:
    def scene() -> tuple[Do, Do]:
        event = world.event(500)
        if closed_before:
            lifecycle.close(event, "user:partner")
        return doing(first, event), doing(second, event)

    at_every_place(scene)


def doing(what: str, event: Event) -> Do:
    """Do it; too late is no fault."""
    now = timezone.now()

    def do() -> None:
        with suppress(EventOver):
            if what == "close":
                lifecycle.close(event, "user:partner")
            elif what == "delete":
                lifecycle.delete(event, "user:partner")
            else:
                lifecycle.top_up(event, 100, TransferRequest(new_id(), "user:partner", now))

    return do
