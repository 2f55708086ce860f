"""The PINs of staff mode: the partner's, and those that some events have of their own."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.forms import Form
from central.dashboards.kit.lists import asked_for, listed
from central.events import queries
from central.events.queries import EventFilter
from central.operations import event_changes, partner_changes
from central.tenants.audit_log import AdminCommand
from central.tenants.models import Role
from central.tenants.visibility import scope_of


class PinForm(Form):
    """Digits, typed twice: nobody sees them again."""

    pin = forms.RegexField(
        r"^[0-9]{4,12}$", label=gettext_lazy("PIN nuevo"), max_length=12,
        help_text=gettext_lazy("De 4 a 12 números."),
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
    )  # fmt: skip
    again = forms.CharField(
        label=gettext_lazy("Otra vez"),
        max_length=12,
        widget=forms.PasswordInput({"inputmode": "numeric", "autocomplete": "off"}),
    )

    def clean(self) -> dict[str, Any]:
        """Both are the same."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("pin") and given.get("again") != given["pin"]:
            self.add_error("again", _("No es el mismo PIN."))
        return given


@page(Role.PARTNER, dangerous=True)
def pins(request: PageRequest) -> HttpResponse:
    """The partner's PIN, and the events that are not over with whose they have."""
    form = PinForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        by = AdminCommand(form.once_id, request.user.actor)
        try:
            partner_changes.set_staff_pin(request.user.tenant_id, form.cleaned_data["pin"], by)
        except DomainError as error:
            form.refuse(error)
        else:
            return _saved(request)
    events = queries.page(scope_of(request.user), EventFilter(since=timezone.now()), asked_for(request))
    shown = {"form": form, "events": events.items, "listed": listed(request, events)}
    return render(request, "partner/pins.html", shown, status=422 if form.is_bound else 200)


@page(Role.PARTNER, dangerous=True)
def event_pin(request: PageRequest, event_id: UUID) -> HttpResponse:
    """A PIN for one event, or the partner's again."""
    event = queries.in_sight(scope_of(request.user), event_id)
    form = PinForm(request.POST if request.method == "POST" else None)
    inherits = "inherit" in request.POST
    if inherits or form.is_valid():
        pin = None if inherits else form.cleaned_data["pin"]
        try:
            event_changes.set_staff_pin(event, pin, AdminCommand.of(request.user.actor))
        except DomainError as error:
            form.refuse(error)
        else:
            return _saved(request)
    shown = {"form": form, "event": event, "own": bool(event.staff_pin_hash)}
    return render(request, "partner/event_pin.html", shown, status=422 if form.is_bound else 200)


def _saved(request: PageRequest) -> HttpResponse:
    messages.success(request, _("Guardamos el PIN. Las cabinas ya lo saben."))
    return HttpResponseRedirect(reverse("partner-pins"))
