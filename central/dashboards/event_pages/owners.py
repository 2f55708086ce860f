"""Whose things these pages show: a host's, or a partner's own and those of its clients' events."""

from functools import partial
from typing import Final
from uuid import UUID

from django.urls import reverse

from central.dashboards.kit.access import PageRequest, page
from central.events import queries
from central.events.models import Event
from central.operations.event_templates import Owner
from central.tenants.models import Role
from central.tenants.visibility import scope_of

event_page: Final = partial(page, Role.CLIENT, Role.PARTNER)
"""`kit.access.page`, for both who run events."""


def own(request: PageRequest, event_id: UUID) -> Event:
    """The event, if it is one of theirs. Raises NotFound."""
    return queries.in_sight(scope_of(request.user), event_id)


def owner_of_things(request: PageRequest) -> Owner:
    """Whose templates and favourites they work with: a host's, or the partner's own."""
    return Owner(request.user.tenant_id, request.user.client_id)


def address_of_event(request: PageRequest, event: Event) -> str:
    """Of the event in its reader's own room."""
    return reverse(f"{request.user.role}-event", args=[event.id])
