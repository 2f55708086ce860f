"""Y10: whoever runs an event finds the guests whose requests were refused, and serves them."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from central.events import lifecycle
from central.events.credits import credits_of
from central.events.models import Event
from central.gallery import guests
from central.gallery.erasure import erase
from central.generations.models import Generation
from central.ledger import allocations
from central.ledger.accounts import AccountKind, account_id
from central.ledger.audit import audit
from central.ledger.models import Transfer
from central.sync.models import Op
from central.tenants.models import Tenant
from contract.ids import new_id
from tests.central.books import a_request
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.world import APPLIED, Booth, World, refused

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def event(world: World) -> Event:
    """Its credits are not enough for anything."""
    return world.event(50)


@pytest.fixture
def booth(world: World, event: Event) -> Booth:
    return world.booth(event)


@pytest.fixture
def partner(world: World) -> Person:
    return a_partner(world.tenant_id)


def refuse(world: World, event: Event, booth: Booth, **changes: Any) -> dict[str, Any]:
    """The payload of a request that nobody could pay."""
    op = booth.request_op(event, world.style, **changes)
    assert booth.fates(op) == [refused("credits_exhausted")]
    payload: dict[str, Any] = op["payload"]
    return payload


def path_of(request: dict[str, Any]) -> str:
    return f"/refused-requests/{request['generation_id']}/retries"


def top_up(event: Event, credits: int = 100) -> None:
    lifecycle.top_up(event, credits, a_request())


def state(request: dict[str, Any]) -> str:
    return guests.find(request["claim_code"]).state


def test_a_guest_is_found_by_ticket_and_served_once(
    world: World, event: Event, booth: Booth, partner: Person
) -> None:
    request = refuse(world, event, booth, ticket=17, ticket_prefix="B")
    refuse(world, event, booth, ticket=18, ticket_prefix="B")
    [found] = partner.items("/refused-requests", ticket="b17")
    assert (found["ticket"], found["code"]) == ("B-017", "credits_exhausted")
    assert found["generation_id"] == request["generation_id"]
    assert request["claim_code"] not in partner.get("/refused-requests").content.decode()
    assert state(request) == "refused"

    body = {"id": str(new_id())}
    assert refusal(partner.post(path_of(request), **body)) == (402, "credits_exhausted")
    assert state(request) == "refused", "nothing has changed"
    top_up(event)
    answers = [partner.post(path_of(request), **body) for _ in range(2)]
    assert [(each.status_code, each.json()["status"]) for each in answers] == [
        (201, "applied"),
        (200, "duplicate"),
    ]
    assert answers[0].json()["picture"]["ticket"] == "B-017"
    assert refusal(partner.post(path_of(request), id=str(new_id()))) == (409, "conflict")

    assert [each["ticket"] for each in partner.items("/refused-requests")] == ["B-018"]
    assert state(request) == "pending"
    counted = credits_of(event)
    assert (counted.consumed, counted.pool, counted.adds_up) == (100, 50, True)
    transfer = Transfer.objects.get(id=body["id"])
    assert (transfer.op_id, transfer.actor) == (UUID(body["id"]), f"user:{partner.user.id}")
    assert audit().clean


def test_the_booth_hears_of_the_picture_and_sends_its_photo(
    world: World, event: Event, booth: Booth, partner: Person
) -> None:
    request = refuse(world, event, booth)
    cursor = booth.sync()["cursor"]
    top_up(event)
    assert partner.post(path_of(request), id=str(new_id())).status_code == 201
    [change] = booth.sync(cursor=cursor)["changes"]
    assert (change["generation_id"], change["state"]) == (request["generation_id"], "awaiting_photo")
    assert Generation.objects.get().photo_sha256 == request["photo_sha256"]


def test_another_event_may_pay_at_its_price(
    world: World, event: Event, booth: Booth, partner: Person
) -> None:
    request = refuse(world, event, booth)
    other = world.event(1_000, photo_price=70)
    body = {"id": str(new_id()), "event_id": str(other.id)}
    assert partner.post(path_of(request), **body).json()["picture"]["event_id"] == str(other.id)
    assert (credits_of(other).consumed, credits_of(event).consumed) == (70, 0)
    assert refusal(partner.post(path_of(request), id=body["id"])) == (409, "conflict"), "another event"
    assert guests.find(request["claim_code"]).event_name == other.name


def test_an_event_that_takes_no_pictures_pays_none(
    world: World, event: Event, booth: Booth, partner: Person
) -> None:
    request, now = refuse(world, event, booth), timezone.now()
    paused, over, early = (world.event(500) for _ in range(3))
    Event.objects.filter(id=paused.id).update(decided="paused", decided_at=now - timedelta(minutes=1))
    Event.objects.filter(id=over.id).update(ends_at=now - timedelta(minutes=1))
    Event.objects.filter(id=early.id).update(starts_at=now + timedelta(minutes=1))
    strange = World("other").event(500)
    for other, answer in (
        (paused, (409, "event_paused")),
        (over, (409, "event_ended")),
        (early, (409, "event_not_started")),
        (strange, (404, "not_found")),
    ):
        body = {"id": str(new_id()), "event_id": str(other.id)}
        assert refusal(partner.post(path_of(request), **body)) == answer
    body = {"id": str(new_id()), "event_id": str(strange.id)}
    assert refusal(a_master().post(path_of(request), **body)) == (404, "not_found")
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    top_up_is_of_no_use = a_master().post(path_of(request), id=str(new_id()))
    assert refusal(top_up_is_of_no_use) == (403, "partner_inactive")
    assert state(request) == "refused"


def test_who_may_see_and_serve(world: World, booth: Booth, event: Event, partner: Person) -> None:
    client_person, client = a_client(world.tenant_id)
    stranger, _ = a_client(world.tenant_id, "stranger")
    owner = account_id(AccountKind.CLIENT, client.id)
    allocations.allocate(world.tenant_id, world.wallet, owner, 1_000, a_request())
    party = world.event(50, client_id=client.id)
    theirs = refuse(world, party, world.booth(party, "Theirs"))
    refuse(world, event, booth)
    assert len(partner.items("/refused-requests")) == len(a_master().items("/refused-requests")) == 2
    [seen] = client_person.items("/refused-requests")
    assert seen["generation_id"] == theirs["generation_id"]
    top_up(party)
    for other in (stranger, a_partner(World("other").tenant_id)):
        assert other.items("/refused-requests") == []
        assert refusal(other.post(path_of(theirs), id=str(new_id()))) == (404, "not_found")
    assert refusal(a_buyer().get("/refused-requests")) == (403, "forbidden")
    elsewhere = {"id": str(new_id()), "event_id": str(event.id)}
    assert refusal(client_person.post(path_of(theirs), **elsewhere)) == (404, "not_found")
    answer = client_person.post(path_of(theirs), id=str(new_id()))
    assert answer.status_code == 201
    assert "price" not in answer.content.decode()
    assert refusal(stranger.post(path_of(theirs), id=str(new_id()))) == (404, "not_found")


def test_what_a_guest_erased_is_not_served(world: World, event: Event, booth: Booth, partner: Person) -> None:
    request = refuse(world, event, booth)
    top_up(event)
    erase(request["claim_code"])
    assert partner.items("/refused-requests") == []
    assert refusal(partner.post(path_of(request), id=str(new_id()))) == (404, "not_found")


def test_a_guest_who_was_served_may_still_erase(
    world: World, event: Event, booth: Booth, partner: Person
) -> None:
    request = refuse(world, event, booth)
    top_up(event)
    assert partner.post(path_of(request), id=str(new_id())).status_code == 201
    erase(request["claim_code"])
    assert Generation.objects.get().state == "erased"
    assert request["claim_code"] not in Op.objects.get(status="rejected").payload
    confirmed = booth.op("photo.erased", {"generation_id": request["generation_id"]})
    assert booth.fates(confirmed) == [APPLIED]
    left = guests.find(request["claim_code"]).left
    assert left is not None and not left.booth


def test_the_booth_that_asks_again_later_is_told_that_the_code_is_in_use(
    world: World, event: Event, booth: Booth, partner: Person
) -> None:
    request = refuse(world, event, booth)
    top_up(event, 300)
    assert partner.post(path_of(request), id=str(new_id())).status_code == 201
    again = booth.request_op(event, world.style, claim_code=request["claim_code"])
    assert booth.fates(again) == [refused("conflict")]
    assert state(request) == "pending"
    assert credits_of(event).consumed == 100
