"""By what a host's pictures are filtered: event, style, state, and days as they are at the party."""

from datetime import date, datetime, time, timedelta
from typing import Any, Final, Self, get_args
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.catalogue.usable import packs_usable_by
from central.dashboards.client import states
from central.dashboards.kit.days import Day
from central.dashboards.kit.fields import LongSelect, name_here
from central.dashboards.kit.numbers import grouped
from central.events import queries
from central.events.queries import EventFilter
from central.events.suggestions import suggested_zone
from central.generations.event_pictures import Kind, PictureFilter
from central.tenants.models import User
from central.tenants.visibility import scope_of

_MOST_CHOICES: Final = 500


class PicturesWanted(forms.Form):
    """What the address asks for; whatever is no choice asks for nothing."""

    event = forms.TypedChoiceField(
        label=gettext_lazy("Evento"), required=False, coerce=UUID, empty_value=None, widget=LongSelect
    )
    style = forms.TypedChoiceField(
        label=gettext_lazy("Estilo"), required=False, coerce=UUID, empty_value=None
    )
    kind = forms.ChoiceField(label=gettext_lazy("Estado"), required=False)
    since = Day(label=gettext_lazy("Desde"))
    until = Day(label=gettext_lazy("Hasta"))

    _zone: ZoneInfo

    @classmethod
    def of(cls, person: User, asked: Any) -> Self:  # noqa: ANN401 - a query
        """With the person's own events and styles to choose from."""
        scope = scope_of(person)
        chosen = _id(asked.get("event", ""))
        events = queries.named(scope, EventFilter(), _MOST_CHOICES, also=chosen)
        form = cls(asked)
        fields: Any = form.fields
        fields["event"].choices = [("", _("Todos")), *((str(each.id), each.name) for each in events)]
        if len(events) >= _MOST_CHOICES:
            fields["event"].help_text = _("Los %(n)s eventos más nuevos.") % {"n": grouped(_MOST_CHOICES)}
        fields["style"].choices = [("", _("Todos")), *_styles(person)]
        kinds = ((kind, states.PICTURE[kind].label) for kind in get_args(Kind))
        fields["kind"].choices = [("", _("Todas")), *kinds]
        zone = next((each.time_zone for each in events if each.id == chosen), "")
        form._zone = ZoneInfo(zone or suggested_zone(scope))
        return form

    @property
    def filter(self) -> PictureFilter:
        """What is asked for."""
        self.is_valid()
        given = self.cleaned_data
        return PictureFilter(
            event_id=given.get("event"),
            style_id=given.get("style"),
            kind=given.get("kind") or None,
            since=self._midnight(given.get("since")),
            until=self._midnight(given.get("until"), timedelta(days=1)),
        )

    def _midnight(self, day: date | None, later: timedelta = timedelta()) -> datetime | None:
        if day is None:
            return None
        return datetime.combine(day + later, time(), self._zone)


def _id(asked: str) -> UUID | None:
    try:
        return UUID(asked)
    except ValueError:
        return None


def _styles(person: User) -> list[tuple[str, str]]:
    usable = packs_usable_by(person.tenant_id, person.client_id)
    styles = (style for each in usable for style, _price in each.styles)
    return [(str(style.id), name_here(style)) for style in styles]
