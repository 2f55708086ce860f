"""Which packs and styles events offer."""

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from central.catalogue.grants import Named, by_owner, of_tenants, refuse_unusable, rights_of
from central.catalogue.models import Offer, Pack, Style
from central.ledger.accounts import EventKey
from central.tenants.models import PLATFORM_ID


class OwnedEvent(Protocol):
    """An event whose owner, the client or else the partner, may use some of the catalogue."""

    @property
    def tenant_id(self) -> UUID: ...
    @property
    def id(self) -> UUID: ...
    @property
    def client_id(self) -> UUID | None: ...


def offered_styles(event: OwnedEvent, *columns: str) -> list[Style]:
    """The active styles that the event offers, in gallery order: see `styles_offered_at`."""
    return styles_offered_at([event], *columns)[event.tenant_id, event.id]


def styles_offered_at(events: Collection[OwnedEvent], *columns: str) -> dict[EventKey, list[Style]]:
    """The active styles that each event offers, in gallery order. Three statements, whosever events they are.

    What an event names counts as far as its owner may use it. `columns`: what is read of a style beside its
    ids; none: everything.
    """
    if not events:
        return {}
    rights = rights_of((event.tenant_id, event.client_id) for event in events)
    active = _active_styles({event.tenant_id for event in events}, columns)
    named = _offers(events)

    def is_offered(event: OwnedEvent, style: Style) -> bool:
        things = named.get((event.tenant_id, event.id))
        wanted = things is None or style.pack_id in things or style.id in things
        return wanted and rights.allow(event.tenant_id, event.client_id, style)

    return {
        (event.tenant_id, event.id): [style for style in active if is_offered(event, style)]
        for event in events
    }


def offers_of(tenant_id: UUID, event_id: UUID) -> Named:
    """What the event names; nothing: it offers all that its owner may use."""
    return offers_at([(tenant_id, event_id)])[tenant_id, event_id]


def offers_at(events: Collection[EventKey]) -> dict[EventKey, Named]:
    """What each of these events names; in one statement."""
    tenants, ids = {tenant_id for tenant_id, _ in events}, {event_id for _, event_id in events}
    rows = Offer.objects.filter(of_tenants(tenants), event_id__in=ids)
    things = rows.values_list("tenant_id", "event_id", "pack_id", "style_id")
    return by_owner(events, ((row[:2], *row[2:]) for row in things))


def offer_only(event: OwnedEvent, packs: Iterable[UUID] = (), styles: Iterable[UUID] = ()) -> None:
    """Replace what the event offers. Nothing named: it offers all that its owner may use.

    What it named before may stay in any case. In the caller's lock of the event.
    Raises NoSuchPack, NoSuchStyle.
    """
    things, known = Named(frozenset(packs), frozenset(styles)), offers_of(event.tenant_id, event.id)
    refuse_unusable(event.tenant_id, event.client_id, things.without(known))
    key = {"tenant_id": event.tenant_id, "event_id": event.id}
    rows = [Offer(**key, pack_id=pack) for pack in things.packs]
    rows += [Offer(**key, style_id=style) for style in things.styles]
    with transaction.atomic():
        Offer.objects.filter(**key).delete()
        Offer.objects.bulk_create(rows)


def _active_styles(tenants: set[UUID], columns: Collection[str]) -> Sequence[Style]:
    """The platform's, and those of these partners' own."""
    pack = Pack.objects.filter(tenant_id=OuterRef("tenant_id"), id=OuterRef("pack_id"), active=True)
    styles = Style.objects.filter(Exists(pack), tenant_id__in=tenants | {PLATFORM_ID}, active=True)
    if columns:
        styles = styles.only("tenant_id", "pack_id", *columns)
    return list(styles.order_by("position", "slug"))


def _offers(events: Collection[OwnedEvent]) -> dict[EventKey, set[UUID | None]]:
    """The packs and the styles that each event names; events that name none are left out."""
    named: dict[EventKey, set[UUID | None]] = {}
    rows = Offer.objects.filter(
        of_tenants({event.tenant_id for event in events}), Q(event_id__in={event.id for event in events})
    )
    for tenant_id, event_id, *things in rows.values_list("tenant_id", "event_id", "pack_id", "style_id"):
        named.setdefault((tenant_id, event_id), set()).update(things)
    return named
