"""Changing an event: whatever may still be changed of it."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.refusals import DomainError
from central.catalogue.offers import offers_of
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import (
    LAYOUTS,
    ORIENTATIONS,
    PRIVACY,
    Words,
    pack_and_style_fields,
    usable_choices,
    with_unseen,
    zone_field,
    zones,
)
from central.dashboards.kit.forms import Form
from central.dashboards.kit.moments import ZonedMoment
from central.events import queries
from central.events.bounds import LONGEST_GREETING, LONGEST_NAME, MOST_COPIES
from central.events.editing import open_fields
from central.events.errors import DatesRefused, EventBegun
from central.events.models import Event
from central.operations import event_changes
from central.tenants.audit_log import AdminCommand
from central.tenants.models import Role
from central.tenants.visibility import scope_of

_CHOICES: Final = forms.CheckboxSelectMultiple
_PLAIN: Final = (
    "name", "welcome_es", "welcome_en", "welcome_pt", "layouts", "orientations", "copies_limit",
    "gallery_privacy", "time_zone", "refund_on_failure",
)  # fmt: skip


def _greeting(label: Any) -> Words:  # noqa: ANN401 - translated later
    return Words(label=label, max_length=LONGEST_GREETING, required=False, widget=forms.Textarea({"rows": 2}))


class EventForm(Form):
    """The event as it is; what may not be changed any more is shown and closed."""

    name = Words(label=gettext_lazy("Nombre"), max_length=LONGEST_NAME)
    starts_at = ZonedMoment("UTC")
    ends_at = ZonedMoment("UTC")
    time_zone = zone_field()
    welcome_es = _greeting(gettext_lazy("Bienvenida en español"))
    welcome_en = _greeting(gettext_lazy("Bienvenida en inglés"))
    welcome_pt = _greeting(gettext_lazy("Bienvenida en portugués"))
    layouts = forms.MultipleChoiceField(
        label=gettext_lazy("Qué se imprime"),
        widget=_CHOICES,
        choices=LAYOUTS,
    )
    orientations = forms.MultipleChoiceField(
        label=gettext_lazy("Cómo se encuadra"),
        widget=_CHOICES,
        choices=ORIENTATIONS,
    )
    copies_limit = forms.IntegerField(
        label=gettext_lazy("Copias impresas por foto"), min_value=0, max_value=MOST_COPIES
    )
    refund_on_failure = forms.BooleanField(
        label=gettext_lazy("Devolver los créditos de las fotos que fallan"), required=False
    )
    gallery_privacy = forms.ChoiceField(
        label=gettext_lazy("Quién ve la galería"),
        choices=PRIVACY,
    )
    packs, styles = pack_and_style_fields(
        gettext_lazy("Sin nada elegido, el evento ofrece todo lo que podés usar.")
    )

    def __init__(self, event: Event, *args: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, initial=_as_it_is(event))
        fields: Any = self.fields
        for name, label in (("starts_at", _("Empieza")), ("ends_at", _("Termina"))):
            fields[name] = ZonedMoment(self._zone(), label=label, help_text="")
        fields["packs"].choices, fields["styles"].choices = usable_choices(event.tenant_id, event.client_id)
        open_now = open_fields(event, [name for name in self.fields if name != "once"])
        for name in self.fields.keys() - open_now - {"once"}:
            self.fields[name].disabled = True

    def _zone(self) -> str:
        zone = str(self["time_zone"].value())
        return zone if zone in dict(zones()) else str(self.initial["time_zone"])

    @property
    def changes(self) -> dict[str, Any]:
        """What is another than it was."""
        changed = {name: self.cleaned_data[name] for name in self.changed_data if name != "once"}
        lists = {name: tuple(value) for name, value in changed.items() if isinstance(value, list)}
        for name in lists.keys() & {"packs", "styles"}:
            field: Any = self.fields[name]
            lists[name] = with_unseen(lists[name], self.initial[name], field.choices)
        return changed | lists


@page(Role.CLIENT)
def edit_event(request: PageRequest, event_id: UUID) -> HttpResponse:
    """The form, and what is sent by it."""
    event = queries.in_sight(scope_of(request.user), event_id)
    form = EventForm(event, *([request.POST] if request.method == "POST" else []))
    if form.is_bound and form.is_valid() and _changed(form, event, request):
        messages.success(request, _("Guardamos los cambios. Las cabinas ya los saben."))
        return HttpResponseRedirect(reverse("client-event", args=[event.id]))
    status = 422 if form.is_bound else 200
    return render(request, "client/edit_event.html", {"form": form, "event": event}, status=status)


def _changed(form: EventForm, event: Event, request: PageRequest) -> bool:
    """False: the form says why not."""
    try:
        event_changes.edit(event, form.changes, AdminCommand(form.once_id, request.user.actor))
    except DatesRefused as error:
        form.refuse(error, "ends_at")
    except EventBegun as error:
        form.refuse(error, "starts_at")
    except DomainError as error:
        form.refuse(error)
    else:
        return True
    return False


def _as_it_is(event: Event) -> dict[str, Any]:
    """Moments to the minute, as the browser's picker has them."""
    moments = {
        name: getattr(event, name).replace(second=0, microsecond=0) for name in ("starts_at", "ends_at")
    }
    offered = offers_of(event.tenant_id, event.id)
    things = {"packs": sorted(offered.packs), "styles": sorted(offered.styles)}
    return {name: getattr(event, name) for name in _PLAIN} | moments | things
