"""How often each style was made, for a chart."""

from collections.abc import Sequence
from uuid import UUID

from django.utils.translation import get_language

from central.analytics.statistics import Named
from central.catalogue.lookup import style_names
from central.dashboards.kit.charts import Point


def points_of(tenant_id: UUID, styles: Sequence[Named]) -> list[Point]:
    """Those that were made at all, in their order, by the names that the page's reader knows them by."""
    names = style_names(tenant_id, [each.id for each in styles])
    language = (get_language() or "es")[:2]

    def name(style: Named) -> str:
        known = names.get(style.id)
        return (getattr(known, language) if known else "") or style.name

    return [Point(name(each), each.tally.made) for each in styles if each.tally.made]
