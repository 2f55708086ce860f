"""A new event in a minute: its name, when it is and how many come; all else is inherited."""

from datetime import timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.event_forms import made_of
from central.dashboards.kit.fields import Words, credits_field, zone_field, zones
from central.dashboards.kit.forms import Form
from central.dashboards.kit.header import balance_in_sight
from central.dashboards.kit.moments import ZonedMoment
from central.events import queries
from central.events.bounds import LONGEST_NAME, MOST_GUESTS
from central.events.lifecycle import Plan
from central.events.models import Event
from central.events.suggestions import suggested_credits, suggested_zone
from central.operations import event_creation
from central.tenants.models import Role, User
from central.tenants.visibility import scope_of
from contract.config import EventState

_MOST_HOURS = 9_000
"""Past `lifecycle.LONGEST`, which says so itself."""


class NewEventForm(Form):
    """What only the host knows."""

    name = Words(label=gettext_lazy("Nombre"), max_length=LONGEST_NAME)
    starts_at = ZonedMoment("UTC", label=gettext_lazy("Empieza"))
    hours = forms.IntegerField(
        label=gettext_lazy("Cuántas horas dura"), min_value=1, max_value=_MOST_HOURS, initial=6
    )
    time_zone = zone_field()
    guests = forms.IntegerField(
        label=gettext_lazy("Invitados"),
        min_value=1,
        max_value=MOST_GUESTS,
        help_text=gettext_lazy("Un retrato de cada uno, y un quinto más por las dudas."),
    )
    credits = credits_field(
        gettext_lazy("Créditos"),
        min_value=0,
        help_text=gettext_lazy("Lo que no se use vuelve a tu saldo cuando termina."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        zone = str(self["time_zone"].value())
        fields: Any = self.fields
        known = zone if zone in dict(zones()) else "UTC"
        fields["starts_at"] = ZonedMoment(known, label=fields["starts_at"].label, help_text="")
        fields["guests"].widget.attrs |= {
            "hx-get": reverse("client-suggestion"),
            "hx-trigger": "change",
            "hx-target": "#new-event-credits",
            "hx-swap": "outerHTML",
        }

    def plan(self, person: User) -> Plan:
        """The event that is asked for."""
        given = self.cleaned_data
        return Plan(
            id=self.once_id,
            tenant_id=person.tenant_id,
            client_id=queries.owner_of_new(person, None),
            name=given["name"],
            starts_at=given["starts_at"],
            ends_at=given["starts_at"] + timedelta(hours=given["hours"]),
            time_zone=given["time_zone"],
            credits=given["credits"],
        )


@page(Role.CLIENT)
def new_event(request: PageRequest) -> HttpResponse:
    """The form; sent with `suggest` it is shown again with the credits that so many guests need."""
    if request.method != "POST":
        form = NewEventForm(initial={"time_zone": suggested_zone(scope_of(request.user))})
        return _shown(request, form)
    if "suggest" in request.POST:
        return _shown(request, NewEventForm(_with_suggestion(request)))
    form = NewEventForm(request.POST)
    event = _created(form, request.user) if form.is_valid() else None
    if event is None:
        return _shown(request, form, status=422)
    return HttpResponseRedirect(reverse("client-event", args=[event.id]))


@page(Role.CLIENT, methods=("GET", "HEAD"))
def suggestion(request: PageRequest) -> HttpResponse:
    """The credits for so many guests, as the form shows them."""
    form = NewEventForm(initial={"credits": _suggested(request.GET.get("guests", ""))})
    shown = {"form": form, "balance": balance_in_sight(request.user)}
    return render(request, "client/new_event_credits.html", shown)


def _created(form: NewEventForm, person: User) -> Event | None:
    """None: the form says why not."""
    return made_of(form, lambda: event_creation.create_once(form.plan(person), person.actor, EventState.LIVE))


def _with_suggestion(request: PageRequest) -> dict[str, Any]:
    typed = request.POST.dict()
    return typed | {"credits": str(_suggested(typed.get("guests", "")) or typed.get("credits", ""))}


def _suggested(guests: str) -> int | None:
    number = int(guests) if guests.isascii() and guests.isdigit() and len(guests) < 7 else 0
    return suggested_credits(number) if 1 <= number <= MOST_GUESTS else None


def _shown(request: PageRequest, form: NewEventForm, status: int = 200) -> HttpResponse:
    shown = {"form": form, "balance": balance_in_sight(request.user), "short": "credits" in form.errors}
    return render(request, "client/new_event.html", shown, status=status)
