"""One event: its credits, pictures and booths, and its end with what returns shown first."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from central.analytics.scopes import Whose
from central.analytics.statistics import Statistics, statistics
from central.dashboards.kit import charts
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.charts import Chart, Point
from central.dashboards.partner.booth_words import seen
from central.dashboards.partner.tonight import client_names
from central.events import queries
from central.events.closing import ClosingPreview
from central.events.models import Event
from central.fleet import kiosks
from central.operations import event_control
from central.operations.event_overviews import overview
from central.tenants.models import Role
from central.tenants.visibility import scope_of
from contract.config import EventState


@page(Role.PARTNER, methods=("GET", "HEAD"))
def show(request: PageRequest, event_id: UUID) -> HttpResponse:
    """All of it on one page."""
    event = _own(request, event_id)
    found, figures, now = overview(event), statistics(Whose.of_event(event)), timezone.now()
    booths = kiosks.at_events(event.tenant_id, [event.id])[event.id]
    shown: dict[str, Any] = {
        "event": event,
        "seen": found,
        "client": client_names(event.tenant_id, [event]).get(event.client_id, ""),
        "booths": [seen(kiosk, now) for kiosk in booths],
        "figures": figures,
        "course": _course(figures),
        "styles": _styles(figures),
        "over": found.state is EventState.ENDED,
        "paused": event.decided == EventState.PAUSED,
        "draft": event.decided == EventState.DRAFT,
    }
    return render(request, "partner/event.html", shown)


@page(Role.PARTNER, dangerous=True)
def close(request: PageRequest, event_id: UUID) -> HttpResponse:
    """What closing would do, and the button that does it; harmless to repeat."""
    event = _own(request, event_id)
    if request.method == "POST":
        returned = event_control.close(event, request.user.actor)
        said = _("%(event)s terminó. Volvieron %(credits)d créditos.")
        messages.success(request, said % {"event": event.name, "credits": returned})
        return HttpResponseRedirect(reverse("partner-event", args=[event.id]))
    found = overview(event)
    shown = {"event": event, "seen": found, "preview": ClosingPreview.of(event, found.credits)}
    return render(request, "partner/close.html", shown)


def _own(request: PageRequest, event_id: UUID) -> Event:
    return queries.in_sight(scope_of(request.user), event_id)


def _course(figures: Statistics) -> Chart | None:
    hours = [Point(f"{hour:%H}", tally.made) for hour, tally in sorted(figures.hours.items())]
    return charts.bars(_("Fotos por hora"), hours) if hours else None


def _styles(figures: Statistics) -> Chart | None:
    styles = [Point(each.name or _("Otro estilo"), each.tally.made) for each in figures.styles]
    return charts.share(_("Estilos más elegidos"), styles) if styles else None
