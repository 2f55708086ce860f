"""Y2, E2, E3: one signed snapshot, new only when something is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from central.events import lifecycle
from central.events.errors import EventError
from central.events.models import Event
from central.fleet.models import Kiosk
from central.fleet.state_announcements import announce_changed_states
from central.server import keys
from central.tenants.models import Client, Tenant
from central.tenants.provisioning import ensure_client
from contract.config import EventState, KioskConfig
from contract.signature import SIGNATURE_HEADER, SignatureError, public_key_text, verify
from tests.central.world import APPLIED, Booth, World

pytestmark = pytest.mark.usefixtures("database")


def fetch(booth: Booth, etag: str = "") -> Any:
    return booth.client.get("/api/v1/kiosk/config", headers={"If-None-Match": etag} if etag else {})


def config_of(booth: Booth) -> KioskConfig:
    return KioskConfig.model_validate_json(fetch(booth).content)


def test_the_exact_bytes_are_signed_by_the_key_told_at_enrolment() -> None:
    world = World()
    answer = fetch(world.booth(world.event()))
    key, signature = public_key_text(keys.server_key()), answer.headers[SIGNATURE_HEADER]
    verify(key, answer.content, signature)
    with pytest.raises(SignatureError):
        verify(key, answer.content + b" ", signature)


def test_it_is_not_sent_again_until_something_changes() -> None:
    world = World()
    event = world.event()
    booth = world.booth(event)
    first = fetch(booth)
    again = fetch(booth, first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")
    assert fetch(booth).content == first.content, "the same bytes, so that the signature is the same"
    Event.objects.filter(id=event.id).update(photo_price=70)
    changed = fetch(booth, first.headers["ETag"])
    assert changed.status_code == 200
    assert {style["price"] for pack in changed.json()["packs"] for style in pack["styles"]} == {70}


def test_it_says_what_the_booth_needs() -> None:
    world = World()
    event = world.event(name="Fiesta de Añá")
    booth = world.booth(event)
    config = config_of(booth)
    assert config.kiosk_id == booth.id
    assert config.event is not None
    assert (config.event.slug, config.event.state) == ("fiesta-de-ana", EventState.LIVE)
    assert {style.price for style in config.styles().values()} == {100, 150, 50}
    assert config.staff_pin_hash.startswith("$argon2id$")
    assert config.guest_url.endswith("/g/")


def test_a_kiosk_without_an_event_has_a_config_too() -> None:
    config = config_of(World().booth())
    assert (config.event, config.packs, config.branding.display_name) == (None, (), "A Partner")


def test_a_brand_is_inherited_level_by_level() -> None:
    world = World()
    client = ensure_client(world.tenant_id, "host", "A Host")
    event = world.event(credits=0, client_id=client.id)
    booth = world.booth(event)
    Tenant.objects.filter(id=world.tenant_id).update(
        display_name="Partner", primary_color="#111111", corner_radius=4
    )
    Client.objects.filter(id=client.id).update(display_name="Host", primary_color="#222222")
    Event.objects.filter(id=event.id).update(display_name="Party", logo_sha256="b" * 64)
    brand = config_of(booth).branding
    assert (brand.display_name, brand.primary_color) == ("Party", "#222222")
    assert (brand.corner_radius, brand.logo_sha256) == (4, "b" * 64)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"decided": "draft"}, EventState.DRAFT),
        ({"decided": "paused"}, EventState.PAUSED),
        ({"starts_at": datetime.now(UTC) + timedelta(hours=1)}, EventState.SCHEDULED),
        ({"ends_at": datetime.now(UTC) - timedelta(minutes=1)}, EventState.ENDED),
    ],
)
def test_states_follow_decisions_and_dates(change: dict[str, Any], state: EventState) -> None:
    world = World()
    event = world.event()
    Event.objects.filter(id=event.id).update(**change)
    shown = config_of(world.booth(event)).event
    assert shown is not None
    assert shown.state is state


def test_an_event_is_exhausted_when_not_even_the_cheapest_picture_can_be_paid() -> None:
    world = World()
    event = world.event(credits=140)
    booth = world.booth(event)
    announce_changed_states()
    cursor = booth.sync()["cursor"]
    assert booth.fates(booth.request_op(event, world.style)) == [APPLIED]
    assert announce_changed_states() == 1
    assert announce_changed_states() == 0
    answer = booth.sync(cursor=cursor)
    assert [change["kind"] for change in answer["changes"]] == ["config"]
    shown = config_of(booth).event
    assert shown is not None
    assert shown.state is EventState.EXHAUSTED
    assert answer["changes"][0]["version"] == config_of(booth).version


def test_credits_in_an_open_lease_keep_an_event_live() -> None:
    world = World()
    event = world.event(credits=1000)
    booth = world.booth(event)
    assert booth.lease().json()["granted"] == 1000
    shown = config_of(booth).event
    assert shown is not None
    assert shown.state is EventState.LIVE


def test_a_closed_event_is_told_as_ended() -> None:
    world = World()
    event = world.event()
    lifecycle.close(event, "test")
    shown = config_of(world.booth(event)).event
    assert shown is not None
    assert shown.state is EventState.ENDED
    with pytest.raises(EventError):
        lifecycle.decide(event, EventState.LIVE, "test")


def test_a_kiosk_hears_of_its_own_event_only() -> None:
    world = World()
    event, other = world.event(), world.event()
    booth, neighbour = world.booth(event), world.booth(other)
    announce_changed_states()
    cursors = [each.sync()["cursor"] for each in (booth, neighbour)]
    Event.objects.filter(id=event.id).update(decided="paused")
    announce_changed_states()
    changes = [
        each.sync(cursor=cursor)["changes"] for each, cursor in zip((booth, neighbour), cursors, strict=True)
    ]
    assert [len(each) for each in changes] == [1, 0]
    assert Kiosk.objects.count() == 2
