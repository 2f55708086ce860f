"""Whose credits run low, or were exceeded, is told once; and again when it happens again."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.events import lifecycle
from central.events.models import Event
from central.fleet import leases
from central.fleet.credit_changes import look_at_credit_changes
from central.fleet.state_announcements import announce_changed_states
from central.notices.kinds import NoticeKind
from central.notices.models import Crossing, Notice
from central.tenants import clients
from central.tenants.low_balances import look_at_owners
from central.tenants.tariff import change
from tests.central.books import a_request
from tests.central.persons import Person, a_client, a_partner
from tests.central.test_isolated_tasks import forbidden
from tests.central.told import look, titles, told
from tests.central.world import APPLIED, Booth, World

pytestmark = pytest.mark.usefixtures("database")


def spend(world: World, booth: Booth, event: Event, pictures: int) -> None:
    """So many pictures, at 100 credits each, out of the event's pool."""
    ops = [booth.request_op(event, world.style) for _ in range(pictures)]
    assert booth.fates(*ops) == [APPLIED] * pictures


def top_up(event: Event, credits: int) -> None:
    lifecycle.top_up(event, credits, a_request())


def test_a_pool_under_its_threshold_is_told_once_for_each_time(world: World, partner: Person) -> None:
    event = world.event(1_000)
    booth = world.booth(event)
    look()
    assert told(NoticeKind.LOW_POOL) == []
    spend(world, booth, event, 5)
    look()
    assert told(NoticeKind.LOW_POOL) == [], "500 is not under 500"
    for _ in range(3):
        spend(world, booth, event, 1)
        look()
    [facts] = told(NoticeKind.LOW_POOL)
    assert (facts["credits"], facts["percent"], facts["subject"]) == (400, 60, f"event:{event.id}")
    assert titles(partner.user)[0] == "A «Fiesta» le quedan pocos créditos"
    top_up(event, 1_000)
    look()
    assert not Crossing.objects.filter(kind=NoticeKind.LOW_POOL).exists()
    spend(world, booth, event, 8)
    look()
    assert [facts["credits"] for facts in told(NoticeKind.LOW_POOL)] == [400, 400]


def test_more_than_80_percent_used_is_low_however_much_is_left(world: World, partner: Person) -> None:
    event = world.event(5_000)
    booth = world.booth(event)
    spend(world, booth, event, 40)
    look()
    assert told(NoticeKind.LOW_POOL) == []
    spend(world, booth, event, 1)
    look()
    assert [facts["percent"] for facts in told(NoticeKind.LOW_POOL)] == [82]


def test_an_event_with_few_credits_is_told_of_when_it_begins(world: World) -> None:
    now = timezone.now()
    event = world.event(300, starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2))
    look()
    assert told(NoticeKind.LOW_POOL) == [], "it is still to come"
    Event.objects.filter(id=event.id).update(starts_at=now - timedelta(hours=1))
    announce_changed_states()
    look()
    assert len(told(NoticeKind.LOW_POOL)) == 1


@pytest.mark.parametrize("end", ["closed", "deleted"])
def test_an_event_that_is_over_is_low_no_more(world: World, end: str) -> None:
    event = world.event(300)
    look()
    assert len(told(NoticeKind.LOW_POOL)) == 1
    (lifecycle.close if end == "closed" else lifecycle.delete)(event, "test")
    look()
    assert not Crossing.objects.filter(kind=NoticeKind.LOW_POOL).exists()
    assert len(told(NoticeKind.LOW_POOL)) == 1


def test_an_overdraft_is_told_once_until_it_is_paid(database: str) -> None:
    """A lease was taken back, and its pictures arrive after its credits were spent by another booth."""
    world = World(credits=1_000)
    people = a_partner(world.tenant_id)
    event = world.event(1_000)
    lost, other = world.booth(event), world.booth(event)
    lease = UUID(lost.lease(1_000).json()["id"])
    leases.reclaim(event, lease, a_request())
    spend(world, other, event, 10)
    late = [lost.request_op(event, world.style, lease_id=str(lease)) for _ in range(3)]
    for op in late:
        assert lost.fates(op) == [APPLIED]
        look()
    assert [facts["credits"] for facts in told(NoticeKind.OVERDRAFT)] == [100]
    assert "«Fiesta» quedó en sobregiro: debe 100 créditos" in titles(people.user)
    world.top_up(500)
    look()
    assert not Crossing.objects.filter(kind=NoticeKind.OVERDRAFT).exists()


def test_a_client_is_told_when_its_balance_falls_under_the_threshold(world: World, partner: Person) -> None:
    host, client = a_client(world.tenant_id)
    give(world, client.id, 250)
    look()
    assert titles(host.user) == ["Recibiste 250 créditos"]
    world.event(200, client_id=client.id)
    look()
    look()
    assert titles(host.user)[0] == "Te queda poco saldo: 50 créditos"
    give(world, client.id, 100)
    look()
    assert not Crossing.objects.filter(kind=NoticeKind.LOW_BALANCE).exists()
    clients.take_back(world.tenant_id, client.id, 100, a_request())
    look()
    assert [facts["balance"] for facts in told(NoticeKind.LOW_BALANCE)] == [50, 50]


def give(world: World, client_id: UUID, credits: int) -> None:
    clients.allocate(world.tenant_id, client_id, credits, a_request())


def test_a_partner_is_told_when_its_wallet_runs_low(world: World, partner: Person) -> None:
    look()
    assert told(NoticeKind.LOW_WALLET) == []
    world.event(99_500)
    look()
    assert titles(partner.user) == ["Tu billetera tiene 500 créditos"]
    change("test", low_wallet=100)
    world.top_up(1)
    look()
    assert not Crossing.objects.filter(kind=NoticeKind.LOW_WALLET).exists(), "it follows the tariff"


def test_a_crossing_that_cannot_be_told_is_told_later(world: World, partner: Person) -> None:
    world.event(300)
    world.event(99_600)
    with forbidden("notices_notice", "false"):
        look_at_credit_changes()
        look_at_owners()
    assert not Crossing.objects.exists(), "neither is on record without the other"
    look()
    assert len(told(NoticeKind.LOW_POOL)) == len(told(NoticeKind.LOW_WALLET)) == 1


def statements_of_a_look(world: World, events: list[Event]) -> int:
    for event in events:
        top_up(event, 1)
    with CaptureQueriesContext(connection) as captured:
        look_at_credit_changes()
        look_at_owners()
    return len(captured)


def test_a_look_at_many_costs_as_many_statements_as_at_one(world: World) -> None:
    events = [world.event(300) for _ in range(12)]
    for client_number in range(6):
        a_client(world.tenant_id, f"client-{client_number}")
    look()
    few = statements_of_a_look(world, events[:1])
    assert statements_of_a_look(world, events) == few
    assert Notice.objects.filter(kind=NoticeKind.LOW_POOL).count() == 12


def test_nothing_is_looked_at_while_no_credits_move(world: World) -> None:
    for _ in range(3):
        world.event(300)
    announce_changed_states()
    look()
    with CaptureQueriesContext(connection) as captured:
        look_at_credit_changes()
        look_at_owners()
    assert len(captured) == 2
