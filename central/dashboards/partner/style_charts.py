"""Which styles guests chose, by their names in the page's language."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from central.analytics.statistics import Named
from central.catalogue.lookup import style_names
from central.dashboards.kit import charts
from central.dashboards.kit.charts import Chart, Point
from central.dashboards.kit.fields import localized


def styles_chart(tenant_id: UUID, styles: Sequence[Named]) -> Chart | None:
    """By how many pictures of each were made, most first; None: there are none."""
    names = style_names(tenant_id, [each.id for each in styles])

    def name(style: Named) -> str:
        known = names.get(style.id)
        return (known and localized(known)) or style.name or _("Otro estilo")

    points = [Point(name(each), each.tally.made) for each in styles]
    return charts.share(_("Estilos más elegidos"), points) if points else None


def most_chosen(chart: Chart | None) -> str:
    """The style with most pictures; empty: none was made."""
    first = chart.bars[0].point if chart is not None and chart.bars else None
    return str(first.label) if first is not None and first.number else ""
