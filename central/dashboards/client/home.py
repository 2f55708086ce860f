"""What a host sees first: what they have, their events as they run, and the newest pictures."""

from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render

from central.base.pages import PageRequest as PartOfList
from central.dashboards.client.contact import contact_of
from central.dashboards.client.pictures import shown_of
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.live import stream
from central.events import queries
from central.events.credits import credits_of_client
from central.events.queries import EventFilter
from central.generations import event_pictures
from central.generations.event_pictures import PictureFilter
from central.ledger import balances
from central.operations.event_overviews import overviews
from central.tenants import clients
from central.tenants.models import Role, User
from central.tenants.visibility import scope_of

_EVENTS = PartOfList(limit=6)
_PICTURES = PartOfList(limit=8)


@page(Role.CLIENT, methods=("GET", "HEAD"))
def home(request: PageRequest) -> HttpResponse:
    """All of it at a glance."""
    scope = scope_of(request.user)
    newest = event_pictures.page(scope, PictureFilter(kind="ready"), _PICTURES).items
    shown = {"pictures": shown_of(newest), "partner": contact_of(request.user), **_standing(request.user)}
    return render(request, "client/home.html", shown)


@page(Role.CLIENT, methods=("GET", "HEAD"))
def standing(request: PageRequest) -> HttpResponse:
    """The part of the page that is live: credits and events."""
    return render(request, "client/standing.html", _standing(request.user))


@page(Role.CLIENT, methods=("GET",))
def live(request: PageRequest) -> StreamingHttpResponse:
    """Says when it is another one."""
    person = request.user
    return stream(("home", person.tenant_id, person.client_id), lambda: _stamp(person))


def _stamp(person: User) -> object:
    events = queries.page(scope_of(person), EventFilter(), _EVENTS).items
    credits = balances.events(person.tenant_id, [each.id for each in events])
    return credits, [(each.name, each.decided, each.starts_at, each.ends_at) for each in events]


def _standing(person: User) -> dict[str, Any]:
    assert person.client_id is not None, "only clients have this room"
    scope = scope_of(person)
    found = queries.page(scope, EventFilter(), _EVENTS)
    owned = credits_of_client(clients.in_sight(scope, person.client_id))
    return {
        "events": overviews(found.items),
        "more": found.next is not None,
        "credits": owned.credits,
        "low": owned.low,
    }
