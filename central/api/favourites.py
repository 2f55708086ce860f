"""Templates of events, and favourite styles (L8): a client's own, or a partner's."""

from typing import Annotated
from uuid import UUID

import ninja
from django.http import HttpRequest
from ninja import Query, Router
from pydantic import Field

from central.api.auth import command_of, owner_auth, person_asking
from central.api.shapes import Body, Name, Page, Row
from central.base import pages
from central.base.pages import PageRequest
from central.catalogue import favourites
from central.events import bounds, queries
from central.events.models import EventTemplate as TemplateRow
from central.operations import event_templates
from central.operations.event_copies import Copy
from central.operations.event_templates import Owner
from central.tenants.visibility import scope_of
from contract.config import EventState
from contract.shape import Moment, NewId, Shape

router = Router(tags=["templates"], auth=owner_auth)


class NewTemplate(Body):
    """The caller chooses `id`, so that repeating is safe."""

    id: NewId
    name: Name


class TemplateName(Body):
    """What it is to be called."""

    name: Name


class EventTemplate(Row):
    """How an event was described, under a name."""

    id: UUID
    name: str
    created_at: Moment


class EventOfTemplate(Body):
    """What each event has of its own. `client_id`: of a partner's template, whose event it is to be."""

    id: NewId
    name: Name
    starts_at: Moment
    credits: Annotated[int, Field(strict=True, ge=0, le=bounds.MOST_CREDITS)]
    client_id: UUID | None = None


class EventMade(Shape):
    """The new event's id."""

    id: UUID


class FavouriteStyles(Shape):
    """Those that may be offered now."""

    styles: list[UUID]


@router.get("/event-templates", response=Page[EventTemplate], summary="List event templates")
def list_templates(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[TemplateRow]:
    """One's own. Newest first."""
    return event_templates.page(_owner(request), asked)


@router.post("/events/{event_id}/templates", response=EventTemplate, summary="Create an event template")
def keep_template(request: HttpRequest, event_id: UUID, body: NewTemplate) -> TemplateRow:
    """How it is described, without its guests, pictures, credits and logo."""
    asking = person_asking(request)
    event = queries.in_sight(scope_of(asking), event_id)
    return event_templates.create(event, body.id, body.name, command_of(asking), _owner(request))


@router.patch("/event-templates/{template_id}", response=EventTemplate, summary="Change an event template")
def rename_template(request: HttpRequest, template_id: UUID, body: TemplateName) -> TemplateRow:
    """Safe to repeat."""
    template = event_templates.in_sight(_owner(request), template_id)
    event_templates.rename(template, body.name, command_of(person_asking(request)))
    return template


@router.delete("/event-templates/{template_id}", response={204: None}, summary="Delete an event template")
def delete_template(request: HttpRequest, template_id: UUID) -> ninja.Status[None]:
    """The events that were made from it stay."""
    template = event_templates.in_sight(_owner(request), template_id)
    event_templates.delete(template, command_of(person_asking(request)))
    return ninja.Status(204, None)


@router.post(
    "/event-templates/{template_id}/events", response=EventMade, summary="Create an event from a template"
)
def use_template(request: HttpRequest, template_id: UUID, body: EventOfTemplate) -> EventMade:
    """With its credits; it lasts as long as the one that was kept."""
    asking = person_asking(request)
    template = event_templates.in_sight(_owner(request), template_id)
    copy = Copy(body.id, body.name, body.starts_at, body.credits)
    owner = queries.owner_of_new(asking, body.client_id)
    made, _new = event_templates.use(template, copy, asking.actor, EventState.LIVE, owner)
    return EventMade(id=made.id)


@router.get("/favourite-styles", response=FavouriteStyles, summary="List favourite styles")
def list_favourites(request: HttpRequest) -> FavouriteStyles:
    """One's own, in gallery order."""
    owner = _owner(request)
    found = favourites.favourites(owner.tenant_id, owner.client_id)
    return FavouriteStyles(styles=[style.id for style in found])


@router.put("/favourite-styles/{style_id}", response={204: None}, summary="Set a favourite style")
def add_favourite(request: HttpRequest, style_id: UUID) -> ninja.Status[None]:
    """Safe to repeat."""
    owner = _owner(request)
    favourites.add(owner.tenant_id, owner.client_id, style_id, command_of(person_asking(request)))
    return ninja.Status(204, None)


@router.delete("/favourite-styles/{style_id}", response={204: None}, summary="Remove a favourite style")
def remove_favourite(request: HttpRequest, style_id: UUID) -> ninja.Status[None]:
    """Safe to repeat."""
    owner = _owner(request)
    favourites.remove(owner.tenant_id, owner.client_id, style_id, command_of(person_asking(request)))
    return ninja.Status(204, None)


def _owner(request: HttpRequest) -> Owner:
    asking = person_asking(request)
    return Owner(asking.tenant_id, asking.client_id)
