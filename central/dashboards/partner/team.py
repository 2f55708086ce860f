"""The partner's team: who is in it, what each may do, who is invited, who leaves."""

from functools import partial
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count
from django.http import HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.csv_files import Lines
from central.base.pages import PageRequest as Asked
from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.forms import Form, once
from central.dashboards.kit.lists import asked_for, csv_file, listed
from central.dashboards.kit.sentences import sentence_of
from central.tenants import team, team_invitations
from central.tenants.models import Login, Role, TeamRole, User
from central.tenants.team_invitations import MOST_IN_A_TEAM

ROLES: Final[dict[TeamRole, Promise]] = {
    TeamRole.OWNER: gettext_lazy("Dueño"),
    TeamRole.OPERATOR: gettext_lazy("Operador"),
    TeamRole.READER: gettext_lazy("Solo lectura"),
}
_MEANINGS: Final = (
    gettext_lazy("Operador: eventos, clientes, cabinas y créditos"),
    gettext_lazy("Solo lectura: ve todo y no cambia nada"),
    gettext_lazy("Dueño: también compras, equipo y dominio"),
)


def _role_field() -> forms.ChoiceField:
    """A role by its name; what each may do is below, where a phone has room for it."""
    offered = (TeamRole.OPERATOR, TeamRole.READER, TeamRole.OWNER)
    return forms.ChoiceField(
        label=gettext_lazy("Papel en el equipo"),
        choices=[(each.value, ROLES[each]) for each in offered],
        help_text=format_lazy("{}. {}. {}.", *_MEANINGS),
    )


class InvitationForm(Form):
    """Whom, and as what."""

    email = forms.EmailField(label=gettext_lazy("Correo electrónico"), max_length=254)
    role = _role_field()


class RoleForm(forms.Form):
    """What somebody may do from now on."""

    role = _role_field()


@page(Role.PARTNER, team=TeamRole.OWNER)
def people(request: PageRequest) -> HttpResponseBase:
    """The team with its open invitations, and the form that invites."""
    form = InvitationForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            invited = partial(_invite, request.user, form)
            once(request.user, "team invitation", form, invited)
        except DomainError as error:
            form.refuse(error, "email")
        else:
            messages.success(request, _("Mandamos la invitación a %(email)s.") % form.cleaned_data)
            return HttpResponseRedirect(reverse("partner-team"))
    return _listed(request, form)


@page(Role.PARTNER, team=TeamRole.OWNER)
def person(request: PageRequest, person_id: UUID) -> HttpResponse:
    """One of the team: what they may do, their sessions, and the way out."""
    whom = team.member(request.user.tenant_id, person_id)
    form = RoleForm(request.POST if request.method == "POST" else None, initial={"role": whom.team_role})
    if form.is_valid():
        try:
            team.give_role(whom, TeamRole(form.cleaned_data["role"]), request.user)
        except DomainError as error:
            form.add_error("role", sentence_of(error))
        else:
            messages.success(request, _("Guardamos los cambios."))
            return HttpResponseRedirect(reverse("partner-team"))
    shown = {
        "person": whom,
        "form": form,
        "role": ROLES[TeamRole(whom.team_role)],
        "sessions": _sessions([whom]).get(whom.id, 0),
        "oneself": whom.id == request.user.id,
    }
    return render(request, "partner/team_person.html", shown, status=422 if form.is_bound else 200)


@page(Role.PARTNER, methods=("POST",), team=TeamRole.READER)
def end_logins(request: PageRequest, person_id: UUID) -> HttpResponse:
    """They are logged out everywhere, and can log in again. Of oneself, anybody may."""
    whom = team.member(request.user.tenant_id, person_id)
    team.end_logins(whom, request.user)
    messages.success(request, _("Cerramos todas las sesiones de %(who)s.") % {"who": whom.name or whom.email})
    return HttpResponseRedirect(reverse("partner-team"))


@page(Role.PARTNER, methods=("POST",), team=TeamRole.READER, dangerous=True)
def remove(request: PageRequest, person_id: UUID) -> HttpResponse:
    """They cannot log in any more. Anybody may leave by themselves."""
    whom = team.member(request.user.tenant_id, person_id)
    team.remove(whom, request.user)
    if whom.id == request.user.id:
        return HttpResponseRedirect(reverse("account_login"))
    messages.success(request, _("%(who)s ya no está en el equipo.") % {"who": whom.name or whom.email})
    return HttpResponseRedirect(reverse("partner-team"))


@page(Role.PARTNER, methods=("POST",), team=TeamRole.OWNER)
def mail_again(request: PageRequest, invitation_id: UUID) -> HttpResponse:
    """Another link; the one before ends."""
    invited = team_invitations.mail_again(request.user.tenant_id, invitation_id, request.user)
    messages.success(request, _("Mandamos la invitación a %(email)s.") % {"email": invited.email})
    return HttpResponseRedirect(reverse("partner-team"))


@page(Role.PARTNER, methods=("POST",), team=TeamRole.OWNER)
def withdraw(request: PageRequest, invitation_id: UUID) -> HttpResponse:
    """Its link opens nothing any more."""
    team_invitations.withdraw(request.user.tenant_id, invitation_id, request.user)
    messages.success(request, _("Retiramos la invitación."))
    return HttpResponseRedirect(reverse("partner-team"))


def _invite(by: User, form: InvitationForm) -> None:
    given = form.cleaned_data
    team_invitations.invite(given["email"], TeamRole(given["role"]), by)


def _listed(request: PageRequest, form: InvitationForm) -> HttpResponseBase:
    tenant_id = request.user.tenant_id
    read = partial(team.page, tenant_id)
    if request.GET.get("format") == "csv":
        head = [_("Nombre"), _("Correo electrónico"), _("Papel en el equipo"), _("Desde")]
        return csv_file("equipo", head, read, _lines)
    found = read(asked_for(request))
    sessions = _sessions(found.items)
    shown: dict[str, Any] = {
        "form": form,
        "listed": listed(request, found),
        "people": [(each, ROLES[TeamRole(each.team_role)], sessions.get(each.id, 0)) for each in found.items],
        "invitations": [
            (each, ROLES[TeamRole(each.team_role)])
            for each in team_invitations.page(tenant_id, Asked(limit=MOST_IN_A_TEAM)).items
        ],
    }
    return render(request, "partner/team.html", shown, status=422 if form.is_bound else 200)


def _sessions(people: list[User]) -> dict[UUID, int]:
    """Of each, how many logins are open; one statement."""
    of = {"tenant_id__in": {each.tenant_id for each in people}, "user_id__in": [each.id for each in people]}
    still = Login.objects.filter(**of, expires_at__gt=timezone.now())
    return dict(still.values_list("user_id").annotate(Count("id")).order_by("user_id"))


def _lines(people: list[User]) -> Lines:
    return [
        (each.name, each.email, ROLES[TeamRole(each.team_role)], date_format(each.created_at, "Y-m-d"))
        for each in people
    ]
