"""The partner's booths: listed, whoever wants somebody first; and pairing codes that make another one."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from central.base.csv_files import Lines
from central.base.pages import Page
from central.base.pages import PageRequest as Asked
from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import Words
from central.dashboards.kit.forms import Form
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.dashboards.kit.live import stream
from central.dashboards.kit.looking import looking_of
from central.dashboards.partner.booth_words import BoothSeen, seen
from central.events import queries
from central.events.models import Event
from central.events.queries import EventFilter
from central.fleet import kiosks, pairing
from central.fleet.kiosks import KioskFilter, KioskState
from central.fleet.models import Kiosk, PairingCode
from central.tenants.looking import OnlyLooking
from central.tenants.models import Role, TeamRole
from central.tenants.team import refuse_below
from central.tenants.visibility import Scope, scope_of
from contract.config import EventState

_MOST_CHOICES: Final = 200
_STATES: Final = (
    ("", gettext_lazy("Todas")),
    (KioskState.ACTIVE.value, gettext_lazy("Con señal")),
    (KioskState.SILENT.value, gettext_lazy("Sin señal")),
    (KioskState.RETIRED.value, gettext_lazy("Dadas de baja")),
)


class BoothsWanted(forms.Form):
    """The filter of the list, from its address; whatever is no choice asks for nothing."""

    text = forms.CharField(
        label=gettext_lazy("Buscar"),
        max_length=200,
        required=False,
        widget=forms.TextInput({"type": "search"}),
    )
    state = forms.ChoiceField(label=gettext_lazy("Estado"), choices=_STATES, required=False)

    @property
    def filter(self) -> KioskFilter:
        """What is asked for."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        text = "".join(each for each in given.get("text", "") if each.isprintable())
        return KioskFilter.model_validate({"state": given.get("state") or None, "text": text})

    @property
    def asks(self) -> bool:
        """Whether anything is."""
        return self.filter != KioskFilter()


class CodeForm(Form):
    """The new booth's name, and where it is to work."""

    name = Words(label=gettext_lazy("Nombre de la cabina"), max_length=200)
    event = forms.ChoiceField(label=gettext_lazy("Para qué evento"), required=False)

    def __init__(self, *args: Any, scope: Scope, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        field: Any = self.fields["event"]
        field.choices = event_choices(scope)


@page(Role.PARTNER, methods=("GET", "HEAD"))
def listing(request: PageRequest) -> HttpResponseBase:
    """With their live state, and the codes that are open."""
    scope, wanted = scope_of(request.user), BoothsWanted(request.GET)
    if request.GET.get("format") == "csv":
        head = [_("Cabina"), _("Evento"), _("Estado"), _("Última señal"), _("Novedades sin enviar")]
        return csv_file("cabinas", head, partial(kiosks.page, scope, wanted.filter), _lines)
    codes = pairing.page(request.user.tenant_id, Asked(limit=pairing.MOST_OPEN)).items
    shown = {"wanted": wanted, "codes": codes} | _rows(request, scope, wanted)
    return render(request, "partner/booths.html", shown)


@page(Role.PARTNER, methods=("GET", "HEAD"))
def live_part(request: PageRequest) -> HttpResponse:
    """The part of the list that is live."""
    wanted = BoothsWanted(request.GET)
    return render(request, "partner/booths_part.html", _rows(request, scope_of(request.user), wanted))


@page(Role.PARTNER, methods=("GET",))
def live(request: PageRequest) -> StreamingHttpResponse:
    """Says when this page of the list changes."""
    scope, wanted, asked = scope_of(request.user), BoothsWanted(request.GET).filter, asked_for(request)

    def stamp() -> object:
        now = timezone.now()
        return [seen(each, now).stamp for each in _page(scope, wanted, asked).items]

    return stream(("booths", scope.tenant_id, wanted, asked), stamp)


@page(Role.PARTNER)
def create_code(request: PageRequest) -> HttpResponse:
    """A code for a new booth."""
    form = CodeForm(request.POST if request.method == "POST" else None, scope=scope_of(request.user))
    if form.is_valid():
        given = form.cleaned_data
        event_id = UUID(given["event"]) if given["event"] else None
        new = pairing.NewCode(form.once_id, given["name"], event_id)
        try:
            code, _made = pairing.create(request.user.tenant_id, new, request.user.actor)
        except DomainError as error:
            form.refuse(error)
        else:
            return HttpResponseRedirect(reverse("partner-code", args=[code.id]))
    return render(request, "partner/new_booth.html", {"form": form}, status=422 if form.is_bound else 200)


@page(Role.PARTNER, methods=("POST",))
def renew_code(request: PageRequest, code_id: UUID) -> HttpResponse:
    """Another code for what this one was for; this one ends."""
    code = _own_code(request, code_id)
    pairing.withdraw(code, request.user.actor)
    form = Form(request.POST)
    form.is_valid()
    name = "" if code.kiosk_id else code.name
    new = pairing.NewCode(form.once_id, name, code.event_id, code.kiosk_id)
    again, _made = pairing.create(request.user.tenant_id, new, request.user.actor)
    return HttpResponseRedirect(reverse("partner-code", args=[again.id]))


@page(Role.PARTNER, methods=("POST",))
def withdraw_code(request: PageRequest, code_id: UUID) -> HttpResponse:
    """Nobody can use it any more."""
    pairing.withdraw(_own_code(request, code_id), request.user.actor)
    messages.success(request, _("Retiramos el código."))
    return HttpResponseRedirect(reverse("partner-booths"))


@page(Role.PARTNER, methods=("GET", "HEAD"))
def show_code(request: PageRequest, code_id: UUID) -> HttpResponse:
    """Large and as a QR code, while it can be used; then what became of it."""
    return render(request, "partner/code.html", _code_shown(_own_code(request, code_id)))


@page(Role.PARTNER, methods=("GET", "HEAD"))
def code_part(request: PageRequest, code_id: UUID) -> HttpResponse:
    """The part of that page that is live."""
    return render(request, "partner/code_part.html", _code_shown(_own_code(request, code_id)))


@page(Role.PARTNER, methods=("GET",))
def code_live(request: PageRequest, code_id: UUID) -> StreamingHttpResponse:
    """Says when a booth has used it."""
    code = _own_code(request, code_id)

    def stamp() -> object:
        now = PairingCode.objects.filter(tenant_id=code.tenant_id, id=code.id)
        return list(now.values_list("used_at", "expires_at"))

    return stream(("pairing code", code.id), stamp)


@require_safe
def pair(request: HttpRequest) -> HttpResponse:
    """For whoever scans a pairing code with a phone: it is for the booth.

    The code is behind the address's `#`, which browsers send to nobody.
    """
    return render(request, "partner/pair.html", {"server": settings.PUBLIC_URL})


def event_choices(scope: Scope) -> list[tuple[str, str]]:
    """Where a booth can work: nowhere yet, or at an event that is not over."""
    wanted = EventFilter(since=timezone.now())
    events = queries.named(scope, wanted, _MOST_CHOICES)
    going = [event for event in events if event.decided != EventState.ENDED]
    return [("", _("Ninguno por ahora")), *((str(each.id), each.name) for each in going)]


def _own_code(request: PageRequest, code_id: UUID) -> PairingCode:
    """Not for whoever only looks: who sees it makes a booth of the partner's, which spends its credits.

    Raises NotInTheirRole, OnlyLooking, NotFound.
    """
    refuse_below(request.user, TeamRole.OPERATOR)
    if looking_of(request) is not None:
        raise OnlyLooking
    return pairing.in_sight(scope_of(request.user), code_id)


def _code_shown(code: PairingCode) -> dict[str, Any]:
    return {
        "code": code,
        "letters": f"{code.code[:4]} {code.code[4:]}",
        "open": code.used_at is None and code.expires_at > timezone.now(),
        "address": f"{settings.PUBLIC_URL}{reverse('pair')}#{code.code}",
        "command": f"kiosk enroll --server {settings.PUBLIC_URL} --code {code.code}",
        "booth_id": code.enrolled_kiosk_id,
        "form": Form(),
    }


def _page(scope: Scope, wanted: KioskFilter, asked: Asked) -> Page[Kiosk]:
    return kiosks.page_worst_first(scope, wanted, asked)


def _rows(request: PageRequest, scope: Scope, wanted: BoothsWanted) -> dict[str, Any]:
    """In a number of statements that does not grow with the booths."""
    found, now = _page(scope, wanted.filter, asked_for(request)), timezone.now()
    names = event_names(request.user.tenant_id, found.items)
    rows = [(seen(each, now), names.get(each.event_id, "")) for each in found.items]
    return {"rows": rows, "listed": listed(request, found), "at": now, "query": request.GET.urlencode()}


def event_names(tenant_id: UUID, booths: list[Kiosk]) -> dict[UUID | None, str]:
    """Of the events at which these booths work; one statement."""
    ids = {each.event_id for each in booths if each.event_id}
    return dict(Event.objects.filter(tenant_id=tenant_id, id__in=ids).values_list("id", "name"))


def _lines(booths: list[Kiosk]) -> Lines:
    now = timezone.now()
    names = event_names(booths[0].tenant_id, booths) if booths else {}
    return [_line(seen(each, now), names.get(each.event_id, "")) for each in booths]


def _line(booth: BoothSeen, event: str) -> tuple[object, ...]:
    heard = booth.kiosk.last_seen_at
    return (booth.kiosk.name, event, booth.label, heard.isoformat() if heard else "", booth.queued)
