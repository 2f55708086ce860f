"""One event: how it runs, what it has made, and what can be done with it."""

from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.analytics.scopes import Whose
from central.analytics.statistics import Statistics, statistics
from central.base.pages import PageRequest as PartOfList
from central.base.refusals import DomainError
from central.catalogue.offers import offered_styles
from central.dashboards.client.pictures import shown_of
from central.dashboards.client.style_points import points_of
from central.dashboards.kit import charts
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.charts import Chart, Point
from central.dashboards.kit.fields import credits_field, name_here
from central.dashboards.kit.forms import Form, once
from central.dashboards.kit.header import balance_in_sight
from central.dashboards.kit.live import stream
from central.dashboards.kit.numbers import grouped
from central.events import lifecycle, queries
from central.events.models import Event
from central.generations import event_pictures
from central.generations.event_pictures import PictureFilter
from central.ledger import balances
from central.ledger.transfer_requests import TransferRequest
from central.operations import event_control
from central.operations.event_overviews import overview
from central.tenants.models import Role
from central.tenants.visibility import scope_of
from contract.config import EventState

_DECISIONS: Final = (EventState.LIVE, EventState.PAUSED)
_MOST_BARS: Final = 24


class TopUpForm(Form):
    """Credits for the event, from one's balance."""

    credits = credits_field(gettext_lazy("Créditos"), min_value=1)


@page(Role.CLIENT, methods=("GET", "HEAD"))
def event(request: PageRequest, event_id: UUID) -> HttpResponse:
    """All about it."""
    return _shown(request, _own(request, event_id), TopUpForm())


@page(Role.CLIENT, methods=("GET", "HEAD"))
def standing(request: PageRequest, event_id: UUID) -> HttpResponse:
    """The part of the page that is live: its state and its meter."""
    seen = overview(_own(request, event_id))
    return render(request, "client/event_standing.html", {"seen": seen, "now": timezone.now()})


@page(Role.CLIENT, methods=("GET",))
def live(request: PageRequest, event_id: UUID) -> StreamingHttpResponse:
    """Says when it is another one."""
    found = _own(request, event_id)
    return stream(("event", found.tenant_id, found.id), lambda: _stamp(found))


@page(Role.CLIENT, methods=("POST",))
def top_up(request: PageRequest, event_id: UUID) -> HttpResponse:
    """Move credits from one's balance into the event."""
    found, form = _own(request, event_id), TopUpForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, form, status=422)
    credits = form.cleaned_data["credits"]
    try:
        lifecycle.top_up(found, credits, TransferRequest(form.once_id, request.user.actor, timezone.now()))
    except DomainError as error:
        form.refuse(error, "credits")
        return _shown(request, found, form, status=422)
    left = overview(found).credits.pool
    said = _("Sumaste %(credits)s créditos. El evento tiene %(left)s disponibles.")
    messages.success(request, said % {"credits": grouped(credits), "left": grouped(left)})
    return _back(found)


@page(Role.CLIENT, methods=("POST",))
def decide(request: PageRequest, event_id: UUID) -> HttpResponse:
    """Pause the event, or set it live."""
    found, form = _own(request, event_id), Form(request.POST)
    state = request.POST.get("state")
    if form.is_valid() and state in _DECISIONS:
        decided = EventState(state)
        form.cleaned_data |= {"event": found.id, "state": state}
        once(request.user, "decision", form, lambda: event_control.decide(found, decided, request.user.actor))
        said = _("Las cabinas están en pausa.") if decided is EventState.PAUSED else _("El evento sigue.")
        messages.success(request, said)
    return _back(found)


def _stamp(event: Event) -> object:
    return balances.event(event.tenant_id, event.id), queries.find(event.tenant_id, event.id)


def _own(request: PageRequest, event_id: UUID) -> Event:
    return queries.in_sight(scope_of(request.user), event_id)


def _back(event: Event) -> HttpResponse:
    return HttpResponseRedirect(reverse("client-event", args=[event.id]))


def _shown(request: PageRequest, event: Event, form: TopUpForm, status: int = 200) -> HttpResponse:
    seen, counted = overview(event), statistics(Whose.of_event(event))
    wanted = PictureFilter(event_id=event.id, kind="ready")
    newest = event_pictures.page(scope_of(request.user), wanted, PartOfList(limit=8)).items
    shown: dict[str, Any] = {
        "seen": seen,
        "now": timezone.now(),
        "top_up": form,
        "decision": Form(),
        "balance": balance_in_sight(request.user),
        "zone": event.time_zone.replace("_", " "),
        "over": seen.state is EventState.ENDED,
        "styles": [name_here(style) for style in offered_styles(event)],
        "statistics": counted,
        "most_used": points_of(event.tenant_id, counted.styles)[:1],
        "charts": _charts(event, counted),
        "minutes": counted.sessions.average_seconds and counted.sessions.average_seconds / 60,
        "pictures": shown_of(newest),
    }
    return render(request, "client/event.html", shown, status=status)


def _charts(event: Event, counted: Statistics) -> list[Chart]:
    """By hour, of its course or, if it lasts long, of the clock; and by style."""
    hours = {f"{at:%H}": each.made for at, each in sorted(counted.course.items())}
    if len(counted.course) > _MOST_BARS:
        hours = {f"{at:%H}": each.made for at, each in sorted(counted.hours.items())}
    drawn = [charts.bars(_("Fotos por hora"), [Point(*each) for each in hours.items()])] if hours else []
    styles = points_of(event.tenant_id, counted.styles)
    return [*drawn, charts.share(_("Estilos"), styles)] if styles else drawn
