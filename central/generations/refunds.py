"""What a failed picture gives back, and to whom (C12, C13)."""

from django.utils import timezone

from central.events.credits import refund_generation
from central.events.models import Event
from central.generations.models import Generation


def refund_if_promised(generation: Generation) -> None:
    """Give the price back to the event's pool, once, if the event promised that, in the same transaction."""
    event = Event.objects.filter(tenant_id=generation.tenant_id, id=generation.event_id).first()
    if event is not None and event.refund_on_failure:
        refund_generation(generation.tenant_id, generation.event_id, generation.op_id, timezone.now())
