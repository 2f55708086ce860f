"""What runs now: each event with its meter, its pictures and its booths."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from central.analytics.statistics import made_at
from central.base import pages
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.live import stream
from central.dashboards.partner.booth_words import BoothSeen, seen
from central.events import queries
from central.events.models import Event
from central.events.queries import EventFilter
from central.fleet import kiosks
from central.ledger.balances import available_at
from central.operations import event_control
from central.operations.event_overviews import Overview, overviews
from central.tenants.models import Client, CreditRequest, Role
from central.tenants.visibility import Scope, scope_of
from contract.config import EventState

_MOST: Final = 30
"""Events at a time on this page; the list has them all."""


@dataclass(frozen=True, slots=True)
class Running:
    """An event that runs, live or paused."""

    seen: Overview
    client: str
    pictures: int
    booths: tuple[BoothSeen, ...]

    @property
    def event(self) -> Event:
        return self.seen.event

    @property
    def paused(self) -> bool:
        return self.seen.state is EventState.PAUSED

    @property
    def wants_credits(self) -> bool:
        return self.seen.low or self.seen.state is EventState.EXHAUSTED


@dataclass(frozen=True, slots=True)
class Tonight:
    """What runs, what wants somebody first; `more`: there are others in the list of events."""

    running: list[Running]
    more: bool
    at: datetime


def tonight_of(scope: Scope) -> Tonight:
    """In a number of statements that does not grow with the events."""
    assert scope.tenant_id is not None, "a partner's"
    events, more = _running(scope)
    ids = [event.id for event in events]
    made, booths = made_at(scope.tenant_id, ids), kiosks.at_events(scope.tenant_id, ids)
    names, now = client_names(scope.tenant_id, events), timezone.now()
    running = [
        Running(
            each,
            names.get(each.event.client_id, ""),
            made[each.event.id],
            tuple(seen(kiosk, now) for kiosk in booths[each.event.id]),
        )
        for each in overviews(events)
    ]
    return Tonight(sorted(running, key=lambda each: not each.wants_credits), more, now)


@page(Role.PARTNER, methods=("GET", "HEAD"))
def tonight(request: PageRequest) -> HttpResponse:
    """The part of the first page that is live."""
    return render(request, "partner/tonight.html", {"tonight": tonight_of(scope_of(request.user))})


@page(Role.PARTNER, methods=("GET",))
def tonight_live(request: PageRequest) -> StreamingHttpResponse:
    """Says when it changes."""
    scope = scope_of(request.user)
    return stream(("tonight", scope.tenant_id), lambda: _stamp(scope))


@page(Role.PARTNER, methods=("POST",))
def decide(request: PageRequest, event_id: UUID, state: str) -> HttpResponse:
    """Pause an event, or resume it; harmless to repeat."""
    words = {
        EventState.PAUSED: _("%(event)s está en pausa: las cabinas no aceptan fotos."),
        EventState.LIVE: _("%(event)s está en marcha."),
        EventState.DRAFT: _("%(event)s volvió a borrador."),
    }
    if state not in words:
        raise Http404
    event = queries.in_sight(scope_of(request.user), event_id)
    event_control.decide(event, EventState(state), request.user.actor)
    messages.success(request, words[EventState(state)] % {"event": event.name})
    return HttpResponseRedirect(
        reverse("partner-home") if "home" in request.GET else reverse("partner-event", args=[event.id])
    )


def _running(scope: Scope) -> tuple[list[Event], bool]:
    asked = pages.PageRequest(limit=_MOST)
    found = [
        queries.page(scope, EventFilter(state=state), asked) for state in (EventState.LIVE, EventState.PAUSED)
    ]
    return [event for each in found for event in each.items], any(each.next for each in found)


def client_names(tenant_id: UUID, rows: Iterable[Event | CreditRequest]) -> dict[UUID | None, str]:
    """Of the clients that these are of; one statement."""
    ids = {row.client_id for row in rows if row.client_id}
    return dict(Client.objects.filter(tenant_id=tenant_id, id__in=ids).values_list("id", "name"))


def _stamp(scope: Scope) -> object:
    """Four short statements, however many look: pictures change what is available, too."""
    assert scope.tenant_id is not None, "a partner's"
    events, _more = _running(scope)
    booths = kiosks.at_events(scope.tenant_id, [event.id for event in events])
    now = timezone.now()
    return (
        [(event.id, event.decided, event.name) for event in events],
        available_at([(event.tenant_id, event.id) for event in events]),
        [seen(kiosk, now).stamp for each in booths.values() for kiosk in each],
    )
