"""Creating an event, at a price for its photos that is not below those of its styles (C1)."""

from django.db import transaction

from central.catalogue.offers import offer_only
from central.catalogue.prices import photo_price_floor
from central.events import lifecycle
from central.events.errors import PriceTooLow
from central.events.lifecycle import Plan
from central.events.models import Event
from central.events.notices import tell_creation
from central.tenants.tariff import tariff
from contract.config import EventState


def create_once(plan: Plan, actor: str, state: EventState) -> tuple[Event, bool]:
    """The event with its credits, or nothing at all; see `lifecycle.create_once`.

    It keeps the floor that the tariff sets now: what it costs does not change under its owner. Raises
    PriceTooLow and CatalogueError, too.
    """
    with transaction.atomic():
        event, made = lifecycle.create_once(plan, actor, state)
        if made:
            if plan.packs or plan.styles:
                offer_only(event, plan.packs, plan.styles)
            bind_price(event)
            tell_creation(event, plan.credits, actor)
    return event, made


def bind_price(event: Event) -> None:
    """Keep the event to the floor of this moment. Raises PriceTooLow."""
    event.photo_price_percent = tariff().photo_price_percent
    floor = photo_price_floor(event)
    if event.photo_price is not None and event.photo_price < floor:
        raise PriceTooLow(floor)
    Event.objects.filter(tenant_id=event.tenant_id, id=event.id).update(
        photo_price_percent=event.photo_price_percent
    )
