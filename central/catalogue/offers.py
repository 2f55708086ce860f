"""Which packs and styles events offer."""

from collections.abc import Collection, Iterable
from uuid import UUID

from django.db import transaction

from central.catalogue.models import Offer, Pack, Style


def offered_styles(tenant_id: UUID, event_ids: Collection[UUID], *columns: str) -> dict[UUID, list[Style]]:
    """The active styles that each event offers, in gallery order. Two statements for all events of a tenant.

    `columns`: what is read of a style beside its ids; none: everything.
    """
    active = _active_styles(tenant_id, columns)
    named = _offers(tenant_id, event_ids)
    return {
        event_id: [style for style in active if _is_offered(style, named.get(event_id))]
        for event_id in event_ids
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


def _active_styles(tenant_id: UUID, columns: Collection[str]) -> list[Style]:
    active_packs = Pack.objects.filter(tenant_id=tenant_id, active=True).values("id")
    styles = Style.objects.filter(tenant_id=tenant_id, active=True, pack_id__in=active_packs)
    if columns:
        styles = styles.only("pack_id", *columns)
    return list(styles.order_by("position", "slug"))


def _offers(tenant_id: UUID, event_ids: Collection[UUID]) -> dict[UUID, set[UUID | None]]:
    """The packs and the styles that each event names; events that name none are left out."""
    offers = Offer.objects.filter(tenant_id=tenant_id, event_id__in=event_ids)
    named: dict[UUID, set[UUID | None]] = {}
    for event_id, pack_id, style_id in offers.values_list("event_id", "pack_id", "style_id"):
        named.setdefault(event_id, set()).update((pack_id, style_id))
    return named


def _is_offered(style: Style, named: Collection[UUID | None] | None) -> bool:
    return named is None or style.pack_id in named or style.id in named
