"""Joining a partner's team by the link that was mailed. Looking at the page costs the link nothing.

Whoever has the link has the mailbox, so only they are told that its address has an account elsewhere.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from central.base.refusals import HTTP_STATUS, DomainError
from central.dashboards.kit.fields import Words
from central.dashboards.kit.forms import NEW_PASSWORD, Form, password_field
from central.dashboards.kit.sentences import sentence_of
from central.events.branding import tenant_brand
from central.server.addresses import address_of
from central.tenants import team_invitations


class JoinForm(Form):
    """Who they are, and how they will log in."""

    name = Words(
        label=gettext_lazy("Tu nombre"),
        max_length=200,
        widget=forms.TextInput({"autocomplete": "name", "autofocus": True}),
    )
    new = password_field(gettext_lazy("Contraseña"), "new-password", NEW_PASSWORD)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str) -> HttpResponse:
    """The form, and what is sent by it."""
    form = JoinForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        given = form.cleaned_data
        try:
            team_invitations.accept(token, given["name"], given["new"], address_of(request))
        except DomainError as error:
            form.add_error(None, sentence_of(error))
            status = HTTP_STATUS[error.code]
        else:
            messages.success(request, _("Ya sos parte del equipo. Entrá con tu correo y tu contraseña."))
            return HttpResponseRedirect(reverse("account_login"))
    found = team_invitations.by_token(token)
    shown = {
        "form": form,
        "invitation": found,
        "elsewhere": found and team_invitations.has_login_elsewhere(found),
        "brand": found and tenant_brand(found.tenant_id),
    }
    return render(request, "account/join.html", shown, status=status if found else 404)
