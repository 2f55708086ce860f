"""What an event is described by, in its own zone."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.dashboards.kit.fields import LAYOUTS, ORIENTATIONS, PRIVACY, LongSelect, Words, zone_field, zones
from central.dashboards.kit.forms import Form
from central.dashboards.kit.moments import ZonedMoment
from central.events.bounds import LONGEST_GREETING, LONGEST_NAME, MOST_COPIES, MOST_CREDITS, MOST_PHOTO_PRICE
from central.events.models import Event
from central.tenants.models import Client


def zone_asked(data: Any, usual: str) -> str:  # noqa: ANN401 - a form's data, or None
    """The zone that a sent form names; the usual one, if it names none that there is."""
    named = data.get("time_zone", "") if data else ""
    return named if named in available_timezones() else usual


class EventForm(Form):
    """What can be changed of an event as long as it has not ended."""

    name = Words(label=gettext_lazy("Nombre"), max_length=LONGEST_NAME)
    time_zone = zone_field()
    photo_price = forms.IntegerField(
        label=gettext_lazy("Precio por foto, en créditos"), min_value=1,
        max_value=MOST_PHOTO_PRICE, required=False,
        help_text=gettext_lazy("Vacío: el de cada estilo."),
    )  # fmt: skip
    refund_on_failure = forms.BooleanField(
        label=gettext_lazy("Devolver los créditos de las fotos que fallan"), required=False
    )
    copies_limit = forms.IntegerField(
        label=gettext_lazy("Copias impresas de cada foto, como mucho"),
        min_value=0,
        max_value=MOST_COPIES,
        initial=2,
    )
    layouts = forms.MultipleChoiceField(
        label=gettext_lazy("Qué se imprime"), choices=LAYOUTS, widget=forms.CheckboxSelectMultiple,
        initial=[each for each, _label in LAYOUTS],
    )  # fmt: skip
    orientations = forms.MultipleChoiceField(
        label=gettext_lazy("Orientación del retrato"), choices=ORIENTATIONS,
        widget=forms.CheckboxSelectMultiple, initial=[each for each, _label in ORIENTATIONS],
    )  # fmt: skip
    gallery_privacy = forms.ChoiceField(label=gettext_lazy("Quién ve la galería"), choices=PRIVACY)
    welcome_es = Words(
        label=gettext_lazy("Saludo en la pantalla"), max_length=LONGEST_GREETING, required=False,
        help_text=gettext_lazy("Vacío: el nombre del evento."),
    )  # fmt: skip
    welcome_en = Words(label=gettext_lazy("Saludo en inglés"), max_length=LONGEST_GREETING, required=False)
    welcome_pt = Words(label=gettext_lazy("Saludo en portugués"), max_length=LONGEST_GREETING, required=False)

    def __init__(self, *args: Any, zone: str, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        known = zones() if zone in dict(zones()) else ((zone, zone), *zones())
        field: Any = self.fields["time_zone"]
        field.choices, field.initial = known, zone
        self.fields["starts_at"] = ZonedMoment(zone, label=_("Empieza"))
        self.fields["ends_at"] = ZonedMoment(zone, label=_("Termina"))
        self.order_fields(["client", "name", "starts_at", "ends_at", "time_zone", "credits"])

    @property
    def described(self) -> dict[str, Any]:
        """What was typed, as events are described."""
        names = {"once", "client", "credits"}
        return {name: value for name, value in self.cleaned_data.items() if name not in names}


class NewEventForm(EventForm):
    """And for whom, and how many credits it begins with."""

    client = forms.ChoiceField(label=gettext_lazy("Para quién"), required=False, widget=LongSelect)
    credits = forms.IntegerField(
        label=gettext_lazy("Créditos"), min_value=0, max_value=MOST_CREDITS, initial=0,
        help_text=gettext_lazy("Salen del saldo del cliente; sin cliente, de tu billetera."),
    )  # fmt: skip

    def __init__(self, *args: Any, clients: list[Client], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        field: Any = self.fields["client"]
        field.choices = [("", _("Un evento propio")), *((str(each.id), each.name) for each in clients)]


def values_of(event: Event) -> dict[str, Any]:
    """The event, for a form to begin with."""
    names = ("starts_at", "ends_at", *EventForm.base_fields)
    return {name: getattr(event, name) for name in names if name != "once"}
