"""What nothing happens to costs nothing: no periodic task's work grows with events that are as they were."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Final

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from procrastinate.contrib.django import app

from central.events import lifecycle
from central.events.models import NEVER, Event
from central.fleet.state_announcements import announce_changed_states
from central.generations.claims import revive_lapsed
from central.incidents.models import Incident
from central.ledger.accounts import AccountKind, account_id
from central.ledger.models import Account, CreditChange
from central.operations import schedule
from contract.config import EventState
from contract.ids import new_id
from tests.central.books import a_request
from tests.central.test_isolated_tasks import is_row, poisoned
from tests.central.world import APPLIED, World

pytestmark = pytest.mark.usefixtures("database")

PROOF: Final = "ledger.audit"
"""Reads the whole ledger, every night: that is what it is for."""
DAY: Final = timedelta(days=1)


def rounds() -> Iterator[tuple[str, Callable[[], object]]]:
    """One round of each periodic task."""
    for periodic in app.periodic_registry.periodic_tasks.values():
        task = periodic.task
        if task.name == "generations.rescue":
            yield task.name, revive_lapsed  # The rest of it asks Procrastinate for its dead workers.
        elif task.name != PROOF:
            yield task.name, lambda task=task: task.func(0)  # type: ignore[misc]


def idle_events(world: World, count: int) -> None:
    """To come, running, over, and never opened; with credits, and told to their booths."""
    now = timezone.now()
    kinds = (
        (now + DAY, now + 2 * DAY, EventState.LIVE, EventState.SCHEDULED),
        (now - DAY, now + DAY, EventState.LIVE, EventState.LIVE),
        (now - DAY, now + DAY, EventState.PAUSED, EventState.PAUSED),
        (now - 9 * DAY, now - 8 * DAY, EventState.LIVE, EventState.ENDED),
        (now + DAY, now + 2 * DAY, EventState.DRAFT, EventState.DRAFT),
    )
    events = [
        Event(
            tenant_id=world.tenant_id, slug=new_id().hex, name="Fiesta", time_zone="UTC",
            starts_at=starts_at, ends_at=ends_at, decided=decided, announced=announced,
        )
        for _ in range(count // len(kinds))
        for starts_at, ends_at, decided, announced in kinds
    ]  # fmt: skip
    Event.objects.bulk_create(events, batch_size=1000)
    looked_at = Event.objects.filter(id__in=[event.id for event in events])
    looked_at.update(state_due_at=NEVER, ending_due_at=NEVER)  # As `settle` would, one by one.
    looked_at.filter(starts_at__gt=now).update(ending_due_at=F("starts_at"))
    looked_at.filter(starts_at__gt=now).exclude(decided="draft").update(state_due_at=F("starts_at"))
    looked_at.filter(ends_at__lt=now).update(leftovers_due_at=NEVER)
    Account.objects.bulk_create(
        Account(
            tenant_id=event.tenant_id, id=account_id(AccountKind.POOL, event.id), kind="pool",
            owner_id=event.id, balance=500 if event.ends_at > now else 0,
        )
        for event in events
    )  # fmt: skip
    Account.objects.bulk_create(
        Account(
            tenant_id=event.tenant_id, id=account_id(AccountKind.OVERDRAFT, event.id), kind="overdraft",
            owner_id=event.id, floor=None, payer_id=world.wallet,
        )
        for event in events
    )  # fmt: skip
    settle()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_event, ledger_account")


def settle() -> None:
    """Do all that is due."""
    for _, run in rounds():
        run()


def statements(run: Callable[[], object]) -> int:
    with CaptureQueriesContext(connection) as asked:
        run()
    return len(asked)


def rows_read(run: Callable[[], object]) -> int:
    """Of all tables of events and the ledger, by whatever plan."""
    with transaction.atomic():
        before = _rows_read()
        run()
        return _rows_read() - before


def _rows_read() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))"
            " FROM pg_stat_xact_user_tables WHERE relname ~ '^(events|ledger|fleet)_'"
        )
        [[read]] = cursor.fetchall()
        return int(read or 0)


def test_a_round_of_every_task_takes_as_many_statements_with_a_thousand_idle_events(world: World) -> None:
    costs = []
    for count in (10, 990):
        idle_events(world, count)
        costs.append({name: statements(run) for name, run in rounds()})
    few, many = costs
    assert many == few
    assert len(few) >= 15
    assert sum(few.values()) < 60


def test_and_reads_none_of_their_rows(world: World) -> None:
    idle_events(world, 1_000)
    read = {name: rows_read(run) for name, run in rounds()}
    assert {name: count for name, count in read.items() if count > 10} == {}


def test_a_charge_is_looked_at_once(world: World) -> None:
    event = world.event(1_000)
    booth = world.booth(event)
    settle()
    lease = booth.lease(1_000).json()["id"]
    booth.sync(booth.request_op(event, world.style, lease_id=lease))
    assert CreditChange.objects.count() > 1
    idle = statements(revive_lapsed)
    assert statements(announce_changed_states) > idle
    assert CreditChange.objects.count() == 0
    assert Event.objects.get().announced == "live"


def test_the_last_credit_of_a_lease_exhausts_and_a_top_up_opens(world: World) -> None:
    event = world.event(100)
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    settle()
    assert booth.fates(booth.request_op(event, world.style, lease_id=lease)) == [APPLIED]
    assert announce_changed_states() == 1
    assert Event.objects.get().announced == EventState.EXHAUSTED
    lifecycle.top_up(event, 100, a_request())
    assert announce_changed_states() == 1
    assert Event.objects.get().announced == EventState.LIVE


def test_what_a_booth_finds_out_first_is_told_to_the_others(world: World) -> None:
    """A price that changed moves no credits."""
    event = world.event(60)
    first, second = world.booth(event), world.booth(event)
    first.client.get("/api/v1/kiosk/config")
    settle()
    cursor = second.sync()["cursor"]
    world.quick.delete()
    assert first.client.get("/api/v1/kiosk/config").json()["event"]["state"] == "exhausted"
    assert announce_changed_states() == 1
    assert [each["kind"] for each in second.sync(cursor=cursor)["changes"]] == ["config"]


def test_dates_that_are_put_off_make_it_due_again(world: World) -> None:
    event = world.event(500)
    now = timezone.now()
    for starts_at, ends_at, state in (
        (now - 2 * DAY, now - DAY, "ended"),
        (now - 2 * DAY, now + DAY, "live"),
        (now + DAY, now + 2 * DAY, "scheduled"),
    ):
        Event.objects.filter(id=event.id).update(starts_at=starts_at, ends_at=ends_at)
        announce_changed_states()
        assert Event.objects.get().announced == state
        assert announce_changed_states() == 0


def test_leftovers_go_back_after_each_end(world: World) -> None:
    event = world.event(500)
    now = timezone.now()
    for pool in (0, 70):
        if pool:
            Event.objects.filter(id=event.id).update(ends_at=now + DAY)
            lifecycle.top_up(event, pool, a_request())
        Event.objects.filter(id=event.id).update(starts_at=now - 2 * DAY, ends_at=now - DAY)
        schedule.leftovers(0)
        assert Account.objects.get(kind="pool").balance == 0
    assert Account.objects.get(id=world.wallet).balance == 100_000


def test_a_consequence_that_cannot_be_noted_is_not_forgotten(world: World) -> None:
    events = [world.event(140) for _ in range(3)]
    booths = [world.booth(event) for event in events]
    settle()
    for event, booth in zip(events, booths, strict=True):
        booth.sync(booth.request_op(event, world.style))
    with poisoned("events_event", is_row(events[1].id)):
        assert announce_changed_states() == 2
        assert Incident.objects.get(resolved_at=None).subject == f"event:{events[1].id}"
        announce_changed_states()
        assert {each.owner_id for each in CreditChange.objects.all()} == {events[1].id}
    assert announce_changed_states() == 1
    assert not Incident.objects.filter(resolved_at=None).exists()
    announce_changed_states()
    assert not CreditChange.objects.exists()
