"""Which packs and styles events offer."""

from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from central.catalogue.models import Offer, Pack, Style
from central.ledger.accounts import EventKey


def offered_styles(tenant_id: UUID, event_ids: Collection[UUID], *columns: str) -> dict[UUID, list[Style]]:
    """The active styles that each event of a tenant offers, in gallery order: see `styles_offered_at`."""
    offered = styles_offered_at([(tenant_id, event_id) for event_id in event_ids], *columns)
    return {event_id: styles for (_, event_id), styles in offered.items()}


def styles_offered_at(events: Collection[EventKey], *columns: str) -> dict[EventKey, list[Style]]:
    """The active styles that each event offers, in gallery order. Two statements, whosever events they are.

    `columns`: what is read of a style beside its ids; none: everything.
    """
    if not events:
        return {}
    active = _active_styles({tenant_id for tenant_id, _ in events}, columns)
    named = _offers(events)
    return {
        event: [style for style in active[event[0]] if _is_offered(style, named.get(event))]
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


def _active_styles(tenants: Collection[UUID], columns: Collection[str]) -> Mapping[UUID, list[Style]]:
    pack = Pack.objects.filter(tenant_id=OuterRef("tenant_id"), id=OuterRef("pack_id"), active=True)
    styles = Style.objects.filter(Exists(pack), _of(tenants), active=True)
    if columns:
        styles = styles.only("pack_id", *columns)
    by_tenant: dict[UUID, list[Style]] = {tenant_id: [] for tenant_id in tenants}
    for style in styles.order_by("position", "slug"):
        by_tenant[style.tenant_id].append(style)
    return by_tenant


def _offers(events: Collection[EventKey]) -> dict[EventKey, set[UUID | None]]:
    """The packs and the styles that each event names; events that name none are left out."""
    tenants, ids = ({key[part] for key in events} for part in (0, 1))
    named: dict[EventKey, set[UUID | None]] = {}
    rows = Offer.objects.filter(_of(tenants), event_id__in=ids)
    for tenant_id, event_id, *offered in rows.values_list("tenant_id", "event_id", "pack_id", "style_id"):
        named.setdefault((tenant_id, event_id), set()).update(offered)
    return named


def _of(tenants: Collection[UUID]) -> Q:
    """Rows of these tenants; of a single one they are asked on its own node."""
    return Q(tenant_id__in=tenants) if len(tenants) > 1 else Q(tenant_id=next(iter(tenants)))


def _is_offered(style: Style, named: Collection[UUID | None] | None) -> bool:
    return named is None or style.pack_id in named or style.id in named
