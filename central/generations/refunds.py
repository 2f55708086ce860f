"""Refunds of pictures that are not delivered (C12, C13)."""

from collections.abc import Iterable
from uuid import UUID

from django.utils import timezone

from central.events.credits import refund_generations
from central.events.models import Event
from central.generations.models import Generation
from central.ledger import user_charges


def refund_if_promised(generation: Generation) -> None:
    """Refund the price, once, in the transaction that records that there will be no picture.

    A user's own picture is always refunded to that user; a free one returns the turn of its day. A guest's is
    refunded to the event's pool, if the event promised that.
    """
    if generation.user_id is not None:
        user_charges.refund(generation.tenant_id, generation.id, "platform", timezone.now())
        return
    refund_guests(generation.tenant_id, [generation])


def refund_guests(tenant_id: UUID, generations: Iterable[Generation]) -> None:
    """The same for many pictures of guests, event by event."""
    op_ids: dict[UUID, list[UUID]] = {}
    for each in generations:
        if each.event_id is not None and each.op_id is not None:
            op_ids.setdefault(each.event_id, []).append(each.op_id)
    promised = Event.objects.filter(tenant_id=tenant_id, id__in=op_ids.keys(), refund_on_failure=True)
    for event_id in sorted(promised.values_list("id", flat=True)):
        refund_generations(tenant_id, event_id, op_ids[event_id], timezone.now())
