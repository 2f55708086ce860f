"""What a picture that does not come gives back, and to whom (C12, C13)."""

from django.utils import timezone

from central.events.credits import refund_generation
from central.events.finding import find
from central.generations.models import Generation
from central.ledger import personal


def refund_if_promised(generation: Generation) -> None:
    """Give the price back, once, in the transaction that says that the picture does not come.

    A person's own picture: always, to that person; a free one gives the turn of its day back. A guest's: to
    the event's pool, if the event promised that.
    """
    if generation.user_id is not None:
        personal.refund(generation.tenant_id, generation.id, "platform", timezone.now())
        return
    event = find(generation.tenant_id, generation.event_id)
    if event is not None and generation.op_id is not None and event.refund_on_failure:
        refund_generation(generation.tenant_id, event.id, generation.op_id, timezone.now())
