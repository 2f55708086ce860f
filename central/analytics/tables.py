"""Statistics as tables, one line for each event, booth, style, day or hour of the clock: for CSV files."""

from collections.abc import Iterator
from dataclasses import astuple, fields
from enum import StrEnum
from typing import Final

from central.analytics.scopes import Span, Whose
from central.analytics.statistics import Tally, parts, tallies_by_time

COUNTS: Final = tuple(field.name for field in fields(Tally))


class By(StrEnum):
    """What a line of the table stands for."""

    EVENT = "event"
    BOOTH = "booth"
    STYLE = "style"
    DAY = "day"
    HOUR = "hour"


_PARTS: Final = {By.EVENT: "event_id", By.BOOTH: "kiosk_id", By.STYLE: "style_id"}


def columns(by: By) -> tuple[str, ...]:
    """The heading."""
    return ("id", by.value, *COUNTS) if by in _PARTS else (by.value, *COUNTS)


def lines(whose: Whose, span: Span, by: By) -> Iterator[tuple[object, ...]]:
    """The lines; days and hours in their order, all else with most pictures first."""
    if by in _PARTS:
        for each in parts(whose, span, _PARTS[by]):
            yield (each.id, each.name, *astuple(each.tally))
        return
    found = tallies_by_time(whose, span)
    days = {day.isoformat(): tally for day, tally in found.days.items()}
    hours = {f"{hour:%H:%M}": tally for hour, tally in found.hours.items()}
    for moment, tally in sorted((days if by is By.DAY else hours).items()):
        yield (moment, *astuple(tally))
