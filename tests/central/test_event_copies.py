"""P4, E3: an event like another one, what closing would return, and whose word each field of a brand is."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from central.blobs.holdings import Holder, readable
from central.catalogue.offers import offer_only, offers_of
from central.events import closing, lifecycle
from central.events.branding import BrandField, BrandLevel, event_brand_fields
from central.events.closing import ClosingPreview
from central.events.credits import credits_of
from central.events.errors import CreditsShort
from central.events.models import Event
from central.idempotency.creations import OtherContent
from central.operations import branding_changes, event_copies
from central.operations.event_copies import Copy
from central.tenants.audit_log import AdminCommand
from central.tenants.models import AuditEntry, Client, Tenant
from contract.config import EventState
from contract.ids import new_id
from tests.central.persons import a_client
from tests.central.pictures import jpeg
from tests.central.world import APPLIED, World

pytestmark = pytest.mark.usefixtures("database")
NEXT_YEAR = datetime.now(UTC) + timedelta(days=300)
BY = AdminCommand.of("test")


def a_copy(**changes: Any) -> Copy:
    usual: dict[str, Any] = {"name": "Otra fiesta", "starts_at": NEXT_YEAR, "credits": 500}
    return Copy(**({"id": new_id()} | usual | changes))


@pytest.fixture
def event(world: World) -> Event:
    event = world.event(
        1_000,
        photo_price=150,
        welcome_es="¡Hola!",
        copies_limit=5,
        layouts=("strip",),
        refund_on_failure=True,
    )
    offer_only(event, [], [world.style.id, world.premium.id])
    Event.objects.filter(id=event.id).update(primary_color="#123456")
    event.refresh_from_db()
    return event


def test_a_copy_is_described_alike_and_has_dates_and_credits_of_its_own(world: World, event: Event) -> None:
    branding_changes.set_logo(branding_changes.of_event(event), jpeg(300, 200), BY)
    event.refresh_from_db()
    made, is_new = event_copies.duplicate(event, a_copy(), "test")
    assert is_new
    for field in (
        "photo_price",
        "welcome_es",
        "copies_limit",
        "layouts",
        "refund_on_failure",
        "primary_color",
    ):
        assert getattr(made, field) == getattr(event, field), field
    assert (made.name, made.slug, made.decided) == ("Otra fiesta", "otra-fiesta", EventState.DRAFT)
    assert (made.starts_at, made.ends_at - made.starts_at) == (NEXT_YEAR, event.ends_at - event.starts_at)
    assert offers_of(made.tenant_id, made.id).styles == {world.style.id, world.premium.id}
    assert (credits_of(made).pool, credits_of(event).pool) == (500, 1_000)
    assert made.logo_sha256 == event.logo_sha256 != ""
    assert readable(Holder(made.tenant_id, made.id), made.logo_sha256), "its booths may fetch it"
    branding_changes.remove_logo(branding_changes.of_event(event), BY)
    assert readable(Holder(made.tenant_id, made.id), made.logo_sha256), "also without the other one"


def test_asked_for_twice_it_is_made_once(event: Event) -> None:
    copy = a_copy()
    first, _ = event_copies.duplicate(event, copy, "test")
    again, is_new = event_copies.duplicate(event, copy, "test")
    assert (again.id, is_new, Event.objects.count()) == (first.id, False, 2)
    assert AuditEntry.objects.filter(subject_id=first.id, what="created").count() == 1
    with pytest.raises(OtherContent):
        event_copies.duplicate(event, a_copy(id=copy.id, credits=1), "test")


def test_without_its_credits_nothing_is_made(event: Event) -> None:
    with pytest.raises(CreditsShort):
        event_copies.duplicate(event, a_copy(credits=1_000_000), "test")
    assert Event.objects.count() == 1


def test_what_closing_returns_is_what_the_preview_said(world: World) -> None:
    event = world.event(1_000)
    booth = world.booth(event)
    lease = booth.lease(300).json()
    assert booth.fates(booth.request_op(event, world.style, lease_id=lease["id"])) == [APPLIED]
    seen = closing.preview(event)
    leased = credits_of(event).leased
    assert leased > 0
    assert seen == ClosingPreview(False, 100, 900 - leased, leased, 0, 0)
    assert lifecycle.close(event, "test") == seen.returns_now
    booth.sync(booth.op("lease.returned", {"lease_id": lease["id"]}))
    assert lifecycle.return_leftovers() == seen.returns_later


def test_a_clients_event_returns_to_the_client(world: World) -> None:
    _, client = a_client(world.tenant_id)
    assert closing.preview(world.event(0, client_id=client.id)).to_client


def test_each_field_says_whence_it_comes(world: World) -> None:
    _, client = a_client(world.tenant_id)
    event = world.event(0, client_id=client.id)
    Tenant.objects.filter(id=world.tenant_id).update(primary_color="#111111", corner_radius=4)
    Client.objects.filter(id=client.id).update(primary_color="#222222", display_name="Nosotros")
    branding_changes.edit(branding_changes.of_event(event), {"primary_color": "#333333"}, BY)
    event.refresh_from_db()
    fields = event_brand_fields(event)
    assert fields["primary_color"] == BrandField("#333333", BrandLevel.EVENT, "#222222", overridden=True)
    assert fields["display_name"] == BrandField("Nosotros", BrandLevel.CLIENT, "Nosotros", overridden=False)
    assert fields["corner_radius"] == BrandField(4, BrandLevel.PARTNER, 4, overridden=False)
    assert fields["logo_sha256"] == BrandField(None, BrandLevel.PLATFORM, None, overridden=False)
    branding_changes.edit(branding_changes.of_event(event), {"primary_color": None}, BY)
    event.refresh_from_db()
    assert event_brand_fields(event)["primary_color"].whence is BrandLevel.CLIENT
