"""A host's figures, of all their events together (L6)."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from central.analytics.scopes import Whose
from central.analytics.statistics import statistics
from central.dashboards.client.style_points import points_of
from central.dashboards.kit import charts
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.charts import Point
from central.events import queries
from central.tenants import clients
from central.tenants.models import Role
from central.tenants.visibility import scope_of


@page(Role.CLIENT, methods=("GET", "HEAD"))
def numbers(request: PageRequest) -> HttpResponse:
    """Events, pictures, credits used of those put in, and what guests like best."""
    person = request.user
    assert person.client_id is not None, "only clients have this room"
    client = clients.in_sight(scope_of(person), person.client_id)
    counted = statistics(Whose.of_client(client))
    hours = [Point(f"{at:%H}", each.made) for at, each in sorted(counted.hours.items())]
    styles = points_of(client.tenant_id, counted.styles)
    events = [Point(each.name, each.tally.made) for each in counted.events if each.tally.made]
    drawn = (
        charts.bars(_("Fotos por hora"), hours),
        charts.share(_("Estilos"), styles),
        charts.share(_("Eventos"), events),
    )
    shown: dict[str, Any] = {
        "events": queries.counts_of(client.tenant_id, [client.id])[client.id],
        "statistics": counted,
        "charts": [each for each in drawn if each.points],
        "favourite": styles[0].label if styles else "",
        "minutes": counted.sessions.average_seconds and counted.sessions.average_seconds / 60,
    }
    return render(request, "client/numbers.html", shown)
