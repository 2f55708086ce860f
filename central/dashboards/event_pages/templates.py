"""How somebody's events usually are: kept under a name, and new events made from it."""

from functools import partial
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
from central.dashboards.event_pages.owners import address_of_event, event_page, own, owner_of_things
from central.dashboards.kit.access import PageRequest
from central.dashboards.kit.event_forms import made_of
from central.dashboards.kit.fields import LongSelect, Words, credits_field
from central.dashboards.kit.forms import Form
from central.dashboards.kit.lists import asked_for, first_of, listed
from central.dashboards.kit.moments import ZonedMoment
from central.events import queries
from central.events.bounds import LONGEST_NAME
from central.events.models import Event, EventTemplate
from central.operations import event_templates
from central.operations.event_copies import Copy
from central.tenants import clients
from central.tenants.audit_log import AdminCommand
from central.tenants.clients import ClientFilter
from central.tenants.models import Client, Role
from central.tenants.visibility import scope_of
from contract.config import EventState

_READING: Final = ("GET", "HEAD")
_MOST_CHOICES: Final = 500


class NameForm(Form):
    """What a template is called."""

    name = Words(label=gettext_lazy("Nombre de la plantilla"), max_length=LONGEST_NAME)


class UseForm(Form):
    """What each event has of its own."""

    name = Words(label=gettext_lazy("Nombre del evento"), max_length=LONGEST_NAME)
    client = forms.ChoiceField(label=gettext_lazy("Para quién"), required=False, widget=LongSelect)
    credits = credits_field(
        gettext_lazy("Créditos"),
        min_value=0,
        help_text=gettext_lazy("Lo que no se use vuelve cuando termina."),
    )

    def __init__(self, zone: str, of: list[Client], *args: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args)
        self.fields["starts_at"] = ZonedMoment(zone, label=_("Empieza"))
        self.order_fields(["name", "client", "starts_at", "credits"])
        field: Any = self.fields["client"]
        field.choices = [("", _("Un evento propio")), *((str(each.id), each.name) for each in of)]
        if not of:
            del self.fields["client"]

    @property
    def copy(self) -> Copy:
        """As the subject takes it."""
        given = self.cleaned_data
        return Copy(self.once_id, given["name"], given["starts_at"], given["credits"])


@event_page(methods=_READING)
def listing(request: PageRequest) -> HttpResponse:
    """All of them, the newest first."""
    found = event_templates.page(owner_of_things(request), asked_for(request))
    shown = {"listed": listed(request, found), "events": reverse(f"{request.user.role}-events")}
    return render(request, "event_pages/templates.html", shown)


@event_page()
def save(request: PageRequest, event_id: UUID) -> HttpResponse:
    """Keep how an event is."""
    event, sent = own(request, event_id), request.POST if request.method == "POST" else None
    form = NameForm(sent, initial={"name": event.name})
    if form.is_bound and form.is_valid():
        name, by = form.cleaned_data["name"], AdminCommand.of(request.user.actor)
        try:
            made = event_templates.create(event, form.once_id, name, by, owner_of_things(request))
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Guardamos la plantilla."))
            return HttpResponseRedirect(reverse("event-template", args=[made.id]))
    shown = {"form": form, "event": event, "back": address_of_event(request, event)}
    return render(request, "event_pages/save_template.html", shown, status=422 if form.is_bound else 200)


@event_page()
def template(request: PageRequest, template_id: UUID) -> HttpResponse:
    """A new event from it, and what else can be done with it."""
    found = event_templates.in_sight(owner_of_things(request), template_id)
    sent = request.POST if request.method == "POST" else None
    form = UseForm(found.described["time_zone"], _clients(request), sent)
    event = _created(request, found, form) if form.is_bound and form.is_valid() else None
    if event is None:
        return _shown(request, found, form, NameForm(initial={"name": found.name}), form.is_bound)
    messages.success(request, _("Creamos %(event)s.") % {"event": event.name})
    return HttpResponseRedirect(address_of_event(request, event))


@event_page(methods=("POST",))
def rename(request: PageRequest, template_id: UUID) -> HttpResponse:
    """Call it otherwise."""
    found, form = event_templates.in_sight(owner_of_things(request), template_id), NameForm(request.POST)
    if not form.is_valid():
        unused = UseForm(found.described["time_zone"], _clients(request))
        return _shown(request, found, unused, form, refused=True)
    event_templates.rename(found, form.cleaned_data["name"], AdminCommand.of(request.user.actor))
    messages.success(request, _("Guardamos los cambios."))
    return HttpResponseRedirect(reverse("event-template", args=[found.id]))


@event_page(methods=("POST",))
def delete(request: PageRequest, template_id: UUID) -> HttpResponse:
    """Forget it."""
    found = event_templates.in_sight(owner_of_things(request), template_id)
    event_templates.delete(found, AdminCommand.of(request.user.actor))
    messages.success(request, _("Borramos la plantilla. Los eventos que hiciste con ella siguen."))
    return HttpResponseRedirect(reverse("event-templates"))


def _created(request: PageRequest, template: EventTemplate, form: UseForm) -> Event | None:
    """None: the form says why not."""
    chosen = form.cleaned_data.get("client")

    def make() -> tuple[Event, bool]:
        owner = queries.owner_of_new(request.user, UUID(chosen) if chosen else None)
        return event_templates.use(template, form.copy, request.user.actor, EventState.LIVE, owner)

    return made_of(form, make)


def _clients(request: PageRequest) -> list[Client]:
    """Whom a partner may make events for."""
    if request.user.role != Role.PARTNER:
        return []
    scope = scope_of(request.user)
    return first_of(partial(clients.page, scope, ClientFilter(active=True)), _MOST_CHOICES)[0]


def _shown(
    request: PageRequest, template: EventTemplate, form: UseForm, name_form: NameForm, refused: bool
) -> HttpResponse:
    shown = {"template": template, "form": form, "name_form": name_form}
    return render(request, "event_pages/template.html", shown, status=422 if refused else 200)
