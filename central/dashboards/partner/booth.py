"""One booth: its health, how that was for a week, its queue, leases and troubles, and what is done to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.pages import PageRequest as Asked
from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import Words
from central.dashboards.kit.forms import Form
from central.dashboards.kit.live import stream
from central.dashboards.kit.numbers import grouped
from central.dashboards.partner.booth_words import seen
from central.dashboards.partner.booths import event_choices, event_names
from central.events import queries
from central.events.models import Event
from central.fleet import health_history, history, kiosks, pairing
from central.fleet.health_history import Day
from central.fleet.leases import reclaim
from central.fleet.models import Happening, HistoryEntry, Kiosk
from central.incidents.models import Incident
from central.ledger import leases
from central.ledger.leases import Lease
from central.ledger.transfer_requests import TransferRequest
from central.sync import dead_letters
from central.sync.dead_letters import DeadLetterFilter
from central.tenants.errors import NotFound
from central.tenants.models import Role, User
from central.tenants.visibility import Scope, scope_of
from contract.leases import LeaseState

_SHOWN: Final = 10
_HAPPENINGS: Final[dict[str, Promise]] = {
    Happening.ENROLLED: gettext_lazy("Vinculada"),
    Happening.RENAMED: gettext_lazy("Cambió de nombre"),
    Happening.ASSIGNED: gettext_lazy("Cambió de evento"),
    Happening.RETIRED: gettext_lazy("Dada de baja"),
    Happening.SILENT: gettext_lazy("Estuvo sin señal"),
    Happening.COMMAND_GIVEN: gettext_lazy("Recibió una orden"),
    Happening.COMMAND_ANSWERED: gettext_lazy("Respondió una orden"),
}
_LEASES: Final[dict[LeaseState, tuple[str, Promise]]] = {
    LeaseState.OPEN: ("good", gettext_lazy("Abierto")),
    LeaseState.RETURNED: ("plain", gettext_lazy("Devuelto")),
    LeaseState.RECLAIMED: ("warning", gettext_lazy("Recuperado")),
}


class BoothForm(Form):
    """Its name, and where it works."""

    name = Words(label=gettext_lazy("Nombre de la cabina"), max_length=200)
    event = forms.ChoiceField(label=gettext_lazy("Para qué evento"), required=False)

    def __init__(self, *args: Any, kiosk: Kiosk, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        initial = {"name": kiosk.name, "event": str(kiosk.event_id or "")}
        super().__init__(*args, initial=initial, **kwargs)
        field: Any = self.fields["event"]
        known = event_choices(Scope(kiosk.tenant_id))
        if initial["event"] not in dict(known):  # Where it works is over, or of long ago.
            names = event_names(kiosk.tenant_id, [kiosk])
            known.append((initial["event"], names.get(kiosk.event_id, "")))
        field.choices = known


@dataclass(frozen=True, slots=True)
class LeaseShown:
    """A lease in words."""

    lease: Lease
    tone: str
    label: Promise
    event: str

    @property
    def left(self) -> int:
        return self.lease.granted - self.lease.spent

    @property
    def is_open(self) -> bool:
        return self.lease.state is LeaseState.OPEN


@page(Role.PARTNER, methods=("GET", "HEAD"))
def show(request: PageRequest, kiosk_id: UUID) -> HttpResponse:
    """All of it on one page."""
    kiosk, now = _own(request, kiosk_id), timezone.now()
    return render(request, "partner/booth.html", _live(kiosk) | _past(kiosk) | {"at": now})


@page(Role.PARTNER, methods=("GET", "HEAD"))
def live_part(request: PageRequest, kiosk_id: UUID) -> HttpResponse:
    """The part of it that is live."""
    return render(request, "partner/booth_part.html", _live(_own(request, kiosk_id)))


@page(Role.PARTNER, methods=("GET",))
def live(request: PageRequest, kiosk_id: UUID) -> StreamingHttpResponse:
    """Says when that changes."""
    kiosk = _own(request, kiosk_id)

    def stamp() -> object:
        now = kiosks.in_sight(Scope(kiosk.tenant_id), kiosk.id)
        return seen(now, timezone.now()).stamp, now.event_id, _open_leases(now)

    return stream(("booth", kiosk.id), stamp)


@page(Role.PARTNER)
def edit(request: PageRequest, kiosk_id: UUID) -> HttpResponse:
    """Another name, or another event; the booth hears of it at once."""
    kiosk = _own(request, kiosk_id)
    form = BoothForm(request.POST if request.method == "POST" else None, kiosk=kiosk)
    if form.is_valid():
        try:
            _changed(kiosk, form, request.user)
        except DomainError as error:
            form.refuse(error)
        else:
            messages.success(request, _("Guardamos los cambios. La cabina ya los sabe."))
            return HttpResponseRedirect(reverse("partner-booth", args=[kiosk.id]))
    shown = {"form": form, "kiosk": kiosk}
    return render(request, "partner/booth_form.html", shown, status=422 if form.is_bound else 200)


@page(Role.PARTNER, dangerous=True)
def retire(request: PageRequest, kiosk_id: UUID) -> HttpResponse:
    """What that would do, and the button that does it; harmless to repeat."""
    kiosk = _own(request, kiosk_id)
    form = Form(request.POST if request.method == "POST" else None)
    left = sum(each.left for each in _leases(kiosk) if each.is_open)
    if form.is_valid():
        kiosks.retire(kiosk, TransferRequest(form.once_id, request.user.actor, timezone.now()))
        said = _("%(booth)s está dada de baja.") % {"booth": kiosk.name}
        if left:
            back = _("Los créditos que tenía apartados volvieron a sus eventos: %(n)s.")
            said = f"{said} {back % {'n': grouped(left)}}"
        messages.success(request, said)
        return HttpResponseRedirect(reverse("partner-booth", args=[kiosk.id]))
    shown = {"kiosk": kiosk, "form": form, "left": left, "booth": _seen(kiosk)}
    return render(request, "partner/retire.html", shown)


@page(Role.PARTNER, dangerous=True)
def reclaim_lease(request: PageRequest, kiosk_id: UUID, lease_id: UUID) -> HttpResponse:
    """What taking it back would do, in figures, and the button that does it; harmless to repeat."""
    kiosk = _own(request, kiosk_id)
    lease = _lease(kiosk, lease_id)
    event = queries.find(kiosk.tenant_id, lease.event_id)
    if event is None:
        raise NotFound("event")
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = reclaim(event, lease.id, TransferRequest(form.once_id, request.user.actor, timezone.now()))
        said = _("%(n)s créditos volvieron a %(event)s.")
        messages.success(request, said % {"n": grouped(done.granted - done.spent), "event": event.name})
        return HttpResponseRedirect(reverse("partner-booth", args=[kiosk.id]))
    shown = {"kiosk": kiosk, "form": form, "each": _shown(lease, event.name), "event": event}
    return render(request, "partner/reclaim.html", shown | {"booth": _seen(kiosk)})


@page(Role.PARTNER, methods=("POST",))
def pair_again(request: PageRequest, kiosk_id: UUID) -> HttpResponse:
    """A code that enrols this booth once more."""
    kiosk = _own(request, kiosk_id)
    form = Form(request.POST)
    form.is_valid()
    new = pairing.NewCode(form.once_id, "", None, kiosk.id)
    code, _made = pairing.create(kiosk.tenant_id, new, request.user.actor)
    return HttpResponseRedirect(reverse("partner-code", args=[code.id]))


def _own(request: PageRequest, kiosk_id: UUID) -> Kiosk:
    return kiosks.in_sight(scope_of(request.user), kiosk_id)


def _seen(kiosk: Kiosk) -> Any:  # noqa: ANN401 - for a template
    return seen(kiosk, timezone.now())


def _live(kiosk: Kiosk) -> dict[str, Any]:
    names = event_names(kiosk.tenant_id, [kiosk])
    return {
        "kiosk": kiosk,
        "booth": _seen(kiosk),
        "event": names.get(kiosk.event_id, ""),
        "leases": _leases(kiosk),
        "at": timezone.now(),
        "retired": kiosk.retired_at is not None,
        "form": Form(),
    }


def _past(kiosk: Kiosk) -> dict[str, Any]:
    now = timezone.now()
    rejected = dead_letters.page(
        Scope(kiosk.tenant_id), DeadLetterFilter(kiosk_id=kiosk.id), Asked(limit=_SHOWN)
    )
    troubles = Incident.objects.filter(tenant_id=kiosk.tenant_id, subject=f"kiosk:{kiosk.id}")
    return {
        "days": _drawn(health_history.days(kiosk, now)),
        "heard": health_history.heard_percent(kiosk, now),
        "happenings": _happened(history.page(kiosk, Asked(limit=_SHOWN)).items),
        "rejected": rejected.items,
        "incidents": troubles.filter(resolved_at=None).order_by("first_at")[:_SHOWN],
    }


def _drawn(days: Sequence[Day]) -> list[dict[str, Any]]:
    """Each day with where its hours are drawn, and how many of them were bad, worried or silent."""
    return [
        {
            "day": each.day,
            "cells": [
                {"x": 10 * at, "kind": "none" if rank is None else ("good", "warning", "bad")[rank]}
                for at, rank in enumerate(each.hours)
            ],
            "good": each.hours.count(0),
            "warning": each.hours.count(1),
            "bad": each.hours.count(2),
        }
        for each in days
    ]


def _happened(entries: Sequence[HistoryEntry]) -> list[tuple[HistoryEntry, Promise | str]]:
    return [(each, _HAPPENINGS.get(each.what, each.what)) for each in entries]


def _leases(kiosk: Kiosk) -> list[LeaseShown]:
    found = leases.page_of_kiosk(kiosk.tenant_id, kiosk.id, Asked(limit=_SHOWN)).items
    ids = {each.event_id for each in found}
    names = dict(Event.objects.filter(tenant_id=kiosk.tenant_id, id__in=ids).values_list("id", "name"))
    return [_shown(each, names.get(each.event_id, "")) for each in found]


def _open_leases(kiosk: Kiosk) -> object:
    found = leases.page_of_kiosk(kiosk.tenant_id, kiosk.id, Asked(limit=_SHOWN)).items
    return [(each.id, each.state, each.granted, each.spent) for each in found]


def _shown(lease: Lease, event: str) -> LeaseShown:
    return LeaseShown(lease, *_LEASES[lease.state], event)


def _lease(kiosk: Kiosk, lease_id: UUID) -> Lease:
    """Raises LeaseError: it is not this booth's."""
    return leases.find(kiosk.tenant_id, kiosk.id, lease_id)


def _changed(kiosk: Kiosk, form: BoothForm, by: User) -> None:
    given = form.cleaned_data
    event_id = UUID(given["event"]) if given["event"] else None
    if event_id != kiosk.event_id:  # First, as this may be refused.
        kiosks.assign(kiosk, event_id, by.actor)
    kiosks.rename(kiosk, given["name"], by.actor)
