"""Days as people choose them: from one until another, both of them whole, in the platform's zone."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django import forms
from django.utils import timezone

_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2100, 1, 1)


class Day(forms.DateField):
    """A day of this century, by the browser's own picker; nothing, if nothing is chosen."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        widget = forms.DateInput({"type": "date"}, format="%Y-%m-%d")
        super().__init__(required=False, widget=widget, input_formats=["%Y-%m-%d"], **kwargs)

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401 - Django's
        """The nearest one that there is: an address may name any day of the calendar."""
        day = super().to_python(value)
        return None if day is None else min(max(day, _FIRST), _LAST)


def bounds_of(since: date | None, until: date | None) -> tuple[datetime | None, datetime | None]:
    """When the first day begins, and when the last one is over; None where no day was chosen."""
    begins = None if since is None else midnight(since)
    return begins, None if until is None else midnight(until, 1)


def midnight(day: date, later: int = 0) -> datetime:
    """When a day of the platform's zone begins, or one that is so much later; of this century."""
    known = min(max(day, _FIRST), _LAST) + timedelta(days=later)
    return timezone.make_aware(datetime.combine(known, time()))
