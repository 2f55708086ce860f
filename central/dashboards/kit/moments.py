"""Times as people mean them: typed and read in the zone of their event."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _


class ZonedMoment(forms.DateTimeField):
    """A date and a time in `zone`, by the browser's own picker; what it gives is aware of its zone."""

    default_error_messages = {"invalid": _("Escribí una fecha y una hora.")}  # noqa: RUF012 - Django's

    def __init__(self, zone: str, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        self.zone = ZoneInfo(zone)
        kwargs.setdefault("help_text", _("Hora de %(zone)s") % {"zone": zone.replace("_", " ")})
        widget = forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **kwargs)

    def prepare_value(self, value: Any) -> Any:  # noqa: ANN401 - Django's
        """What the picker shows."""
        return value.astimezone(self.zone) if isinstance(value, datetime) and value.tzinfo else value

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401 - Django's
        """The moment that was meant."""
        moment = super().to_python(value)
        return moment.replace(tzinfo=self.zone) if moment is not None else None
