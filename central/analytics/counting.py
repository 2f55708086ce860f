"""Adds notes of settled pictures up: each is counted and deleted in one statement, so it counts once."""

from typing import Final
from uuid import UUID

from django.db import connection

from central.analytics.models import SettledPicture
from central.incidents.isolation import About, each_alone

_AT_ONCE: Final = 5_000
_MOST_ROUNDS: Final = 20
"""A worker is not kept for longer; what is left is read as it is, and counted a minute later."""


def count_settled() -> int:
    """Count what is noted, tenant by tenant; how many notes that were."""
    tenants = SettledPicture.objects.order_by().values_list("tenant_id", flat=True).distinct()
    counted = each_alone("analytics.count", list(tenants), _count, _about, in_transaction=False)
    return sum(counted)


def _about(tenant_id: UUID) -> About:
    return About(tenant_id, f"tenant:{tenant_id}")


def _count(tenant_id: UUID) -> int:
    total = 0
    for _ in range(_MOST_ROUNDS):
        with connection.cursor() as cursor:
            cursor.execute(_COUNT, {"tenant": tenant_id, "most": _AT_ONCE})
            [counted] = cursor.fetchone() or [0]
        total += counted
        if counted < _AT_ONCE:
            break
    return total


# Rows are added in the order of their keys, as of two who count at once one may wait for the other.
_ADD: Final = """
  INSERT INTO analytics_{table} AS known
    (tenant_id, event_id, {part}, hour, asked, made, failed, erased, credits, refunded)
  SELECT tenant_id, event_id, {part}, hour, sum(asked), sum(made), sum(failed), sum(erased),
    sum(credits), sum(refunded)
  FROM settled GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
  ON CONFLICT (tenant_id, event_id, {part}, hour) DO UPDATE SET
    asked = known.asked + excluded.asked, made = known.made + excluded.made,
    failed = known.failed + excluded.failed, erased = known.erased + excluded.erased,
    credits = known.credits + excluded.credits, refunded = known.refunded + excluded.refunded
"""
_COUNT: Final = f"""
WITH due AS (
  SELECT id FROM analytics_settledpicture WHERE tenant_id = %(tenant)s LIMIT %(most)s FOR UPDATE SKIP LOCKED
), taken AS (
  DELETE FROM analytics_settledpicture WHERE tenant_id = %(tenant)s AND id IN (SELECT id FROM due) RETURNING *
), settled AS (
  SELECT taken.*, sign(taken.credits) * coalesce(back.amount, 0) AS refunded
  FROM taken LEFT JOIN ledger_transfer AS back
    ON back.tenant_id = %(tenant)s AND back.reverses = taken.op_id
), by_booth AS ({_ADD.format(table="boothhour", part="kiosk_id")}
), by_style AS ({_ADD.format(table="stylehour", part="style_id")}
)
SELECT count(*) FROM taken
"""  # noqa: S608 - put together from constants alone
