"""What hosts and partners ask of their parties, in a number of statements that does not grow.

Hours and days are those of each event's own zone. A picture counts in the hour in which its guest asked for
it, also when its booth was offline then.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final
from uuid import UUID

from django.db import connection

from central.analytics.scopes import Span, Standing, Whose
from central.catalogue.models import Style
from central.events.models import Event
from central.fleet.models import Kiosk
from central.ledger import balances
from central.tenants.models import PLATFORM_ID

MOST_LISTED: Final = 20
"""Events, booths and styles beside the figures; a table has them all."""


@dataclass(frozen=True, slots=True)
class Tally:
    """Pictures that settled, and their credits, as `models.Counts` says."""

    asked: int = 0
    made: int = 0
    failed: int = 0
    erased: int = 0
    credits: int = 0
    refunded: int = 0

    @property
    def used(self) -> int:
        """Credits that did not go back."""
        return self.credits - self.refunded


@dataclass(frozen=True, slots=True)
class Named:
    """A style's, a booth's or an event's part; without a name, it is gone."""

    id: UUID
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Sessions:
    """Guests' sessions that ended; how long those took that were finished, in seconds."""

    count: int
    finished: int
    average_seconds: float | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Pictures that are still to be made, and their credits."""

    pictures: int
    credits: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """Of one event, one client or one partner, in a time.

    `hours`: by hour of the clock, as at 21:00; `peak_hour`: in which most were made; `course`: of one event,
    by hour from first to last; `days`: by day. Days and hours without pictures are left out.
    """

    total: Tally
    waiting: Waiting
    sessions: Sessions
    credits: Standing
    hours: dict[time, Tally]
    course: dict[datetime, Tally]
    days: dict[date, Tally]
    styles: list[Named]
    booths: list[Named]
    events: list[Named]

    @property
    def generations(self) -> int:
        """What guests asked for: settled, or still to be made."""
        return self.total.asked + self.waiting.pictures

    @property
    def credits_used(self) -> int:
        """In this time, also for what is still to be made."""
        return self.total.used + self.waiting.credits

    @property
    def peak_hour(self) -> time | None:
        """The earliest of those in which most pictures were made; None: none was."""
        busy = {hour: tally.made for hour, tally in self.hours.items() if tally.made}
        return max(sorted(busy), key=busy.__getitem__) if busy else None


def statistics(whose: Whose, span: Span = Span()) -> Statistics:  # noqa: B008 - frozen
    """All figures of a time."""
    by_time = tallies_by_time(whose, span)
    return Statistics(
        total=by_time.total,
        waiting=_waiting(whose, span),
        sessions=_sessions(whose, span),
        credits=whose.standing(),
        hours=by_time.hours,
        course=by_time.course if whose.event_id is not None else {},
        days=by_time.days,
        styles=parts(whose, span, "style_id", MOST_LISTED),
        booths=parts(whose, span, "kiosk_id", MOST_LISTED),
        events=parts(whose, span, "event_id", MOST_LISTED) if whose.event_id is None else [],
    )


@dataclass(frozen=True, slots=True)
class ByTime:
    """The whole, and what of it each hour of the clock, each hour and each day has."""

    total: Tally
    hours: dict[time, Tally]
    course: dict[datetime, Tally]
    days: dict[date, Tally]


def tallies_by_time(whose: Whose, span: Span) -> ByTime:
    """The figures that are read by time."""
    course = "local" if whose.event_id is not None else "NULL::timestamp"
    rows = _rows(_BY_HOUR.format(hourly=_hourly(whose, "kiosk_id"), course=course), whose.parameters(span))
    found = ByTime(Tally(), {}, {}, {})
    total = Tally()
    for clock, day, local, *counts in rows:
        tally = Tally(*map(int, counts))
        if clock is not None:
            found.hours[clock] = tally
        elif day is not None:
            found.days[day] = tally
        elif local is not None:
            found.course[local] = tally
        else:
            total = tally
    return ByTime(total, found.hours, found.course, found.days)


def parts(whose: Whose, span: Span, part: str, most: int | None = None) -> list[Named]:
    """By `style_id`, `kiosk_id` or `event_id`: those with most pictures first; at most so many, or all."""
    source = "style_id" if part == "style_id" else "kiosk_id"
    query = _PARTS.format(hourly=_hourly(whose, source), part=part)
    rows = _rows(query, whose.parameters(span) | {"most": most})
    names = _names(whose, part, [row[0] for row in rows])
    return [Named(row[0], names.get(row[0], ""), Tally(*map(int, row[1:]))) for row in rows]


@dataclass(frozen=True, slots=True)
class Held:
    """The events that ran in a time, drafts aside, and their credits of this moment."""

    events: int
    allocated: int
    used: int

    @property
    def efficiency(self) -> float | None:
        """Used of what was allocated, 0 to 1, or more in overdraft; None: nothing was allocated."""
        return self.used / self.allocated if self.allocated else None


def held(whose: Whose, span: Span) -> Held:
    """In two statements."""
    ids = [row[0] for row in _rows(_HELD.format(events=whose.events), whose.parameters(span))]
    return Held(len(ids), *balances.handed_on(whose.tenant_id, ids))


def made_at(tenant_id: UUID, event_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many pictures of each of the tenant's events were made, ever; one statement."""
    made = dict.fromkeys(event_ids, 0)
    if made:
        made |= dict(_rows(_MADE_AT, {"tenant": tenant_id, "events": list(made)}))
    return made


def _names(whose: Whose, part: str, ids: list[UUID]) -> dict[UUID, str]:
    if part == "style_id":
        styles = Style.objects.filter(tenant_id__in=[whose.tenant_id, PLATFORM_ID], id__in=ids)
        return dict(styles.values_list("id", "name_es"))
    table: Any = Kiosk if part == "kiosk_id" else Event
    return dict(table.objects.filter(tenant_id=whose.tenant_id, id__in=ids).values_list("id", "name"))


def _waiting(whose: Whose, span: Span) -> Waiting:
    [(pictures, credits)] = _rows(_WAITING.format(events=whose.events), whose.parameters(span))
    return Waiting(pictures, int(credits))


def _sessions(whose: Whose, span: Span) -> Sessions:
    [(count, finished, seconds)] = _rows(_SESSIONS.format(events=whose.events), whose.parameters(span))
    return Sessions(count, finished, None if seconds is None else float(seconds))


def _hourly(whose: Whose, part: str) -> str:
    table = "analytics_stylehour" if part == "style_id" else "analytics_boothhour"
    return _HOURLY.format(part=part, table=table, whose=whose.rows)


def _rows(query: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, parameters)
        return list(cursor.fetchall())


_SUMS: Final = ", ".join(
    f"sum({each}) AS {each}" for each in ("asked", "made", "failed", "erased", "credits", "refunded")
)
_HOURLY: Final = """
WITH hourly AS (
  SELECT event_id, {part}, hour, asked, made, failed, erased, credits, refunded FROM {table}
  WHERE tenant_id = %(tenant)s AND hour >= %(since)s AND hour < %(until)s{whose}
  UNION ALL
  SELECT event_id, {part}, hour, asked, made, failed, erased, credits,
    sign(credits) * coalesce(back.amount, 0)
  FROM analytics_settledpicture AS note LEFT JOIN ledger_transfer AS back
    ON back.tenant_id = note.tenant_id AND back.reverses = note.op_id
  WHERE note.tenant_id = %(tenant)s AND hour >= %(since)s AND hour < %(until)s{whose}
)
"""
_BY_HOUR: Final = f"""{{hourly}}, by_zone AS (
  SELECT hour, time_zone, {_SUMS} FROM hourly
  JOIN events_event AS event ON event.tenant_id = %(tenant)s AND event.id = event_id GROUP BY 1, 2
), counted AS (
  SELECT by_zone.*, hour AT TIME ZONE time_zone AS local FROM by_zone
)
SELECT local::time, local::date, {{course}}, {_SUMS} FROM counted
GROUP BY GROUPING SETS ((local::time), (local::date), ({{course}}), ()) HAVING sum(asked) IS NOT NULL
"""  # noqa: S608
"""There are few hours, and zones fewer: so the clock of each is read after they are added up."""
_PARTS: Final = (
    "{hourly} SELECT {part}, " + _SUMS + " FROM hourly GROUP BY 1"  # noqa: S608
    " HAVING sum(asked) <> 0 ORDER BY sum(made) DESC, sum(asked) DESC, 1 LIMIT %(most)s"
)
_MADE_AT: Final = """
WITH counted AS (
  SELECT event_id, made FROM analytics_boothhour WHERE tenant_id = %(tenant)s AND event_id = ANY(%(events)s)
  UNION ALL
  SELECT event_id, made FROM analytics_settledpicture
  WHERE tenant_id = %(tenant)s AND event_id = ANY(%(events)s)
)
SELECT event_id, sum(made)::bigint FROM counted GROUP BY event_id
"""
_WAITING: Final = """
SELECT count(*), coalesce(sum(price), 0) FROM generations_generation AS made
JOIN events_event AS event ON event.tenant_id = made.tenant_id AND event.id = made.event_id AND {events}
WHERE made.tenant_id = %(tenant)s AND requested_at >= %(since)s AND requested_at < %(until)s
  AND (state IN ('queued', 'running') OR state = 'awaiting_photo')
"""
"""Of what is unfinished there are indexes of their own."""
_HELD: Final = """
SELECT event.id FROM events_event AS event
WHERE {events} AND starts_at < %(until)s AND ends_at > %(since)s AND decided <> 'draft'
"""
_SESSIONS: Final = """
SELECT count(*), count(*) FILTER (WHERE outcome = 'finished'),
  extract(epoch FROM avg(ended_at - session.started_at) FILTER (WHERE outcome = 'finished'))
FROM sync_guestsession AS session
JOIN events_event AS event ON event.tenant_id = session.tenant_id AND event.id = session.event_id AND {events}
WHERE session.tenant_id = %(tenant)s AND session.started_at >= %(since)s AND session.started_at < %(until)s
"""
