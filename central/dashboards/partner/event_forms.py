"""What an event is described by, in its own zone."""

from datetime import datetime
from typing import Any, Final
from zoneinfo import available_timezones

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.catalogue.grants import Named
from central.catalogue.offers import offers_of
from central.dashboards.kit.fields import (
    LAYOUTS,
    ORIENTATIONS,
    PRIVACY,
    Choices,
    LongSelect,
    Words,
    pack_and_style_fields,
    with_unseen,
    zone_field,
    zones,
)
from central.dashboards.kit.forms import Form
from central.dashboards.kit.moments import ZonedMoment
from central.events.bounds import (
    LONGEST_GREETING,
    LONGEST_NAME,
    MOST_COPIES,
    MOST_CREDITS,
    MOST_GUESTS,
    MOST_PHOTO_PRICE,
)
from central.events.editing import open_fields
from central.events.models import Event
from central.events.suggestions import suggested_credits
from central.tenants.models import Client

_OFFERS: Final = ("packs", "styles")
_NUMBERS: Final = ("guests", "photo_price")


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
    packs, styles = pack_and_style_fields(
        gettext_lazy("Sin nada elegido, ofrece todo lo que puede usar quien lo paga.")
    )

    def __init__(self, *args: Any, zone: str, usable: tuple[Choices, Choices], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["packs"].choices, fields["styles"].choices = usable
        known = zones() if zone in dict(zones()) else ((zone, zone), *zones())
        field: Any = self.fields["time_zone"]
        field.choices, field.initial = known, zone
        self.fields["starts_at"] = ZonedMoment(zone, label=_("Empieza"))
        self.fields["ends_at"] = ZonedMoment(zone, label=_("Termina"))
        self.order_fields(["client", "name", "starts_at", "ends_at", "time_zone", "guests", "credits"])

    def open_only(self, event: Event) -> None:
        """Show what cannot be changed of the event any more, and close it."""
        open_now = open_fields(event, [name for name in self.fields if name != "once"])
        for name in self.fields.keys() - open_now - {"once"}:
            self.fields[name].disabled = True

    @property
    def described(self) -> dict[str, Any]:
        """What was typed, as events are described."""
        names = {"once", "client", "guests", "credits"}
        given = {name: value for name, value in self.cleaned_data.items() if name not in names}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}

    def changes(self, event: Event) -> dict[str, Any]:
        """What is another than it is of the event. What it offers and may not any more stays with it."""
        offered, usable = offers_of(event.tenant_id, event.id), self.fields
        changed = {name: value for name, value in self.described.items() if not usable[name].disabled}
        for name in ("packs", "styles"):
            if name in changed:
                known = getattr(offered, name)
                field: Any = usable[name]
                changed[name] = with_unseen(changed[name], known, field.choices)
        return {name: value for name, value in changed.items() if not _is(event, offered, name, value)}


class NewEventForm(EventForm):
    """And for whom, and how many credits it begins with."""

    client = forms.ChoiceField(label=gettext_lazy("Para quién"), required=False, widget=LongSelect)
    credits = forms.IntegerField(
        label=gettext_lazy("Créditos"), min_value=0, max_value=MOST_CREDITS, initial=0,
        help_text=gettext_lazy("Salen del saldo del cliente; sin cliente, de tu billetera."),
    )  # fmt: skip

    guests = forms.IntegerField(
        label=gettext_lazy("Invitados"), min_value=1, max_value=MOST_GUESTS, required=False,
        help_text=gettext_lazy("Para calcular los créditos: una foto cada uno, y un 20 % más."),
    )  # fmt: skip

    def __init__(self, *args: Any, clients: list[Client], **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        field: Any = self.fields["client"]
        field.choices = [("", _("Un evento propio")), *((str(each.id), each.name) for each in clients)]


def values_of(event: Event) -> dict[str, Any]:
    """The event, for a form to begin with."""
    names = ("starts_at", "ends_at", *EventForm.base_fields)
    described = {name: getattr(event, name) for name in names if name not in ("once", *_OFFERS)}
    offered = offers_of(event.tenant_id, event.id)
    return described | {"packs": sorted(offered.packs), "styles": sorted(offered.styles)}


def with_suggestion(typed: QueryDict) -> QueryDict:
    """What was typed, with the credits that so many guests need; as it was, if nobody said how many."""
    guests, price = (_number(typed.get(name)) for name in _NUMBERS)
    suggested = typed.copy()
    if 1 <= guests <= MOST_GUESTS:
        suggested["credits"] = str(suggested_credits(guests, price or None))
    return suggested


def _number(typed: object) -> int:
    """0: it is none, or too large to be meant."""
    text = str(typed)
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0


def _is(event: Event, offered: Named, name: str, value: object) -> bool:
    """Whether it is so already; the picker has no seconds, so a moment that nobody touched is the same."""
    if name in _OFFERS:
        assert isinstance(value, tuple)
        return bool(getattr(offered, name) == set(value))
    known = getattr(event, name)
    if isinstance(known, datetime):
        known = known.replace(second=0, microsecond=0)
    return bool(known == (list(value) if isinstance(value, tuple) else value))
