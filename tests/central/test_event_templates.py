"""L8: events made from a template of the owner's, and styles that the owner likes."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from central.base.pages import PageRequest
from central.base.refusals import DomainError
from central.catalogue import favourites
from central.catalogue.errors import NoSuchStyle
from central.catalogue.grants import Named, allow_client
from central.catalogue.models import FavouriteStyle, Style
from central.catalogue.offers import offer_only, offers_of
from central.events.credits import credits_of
from central.events.models import Event, EventTemplate
from central.idempotency.creations import OtherContent
from central.operations import event_templates
from central.operations.deletion import delete_partner
from central.operations.event_copies import Copy
from central.operations.event_templates import Owner, TooManyTemplates
from central.tenants import partners
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import NotFound, PartnerInactive
from central.tenants.models import AuditEntry
from contract.config import EventState
from contract.ids import new_id
from tests.central.persons import a_client
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
BY = AdminCommand.of("test")
NEXT_YEAR = datetime.now(UTC) + timedelta(days=300)


@pytest.fixture
def event(world: World) -> Event:
    event = world.event(1_000, photo_price=150, welcome_es="¡Hola!", copies_limit=5, layouts=("strip",))
    offer_only(event, [], [world.style.id, world.premium.id])
    Event.objects.filter(id=event.id).update(primary_color="#123456", corner_radius=20)
    event.refresh_from_db()
    return event


def listed(owner: Owner) -> list[str]:
    return [each.name for each in event_templates.page(owner, PageRequest()).items]


def test_an_event_of_a_template_is_described_as_the_one_it_was_made_from(world: World, event: Event) -> None:
    template = event_templates.create(event, new_id(), "Bodas", BY)
    template.refresh_from_db()
    copy = Copy(new_id(), "Otra", NEXT_YEAR, 500)
    made, new = event_templates.use(template, copy, "test")
    assert new
    for field in ("photo_price", "welcome_es", "copies_limit", "layouts", "orientations", "time_zone"):
        assert getattr(made, field) == getattr(event, field), field
    assert (made.primary_color, made.corner_radius, made.name) == ("#123456", 20, "Otra")
    assert (made.ends_at - made.starts_at, made.decided) == (
        event.ends_at - event.starts_at,
        EventState.DRAFT,
    )
    assert offers_of(made.tenant_id, made.id).styles == {world.style.id, world.premium.id}
    assert credits_of(made).pool == 500
    assert event_templates.use(template, copy, "test") == (made, False)


def test_a_template_is_made_once_named_anew_and_deleted(world: World, event: Event) -> None:
    owner, template_id = Owner(world.tenant_id), new_id()
    template = event_templates.create(event, template_id, "Bodas", BY)
    assert event_templates.create(event, template_id, "Bodas", BY) == template
    with pytest.raises(OtherContent):
        event_templates.create(event, template_id, "Cumpleaños", BY)
    event_templates.rename(template, "Casamientos", BY)
    assert listed(owner) == ["Casamientos"]
    event_templates.delete(template, BY)
    event_templates.delete(template, BY)
    assert listed(owner) == []
    with pytest.raises(NotFound):
        event_templates.rename(template, "x", BY)
    done = AuditEntry.objects.filter(subject_id=template_id).order_by("at").values_list("what", flat=True)
    assert list(done) == ["created", "edited", "deleted"]


def test_each_owner_has_templates_of_its_own(world: World) -> None:
    _, client = a_client(world.tenant_id)
    _, neighbour = a_client(world.tenant_id, "neighbour")
    theirs = world.event(0, client_id=client.id)
    template = event_templates.create(theirs, new_id(), "Mía", BY)
    assert listed(Owner(world.tenant_id, client.id)) == ["Mía"]
    for other in (
        Owner(world.tenant_id),
        Owner(world.tenant_id, neighbour.id),
        Owner(World("other").tenant_id, client.id),
    ):
        assert listed(other) == []
        with pytest.raises(NotFound):
            event_templates.in_sight(other, template.id)
    assert event_templates.use(template, Copy(new_id(), "x", NEXT_YEAR, 0), "test")[0].client_id == client.id


def test_of_two_at_once_only_as_many_are_kept_as_there_is_room_for(
    event: Event, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_templates, "MOST_TEMPLATES", 1)
    refused: list[DomainError] = []

    def create() -> None:
        try:
            event_templates.create(event, new_id(), "Bodas", BY)
        except TooManyTemplates as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(refused), EventTemplate.objects.count()) == (3, 1)


def test_a_style_that_is_taken_away_is_not_offered_by_a_template(world: World) -> None:
    _, client = a_client(world.tenant_id)
    event = world.event(0, client_id=client.id)
    offer_only(event, [], [world.style.id])
    template = event_templates.create(event, new_id(), "Mía", BY)
    allow_client(world.tenant_id, client.id, Named(styles=frozenset({world.quick.id})))
    with pytest.raises(NoSuchStyle):
        event_templates.use(template, Copy(new_id(), "x", NEXT_YEAR, 0), "test")


def test_styles_are_liked_by_each_owner_for_itself(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    _, client = a_client(world.tenant_id)

    def liked(client_id: object = None) -> list[Style]:
        return favourites.favourites(world.tenant_id, client_id)  # type: ignore[arg-type]

    favourites.add(world.tenant_id, client.id, world.style.id, BY)
    favourites.add(world.tenant_id, client.id, world.style.id, BY)
    assert (liked(client.id), liked()) == ([world.style], [])
    with pytest.raises(NoSuchStyle):
        favourites.add(world.tenant_id, client.id, World("other").style.id, BY)
    allow_client(world.tenant_id, client.id, Named(styles=frozenset({world.quick.id})))
    assert liked(client.id) == [], "it may not be offered any longer"
    monkeypatch.setattr(favourites, "MOST_FAVOURITES", 1)
    with pytest.raises(favourites.TooManyFavourites):
        favourites.add(world.tenant_id, client.id, world.quick.id, BY)
    favourites.remove(world.tenant_id, client.id, world.style.id, BY)
    favourites.add(world.tenant_id, client.id, world.quick.id, BY)
    assert liked(client.id) == [world.quick]
    assert AuditEntry.objects.filter(changes__has_key="favourite_styles").count() == 3


def test_both_are_forgotten_with_their_partner_and_nothing_is_added_to_an_inactive_one(
    world: World, event: Event
) -> None:
    template = event_templates.create(event, new_id(), "Bodas", BY)
    favourites.add(world.tenant_id, None, world.style.id, BY)
    partners.deactivate(world.tenant_id, BY)
    for refused in (
        lambda: event_templates.create(event, new_id(), "Más", BY),
        lambda: event_templates.rename(template, "Más", BY),
        lambda: favourites.add(world.tenant_id, None, world.quick.id, BY),
    ):
        with pytest.raises(PartnerInactive):
            refused()
    delete_partner(world.tenant_id, "A Partner", AdminCommand.of("test"))
    assert not EventTemplate.objects.exists()
    assert not FavouriteStyle.objects.exists()
