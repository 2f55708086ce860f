"""Everybody's own account: name, password, second factors, and where they are logged in."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.pages import PageRequest as PartOfList
from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import PictureField
from central.dashboards.kit.forms import NEW_PASSWORD, Form, password_field
from central.dashboards.kit.persons import TOKEN
from central.dashboards.kit.sentences import sentence_of
from central.tenants import directory, logins, passwords, people
from central.tenants.models import PLATFORM_ID, Tenant


class NameForm(Form):
    """What others call the person."""

    name = forms.CharField(label=gettext_lazy("Nombre"), max_length=200, required=False)


class AvatarForm(Form):
    """A picture of oneself."""

    picture = PictureField(label=gettext_lazy("Tu foto"), side=512)


class PasswordForm(Form):
    """The present password and the next one."""

    present = password_field(gettext_lazy("Contraseña actual"), "current-password")
    new = password_field(gettext_lazy("Contraseña nueva"), "new-password", NEW_PASSWORD)


@page(methods=("GET", "HEAD"))
def overview(request: PageRequest) -> HttpResponse:
    """All of it on one page."""
    return shown(request)


@page(methods=("POST",))
def rename(request: PageRequest) -> HttpResponse:
    """Change one's name."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return shown(request, status=422, name_form=form)
    people.set_name(request.user, form.cleaned_data["name"])
    messages.success(request, _("Guardamos tu nombre."))
    return HttpResponseRedirect(reverse("account"))


@page()
def change_password(request: PageRequest) -> HttpResponse:
    """Change one's password; all other logins end."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            given = form.cleaned_data
            passwords.change(request.user, given["present"], given["new"], request.session[TOKEN])
        except DomainError as error:
            form.add_error("present", sentence_of(error))
        else:
            messages.success(request, _("Cambiaste tu contraseña. Cerramos tus otras sesiones."))
            return HttpResponseRedirect(reverse("account"))
    return shown(request, status=422 if form.is_bound else 200, password_form=form)


@page(methods=("POST",))
def end_login(request: PageRequest, login_id: UUID) -> HttpResponse:
    """End one of one's logins."""
    logins.end_one(request.user, login_id)
    messages.success(request, _("Cerramos esa sesión."))
    return HttpResponseRedirect(reverse("account"))


@page(methods=("POST",))
def end_logins(request: PageRequest) -> HttpResponse:
    """End all one's logins, this one too."""
    directory.end_all_logins(request.user, request.user.actor)
    request.session.flush()
    return HttpResponseRedirect(reverse("account_login"))


def shown(request: PageRequest, *, status: int = 200, **forms: forms.Form) -> HttpResponse:
    """The page, with those of its forms that say what is wrong."""
    token = request.session[TOKEN]
    opened = logins.page(request.user, PartOfList(limit=20)).items
    usual: dict[str, Any] = {
        "name_form": NameForm(initial={"name": request.user.name}),
        "avatar_form": AvatarForm(),
        "password_form": PasswordForm(),
        "logins": [(each, logins.is_borne_by(each, token)) for each in opened],
        "partner": None if request.user.tenant_id == PLATFORM_ID else _partner_of(request),
    }
    return render(request, "account/overview.html", usual | forms, status=status)


def _partner_of(request: PageRequest) -> Tenant | None:
    return Tenant.objects.filter(id=request.user.tenant_id).first()
