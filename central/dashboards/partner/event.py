"""One event: its credits, its pictures, what guests choose and when, and its booths."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from central.analytics.scopes import Whose
from central.analytics.statistics import Statistics, statistics
from central.catalogue.offers import offered_styles
from central.dashboards.kit import charts
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.charts import Chart, Point
from central.dashboards.kit.fields import name_here
from central.dashboards.partner.booth_words import seen
from central.dashboards.partner.style_charts import most_chosen, styles_chart
from central.dashboards.partner.tonight import client_names
from central.events import queries
from central.events.models import Event
from central.fleet import kiosks
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
    styles, seconds = styles_chart(event.tenant_id, figures.styles), figures.sessions.average_seconds
    shown: dict[str, Any] = {
        "event": event,
        "seen": found,
        "client": client_names(event.tenant_id, [event]).get(event.client_id, ""),
        "booths": [seen(kiosk, now) for kiosk in booths],
        "figures": figures,
        "course": _course(figures),
        "styles": styles,
        "most_chosen": most_chosen(styles),
        "offered": [name_here(style) for style in offered_styles(event)],
        "minutes": None if seconds is None else seconds / 60,
        "over": found.state is EventState.ENDED,
        "paused": event.decided == EventState.PAUSED,
        "draft": event.decided == EventState.DRAFT,
    }
    return render(request, "partner/event.html", shown)


def _own(request: PageRequest, event_id: UUID) -> Event:
    return queries.in_sight(scope_of(request.user), event_id)


def _course(figures: Statistics) -> Chart | None:
    hours = [Point(f"{hour:%H}", tally.made) for hour, tally in sorted(figures.hours.items())]
    return charts.bars(_("Fotos por hora"), hours) if hours else None
