"""How the business goes, in a time that is chosen (P7): efficiency, pictures, styles, hours, booths."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from django import forms
from django.http import StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.analytics.scopes import Span, Whose
from central.analytics.statistics import Statistics, held, statistics
from central.analytics.tables import By, columns, lines
from central.base.csv_files import csv_file, harmless
from central.dashboards.kit import charts
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.charts import Chart, Point
from central.dashboards.kit.days import Day, midnight
from central.dashboards.partner.style_charts import most_chosen, styles_chart
from central.tenants.models import Role

_SPANS: Final[dict[str, tuple[int, Promise]]] = {
    "week": (7, gettext_lazy("Siete días")),
    "month": (30, gettext_lazy("Treinta días")),
    "quarter": (91, gettext_lazy("Tres meses")),
    "year": (365, gettext_lazy("Un año")),
}
_USUAL: Final = "month"
_STEPS: Final[dict[str, Promise]] = {
    "day": gettext_lazy("Por día"), "week": gettext_lazy("Por semana"), "month": gettext_lazy("Por mes"),
}  # fmt: skip
_HEADS: Final[dict[str, Promise]] = {
    "id": gettext_lazy("Id"), "event": gettext_lazy("Evento"), "booth": gettext_lazy("Cabina"),
    "style": gettext_lazy("Estilo"), "day": gettext_lazy("Día"), "hour": gettext_lazy("Hora"),
    "asked": gettext_lazy("Pedidas"), "made": gettext_lazy("Hechas"), "failed": gettext_lazy("Fallidas"),
    "erased": gettext_lazy("Borradas"), "credits": gettext_lazy("Créditos"),
    "refunded": gettext_lazy("Reintegrados"),
}  # fmt: skip
_MOST_DAYS: Final = 31
_MOST_WEEKS: Final = 26
_LONGEST: Final = 3 * 366
"""Days; a longer time is cut to its last ones."""
_MOST_POINTS: Final = 60


@dataclass(frozen=True, slots=True)
class Chosen:
    """The days from `first` to `last`, both of them whole, and in which steps a chart shows them."""

    first: date
    last: date
    step: str

    @property
    def span(self) -> Span:
        return Span(midnight(self.first), midnight(self.last, 1))

    @property
    def beginnings(self) -> list[date]:
        """The first day of each step, the first step's included."""
        found, day = [self.first], self.first
        while (day := _next(day, self.step)) <= self.last:
            found.append(day)
        return found[-_MOST_POINTS:]


class TimeWanted(forms.Form):
    """A time and its steps, from the page's address; whatever is no choice is as usual."""

    span = forms.ChoiceField(
        label=gettext_lazy("Tiempo"), required=False,
        choices=[*((name, label) for name, (_days, label) in _SPANS.items()), ("own", gettext_lazy("Otro"))],
    )  # fmt: skip
    since = Day(label=gettext_lazy("Desde"))
    until = Day(label=gettext_lazy("Hasta"))
    step = forms.ChoiceField(
        label=gettext_lazy("Gráfico"), required=False,
        choices=[("", gettext_lazy("Según el tiempo")), *_STEPS.items()],
    )  # fmt: skip

    def chosen(self, today: date) -> Chosen:
        """What is asked for. Days that somebody chose count, whichever span is named beside them."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        days, _label = _SPANS.get(given.get("span", ""), _SPANS[_USUAL])
        last = min(given.get("until") or today, today)
        first = given.get("since") or last - timedelta(days=days - 1)
        first = max(min(first, last), last - timedelta(days=_LONGEST))
        return Chosen(first, last, given.get("step") or _step_for((last - first).days + 1))


@page(Role.PARTNER, methods=("GET", "HEAD"))
def analytics(request: PageRequest) -> HttpResponseBase:
    """Figures, a chart, and a table of each part; `format=csv` with `by` is one of them as a file."""
    whose, today = Whose(request.user.tenant_id), timezone.localdate()
    wanted = TimeWanted(request.GET if request.GET.keys() & {"span", "since", "until", "step"} else _usual())
    chosen = wanted.chosen(today)
    if request.GET.get("format") == "csv":
        return _file(whose, chosen, request.GET.get("by", ""))
    figures, ran = statistics(whose, chosen.span), held(whose, chosen.span)
    styles = styles_chart(whose.tenant_id, figures.styles)
    shown = {
        "wanted": wanted, "chosen": chosen, "figures": figures, "held": ran, "address": _address(request),
        "efficiency": None if ran.efficiency is None else 100 * ran.efficiency,
        "per_event": figures.total.made / ran.events if ran.events else None,
        "most_chosen": most_chosen(styles),
        "course": _course(figures, chosen), "hours": _hours(figures), "styles": styles,
    }  # fmt: skip
    return render(request, "partner/analytics.html", shown)


def _usual() -> dict[str, str]:
    return {"span": _USUAL}


def _step_for(days: int) -> str:
    if days <= _MOST_DAYS:
        return "day"
    return "week" if days <= _MOST_WEEKS * 7 else "month"


def _next(day: date, step: str) -> date:
    """When the step after the one that has this day begins: weeks on Mondays, months on their first day."""
    if step == "day":
        return day + timedelta(days=1)
    if step == "week":
        return day + timedelta(days=7 - day.weekday())
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _course(figures: Statistics, chosen: Chosen) -> Chart | None:
    """How many pictures were made in each step."""
    beginnings = chosen.beginnings
    made = dict.fromkeys(beginnings, 0)
    for day, tally in figures.days.items():
        step = max((each for each in beginnings if each <= day), default=None)
        if step is not None:
            made[step] += tally.made
    written = {"day": "j b", "week": "j b", "month": "b y"}[chosen.step]
    points = [Point(date_format(day, written), number) for day, number in made.items()]
    return charts.bars(_("Fotos"), points) if any(made.values()) else None


def _hours(figures: Statistics) -> Chart | None:
    hours = {hour.hour: tally.made for hour, tally in figures.hours.items()}
    points = [Point(f"{hour:02}", hours.get(hour, 0)) for hour in range(24)]
    return charts.bars(_("Fotos por hora del día"), points) if any(hours.values()) else None


def _file(whose: Whose, chosen: Chosen, by: str) -> StreamingHttpResponse:
    """One of the tables, whole; by day, if none is named."""
    named = By(by) if by in set(By) else By.DAY
    head = [str(_HEADS[column]) for column in columns(named)]
    rows = (
        [harmless(cell) if isinstance(cell, str) else cell for cell in line]
        for line in lines(whose, chosen.span, named)
    )
    return csv_file(f"analisis-{chosen.first}-{chosen.last}-{named}", head, [rows], mark="\ufeff")


def _address(request: PageRequest) -> str:
    """The page's own, to which a table's name is added."""
    query = request.GET.copy()
    for name in ("format", "by"):
        query.pop(name, None)
    query["format"] = "csv"
    return f"?{query.urlencode()}"
