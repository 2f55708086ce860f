"""Looking at the platform as a partner sees it: whose, and back."""

from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.http.response import HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy

from central.dashboards.kit import looking
from central.dashboards.kit.access import PageRequest, page
from central.dashboards.kit.fields import Searched
from central.dashboards.kit.lists import asked_for, listed
from central.tenants import partners
from central.tenants.models import Role
from central.tenants.partners import PartnerFilter


class PartnersWanted(forms.Form):
    """Whom to look for."""

    text = Searched(gettext_lazy("Buscar"))

    @property
    def filter(self) -> PartnerFilter:
        """What is asked for."""
        self.is_valid()
        return PartnerFilter(text=self.cleaned_data.get("text", ""))


@page(Role.MASTER, methods=("GET", "HEAD"))
def choose(request: PageRequest) -> HttpResponseBase:
    """All partners, the newest first."""
    wanted = PartnersWanted(request.GET)
    found = partners.page(wanted.filter, asked_for(request))
    shown = {"wanted": wanted, "listed": listed(request, found), "partners": found.items}
    return render(request, "master/looks.html", shown)


@page(Role.MASTER, methods=("POST",), dangerous=True)
def begin(request: PageRequest, partner_id: UUID) -> HttpResponse:
    """To the partner's first page, as they see it."""
    looking.begin(request, partner_id)
    return HttpResponseRedirect(reverse("partner-home"))


@page(Role.MASTER, methods=("POST",))
def end(request: PageRequest) -> HttpResponse:
    """Back to one's own room; harmless to repeat."""
    looking.end(request, request.user)
    return HttpResponseRedirect(reverse("master-looks"))
