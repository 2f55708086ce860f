"""How often each style was made, for a chart."""

from collections.abc import Sequence
from uuid import UUID

from central.analytics.statistics import Named
from central.catalogue.lookup import style_names
from central.dashboards.kit.charts import Point
from central.dashboards.kit.fields import localized


def points_of(tenant_id: UUID, styles: Sequence[Named]) -> list[Point]:
    """Those that were made at all, in their order, by the names that the page's reader knows them by."""
    names = style_names(tenant_id, [each.id for each in styles])

    def name(style: Named) -> str:
        known = names.get(style.id)
        return (known and localized(known)) or style.name

    return [Point(name(each), each.tally.made) for each in styles if each.tally.made]
