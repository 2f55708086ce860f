"""Which packs and styles an event offers."""

from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from central.catalogue.models import Offer, Pack, Style


def offered_styles(tenant_id: UUID, event_id: UUID) -> QuerySet[Style]:
    """The active styles that the event offers, in gallery order."""
    active_packs = Pack.objects.filter(tenant_id=tenant_id, active=True).values("id")
    styles = Style.objects.filter(tenant_id=tenant_id, active=True, pack_id__in=active_packs)
    offers = Offer.objects.filter(tenant_id=tenant_id, event_id=event_id)
    if offers.exists():
        packs = offers.exclude(pack_id=None).values("pack_id")
        singles = offers.exclude(style_id=None).values("style_id")
        styles = styles.filter(Q(pack_id__in=packs) | Q(id__in=singles))
    return styles.order_by("position", "slug")


def offer_only(
    tenant_id: UUID, event_id: UUID, packs: Iterable[UUID] = (), styles: Iterable[UUID] = ()
) -> None:
    """Replace what the event offers. Nothing named: it offers all that is active."""
    rows = [Offer(tenant_id=tenant_id, event_id=event_id, pack_id=pack) for pack in packs]
    rows += [Offer(tenant_id=tenant_id, event_id=event_id, style_id=style) for style in styles]
    with transaction.atomic():
        Offer.objects.filter(tenant_id=tenant_id, event_id=event_id).delete()
        Offer.objects.bulk_create(rows)
