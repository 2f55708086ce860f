"""Which packs and styles events offer."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef

from central.catalogue.models import Offer, Pack, Style

EventKey = tuple[UUID, UUID]
"""A tenant, and an event of its."""


def offered_styles(events: Collection[EventKey], *columns: str) -> dict[EventKey, list[Style]]:
    """The active styles that each event offers, in gallery order. Two statements for any number of events.

    `columns`: what is read of a style beside its ids; none: everything.
    """
    by_tenant = _active_styles({tenant_id for tenant_id, _ in events}, columns)
    named = _offers(events)
    return {
        event: [style for style in by_tenant.get(event[0], []) if _is_offered(style, named.get(event))]
        for event in events
    }


def offer_only(
    tenant_id: UUID, event_id: UUID, packs: Iterable[UUID] = (), styles: Iterable[UUID] = ()
) -> None:
    """Replace what the event offers. Nothing named: it offers all that is active."""
    rows = [Offer(tenant_id=tenant_id, event_id=event_id, pack_id=pack) for pack in packs]
    rows += [Offer(tenant_id=tenant_id, event_id=event_id, style_id=style) for style in styles]
    with transaction.atomic():
        Offer.objects.filter(tenant_id=tenant_id, event_id=event_id).delete()
        Offer.objects.bulk_create(rows)


def _active_styles(tenant_ids: Collection[UUID], columns: Collection[str]) -> dict[UUID, list[Style]]:
    packs = Pack.objects.filter(tenant_id=OuterRef("tenant_id"), id=OuterRef("pack_id"), active=True)
    styles = Style.objects.filter(Exists(packs), tenant_id__in=tenant_ids, active=True)
    if columns:
        styles = styles.only("pack_id", *columns)
    found: dict[UUID, list[Style]] = {}
    for style in styles.order_by("position", "slug"):
        found.setdefault(style.tenant_id, []).append(style)
    return found


def _offers(events: Collection[EventKey]) -> dict[EventKey, set[UUID | None]]:
    """The packs and the styles that each event names; events that name none are left out."""
    offers = Offer.objects.filter(
        tenant_id__in={tenant_id for tenant_id, _ in events},
        event_id__in={event_id for _, event_id in events},
    )
    named: dict[EventKey, set[UUID | None]] = {}
    for tenant_id, event_id, pack_id, style_id in offers.values_list(
        "tenant_id", "event_id", "pack_id", "style_id"
    ):
        named.setdefault((tenant_id, event_id), set()).update((pack_id, style_id))
    return named


def _is_offered(style: Style, named: Collection[UUID | None] | None) -> bool:
    return named is None or style.pack_id in named or style.id in named
