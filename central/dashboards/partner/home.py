"""What a partner sees first: what runs tonight, then how the business is."""

from datetime import timedelta
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from central.analytics.scopes import Span, Whose
from central.analytics.statistics import parts, tallies_by_time
from central.base import pages
from central.dashboards.kit import charts
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.charts import Point
from central.dashboards.partner.requests import told
from central.dashboards.partner.style_charts import styles_chart
from central.dashboards.partner.tonight import tonight_of
from central.events import queries
from central.ledger import balances
from central.tenants import credit_requests
from central.tenants.credit_requests import RequestFilter
from central.tenants.models import RequestState, Role
from central.tenants.visibility import Scope, scope_of

_DAYS: Final = 7
_TOP: Final = 5
_WAITING: Final = 5


@page(Role.PARTNER, methods=("GET", "HEAD"))
def home(request: PageRequest) -> HttpResponse:
    """The room's first page."""
    scope = scope_of(request.user)
    return render(request, "partner/home.html", {"tonight": tonight_of(scope)} | _business(scope))


def _business(scope: Scope) -> dict[str, Any]:
    """Credits, the pictures and styles of a week, and who waits for credits."""
    assert scope.tenant_id is not None, "a partner's"
    today, whose = timezone.localdate(), Whose(scope.tenant_id)
    span = Span(since=timezone.now() - timedelta(days=_DAYS))
    made = tallies_by_time(whose, span).days
    week = [today - timedelta(days=_DAYS - 1 - at) for at in range(_DAYS)]
    days = [Point(date_format(day, "D j"), made[day].made if day in made else 0) for day in week]
    open_requests = RequestFilter(state=RequestState.OPEN)
    waiting = credit_requests.page(scope, open_requests, pages.PageRequest(limit=_WAITING))
    return {
        "credits": balances.tenant(scope.tenant_id),
        "days": charts.bars(_("Fotos por día"), days),
        "styles": styles_chart(scope.tenant_id, parts(whose, span, "style_id", _TOP)),
        "requests": told(waiting.items),
        "events": queries.count_to_come(scope),
        "pictures": sum(each.number for each in days),
    }
