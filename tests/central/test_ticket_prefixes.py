"""Ticket numbers of one event's booths never meet: each has letters of its own."""

from uuid import UUID

import pytest
from django.db import IntegrityError, transaction

from central.events import lifecycle
from central.fleet.enrolment import new_code
from central.fleet.models import Kiosk, TicketPrefix
from central.fleet.ticket_prefixes import letters, prefix_of
from central.gallery import guests
from central.generations.models import Generation
from contract.ids import new_id
from tests.central.books import a_request
from tests.central.persons import a_partner
from tests.central.test_claim_codes import at_once
from tests.central.world import APPLIED, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")


def prefix(booth: Booth) -> str:
    config = booth.client.get("/api/v1/kiosk/config").json()
    return str(config["ticket_prefix"])


def test_each_booth_of_an_event_has_its_own_and_keeps_it(world: World) -> None:
    event, other = world.event(), world.event()
    booths = [world.booth(event) for _ in range(3)]
    assert [prefix(booth) for booth in booths] == ["A", "B", "C"]
    assert [prefix(booth) for booth in reversed(booths)] == ["C", "B", "A"]
    Kiosk.objects.filter(id=booths[1].id).update(event_id=other.id)
    assert prefix(booths[1]) == "A"
    Kiosk.objects.filter(id=booths[1].id).update(event_id=event.id)
    assert prefix(booths[1]) == "B", "as before it moved away"
    assert prefix(world.booth(other)) == "B", "whoever was there keeps the letters"


def test_a_booth_that_is_enrolled_anew_has_another(world: World) -> None:
    """Its disk may be new, and count from one again."""
    event = world.event()
    booth = world.booth(event)
    assert prefix(booth) == "A"
    assert prefix(Booth(new_code(world.tenant_id, "Booth", event.id, booth.id).code)) == "B"


def test_a_booth_without_an_event_has_none(world: World) -> None:
    assert prefix(world.booth()) == ""


def test_twelve_booths_that_ask_at_once_have_twelve(world: World) -> None:
    event = world.event()
    rows = [world.booth(event).row for _ in range(12)]
    given = at_once(*[lambda row=row: prefix_of(row, event.id) for row in rows])
    assert sorted(given) == [letters(number) for number in range(12)]


def test_two_booths_with_one_prefix_are_impossible(world: World) -> None:
    event = world.event()
    prefix(world.booth(event))
    with pytest.raises(IntegrityError), transaction.atomic():
        TicketPrefix.objects.create(
            tenant_id=world.tenant_id, event_id=event.id, kiosk_id=world.booth(event).id, epoch=1, prefix="A"
        )


def test_the_letters_never_look_like_digits_and_never_repeat() -> None:
    many = [letters(number) for number in range(2_000)]
    assert (many[0], many[23], many[24], many[24 + 576]) == ("A", "Z", "AA", "AAA")
    assert len(set(many)) == len(many)
    assert not set("".join(many)) & set("IO")


def test_the_platform_keeps_the_label_that_the_guest_was_given(world: World) -> None:
    event = world.event()
    booth = world.booth(event)
    ops = [
        booth.request_op(event, world.style, ticket=17, ticket_prefix=prefix(booth)),
        booth.request_op(event, world.style, ticket=18),
    ]
    assert booth.fates(*ops) == [APPLIED] * 2
    kept = Generation.objects.order_by("ticket")
    assert [(each.ticket_prefix, each.ticket) for each in kept] == [("A", 17), ("", 18)]
    labels = [guests.find(op["payload"]["claim_code"]).ticket for op in ops]
    assert labels == ["A-017", "018"]


def test_another_booths_letters_gain_nothing(world: World) -> None:
    """They name a ticket on paper and open nothing: who asked, and what for, is known otherwise."""
    event, partner = world.event(50), a_partner(world.tenant_id)
    booths = [world.booth(event, name) for name in ("One", "Other")]
    label = prefix(booths[0])
    ops = [booth.request_op(event, world.style, ticket=7, ticket_prefix=label) for booth in booths]
    for booth, op in zip(booths, ops, strict=True):
        assert booth.fates(op) == [refused("credits_exhausted")]
    found = partner.items("/refused-requests", ticket=f"{label}-007")
    named = [(booth.id, op["payload"]["generation_id"]) for booth, op in zip(booths, ops, strict=True)]
    assert {(UUID(each["kiosk_id"]), each["generation_id"]) for each in found} == set(named)
    [own] = partner.items("/refused-requests", ticket=f"{label}-007", kiosk_id=str(booths[0].id))
    lifecycle.top_up(event, 100, a_request())
    served = partner.post(f"/refused-requests/{own['generation_id']}/retries", id=str(new_id()))
    assert served.status_code == 201
    states = [guests.find(op["payload"]["claim_code"]).state for op in ops]
    assert states == ["pending", "refused"]
