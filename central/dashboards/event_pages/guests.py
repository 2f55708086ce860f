"""An event's guest list: by hand, from a file, and out again as one."""

from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.csv_files import Lines
from central.base.refusals import DomainError
from central.dashboards.event_pages.owners import address_of_event, event_page, own
from central.dashboards.event_pages.words import WRONG_LINES, standing_of
from central.dashboards.kit.access import PageRequest
from central.dashboards.kit.fields import Words
from central.dashboards.kit.forms import Form
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.events.models import Event
from central.guests import files, guest_list
from central.guests.files import Invited
from central.guests.guest_list import AddressListed, Listed
from central.tenants.audit_log import AdminCommand


class GuestForm(Form):
    """Somebody, as their host knows them."""

    email = Words(
        label=gettext_lazy("Correo"),
        max_length=files.LONGEST_ADDRESS,
        widget=forms.EmailInput({"autocomplete": "off"}),
    )
    name = Words(label=gettext_lazy("Nombre"), max_length=files.LONGEST_NAME, required=False)

    @property
    def invited(self) -> Invited | None:
        """None: the form says why not."""
        if not self.is_valid():
            return None
        found = files.invited(self.cleaned_data["email"], self.cleaned_data["name"])
        if found is None:
            self.add_error("email", _("Eso no es una dirección de correo."))
        return found


class FileForm(Form):
    """A list that somebody has already."""

    file = forms.FileField(
        label=gettext_lazy("Archivo CSV"),
        widget=forms.FileInput({"accept": ".csv,.txt,text/csv,text/plain"}),
        help_text=gettext_lazy(
            "Una fila por invitado, con su correo y, si querés, su nombre. Sirve lo que exporta cualquier "
            "planilla; hasta 2.000 invitados."
        ),
    )

    @property
    def content(self) -> bytes:
        """As much of it as a list may have, and a byte more."""
        content: bytes = self.cleaned_data["file"].read(files.MOST_BYTES + 1)
        return content


class Wanted(forms.Form):
    """Whom to look for."""

    q = forms.CharField(
        label=gettext_lazy("Nombre o correo"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )

    @property
    def text(self) -> str:
        """Empty: everybody."""
        self.is_valid()
        found: str = self.cleaned_data.get("q", "")
        return found


@event_page()
def guests(request: PageRequest, event_id: UUID) -> HttpResponseBase:
    """The list, and the form by which somebody is put on it."""
    event = own(request, event_id)
    if request.method == "POST":
        return _added(request, event)
    if request.GET.get("format") == "csv":
        wanted = Wanted(request.GET).text
        head = (_("Nombre"), _("Correo"), _("Estado"))
        return csv_file("invitados", head, partial(guest_list.page, event, wanted), _lines)
    return _shown(request, event)


@event_page(methods=("POST",))
def upload(request: PageRequest, event_id: UUID) -> HttpResponse:
    """Everybody in a file; what was no guest is said line by line, and the others are on the list."""
    event, form = own(request, event_id), FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _shown(request, event, file_form=form, status=422)
    try:
        found = files.read(form.content)
        added = guest_list.add(event, found.guests, AdminCommand.of(request.user.actor))
    except DomainError as error:
        form.refuse(error, "file")
        return _shown(request, event, file_form=form, status=422)
    wrong = [(each.number, WRONG_LINES[each.why]) for each in found.wrong]
    told = {"added": added, "wrong": wrong, "cut": len(wrong) == files.MOST_WRONG}
    return _shown(request, event, uploaded=told)


@event_page()
def guest(request: PageRequest, event_id: UUID, guest_id: UUID) -> HttpResponse:
    """Somebody's name and address."""
    event = own(request, event_id)
    found = guest_list.in_list(event, guest_id)
    sent = request.POST if request.method == "POST" else None
    form = GuestForm(sent, initial={"email": found.email, "name": found.name})
    changed = form.invited if form.is_bound else None
    if changed is not None:
        try:
            guest_list.edit(event, guest_id, changed, AdminCommand.of(request.user.actor))
        except DomainError as error:
            form.refuse(error, "email" if isinstance(error, AddressListed) else None)
        else:
            messages.success(request, _("Guardamos los cambios."))
            return HttpResponseRedirect(reverse("guests", args=[event.id]))
    bounced = guest_list.has_bounced(found)
    shown = {"event": event, "guest": found, "form": form, "bounced": bounced}
    return render(request, "event_pages/guest.html", shown, status=422 if form.is_bound else 200)


@event_page(methods=("POST",))
def remove(request: PageRequest, event_id: UUID, guest_id: UUID) -> HttpResponse:
    """Take somebody off the list."""
    event = own(request, event_id)
    guest_list.remove(event, guest_id, AdminCommand.of(request.user.actor))
    messages.success(request, _("Ya no está en la lista."))
    return HttpResponseRedirect(reverse("guests", args=[event.id]))


@event_page(methods=("POST",))
def reachable(request: PageRequest, event_id: UUID, guest_id: UUID) -> HttpResponse:
    """Write to an address again at which nobody was reached."""
    event = own(request, event_id)
    guest_list.reachable(event, guest_id, AdminCommand.of(request.user.actor))
    messages.success(request, _("Volvemos a escribirle."))
    return HttpResponseRedirect(reverse("guest", args=[event.id, guest_id]))


def _added(request: PageRequest, event: Event) -> HttpResponse:
    form = GuestForm(request.POST)
    invited = form.invited
    if invited is None:
        return _shown(request, event, form=form, status=422)
    try:
        added = guest_list.add(event, [invited], AdminCommand.of(request.user.actor))
    except DomainError as error:
        form.refuse(error)
        return _shown(request, event, form=form, status=422)
    said = _("%(who)s está en la lista.") if added.new else _("%(who)s ya estaba en la lista.")
    messages.success(request, said % {"who": invited.name or invited.email})
    return HttpResponseRedirect(reverse("guests", args=[event.id]))


def _shown(request: PageRequest, event: Event, *, status: int = 200, **told: Any) -> HttpResponse:  # noqa: ANN401
    wanted = Wanted(request.GET)
    found = guest_list.page(event, wanted.text, asked_for(request))
    shown = {
        "event": event,
        "back": address_of_event(request, event),
        "wanted": wanted,
        "count": guest_list.count(event),
        "listed": listed(request, found),
        "guests": [(each.guest, standing_of(each)) for each in found.items],
        "form": GuestForm(),
        "file_form": FileForm(),
    }
    return render(request, "event_pages/guests.html", shown | told, status=status)


def _lines(guests: list[Listed]) -> Lines:
    return [(each.guest.name, each.guest.email, standing_of(each).label) for each in guests]
