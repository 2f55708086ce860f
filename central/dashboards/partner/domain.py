"""The partner's own domain: named, proven by a record, looked at again, given up."""

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.refusals import DomainError
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.forms import Form
from central.tenants import domains
from central.tenants.models import Role, TeamRole


class DomainForm(Form):
    """Its name."""

    name = forms.CharField(
        label=gettext_lazy("Dominio"),
        max_length=253,
        help_text=gettext_lazy("Por ejemplo, fotos.tuagencia.com. Uno que no uses para otra página."),
        widget=forms.TextInput({"autocapitalize": "none", "spellcheck": "false", "inputmode": "url"}),
    )


@page(Role.PARTNER, team=TeamRole.OWNER)
def domain(request: PageRequest) -> HttpResponse:
    """What is to be done for it, or what it is; and the form that names it."""
    form = DomainForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            domains.name_it(form.cleaned_data["name"], request.user)
        except DomainError as error:
            form.refuse(error, "name")
        else:
            return HttpResponseRedirect(reverse("partner-domain"))
    found = domains.of(request.user.tenant_id)
    shown = {"form": form, "domain": found, "target": settings.PUBLIC_URL.partition("://")[2]}
    if found is not None:
        shown |= dict(zip(("record_name", "record_text"), domains.record_of(found), strict=True))
    return render(request, "partner/domain.html", shown, status=422 if form.is_bound else 200)


@page(Role.PARTNER, methods=("POST",), team=TeamRole.OWNER)
def check(request: PageRequest) -> HttpResponse:
    """Look for the record now; a few seconds at most."""
    found = domains.check(request.user)
    if found.missing_since is not None:
        messages.warning(request, _("El registro todavía no está. Puede tardar hasta una hora en verse."))
    else:
        messages.success(request, _("%(domain)s es tuyo y ya funciona.") % {"domain": found.name})
    return HttpResponseRedirect(reverse("partner-domain"))


@page(Role.PARTNER, methods=("POST",), team=TeamRole.OWNER, dangerous=True)
def remove(request: PageRequest) -> HttpResponse:
    """It is served no more."""
    domains.remove(request.user)
    messages.success(request, _("El dominio ya no lleva acá."))
    return HttpResponseRedirect(reverse("partner-domain"))
