"""A new password by a link that is mailed: nobody learns here whether an address has an account.

Whoever asks is answered the same at once, and the rest is a job: the link is made when its mail is. So
neither the answer nor the time it takes tells anything, and no secret waits in the queue.
"""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from central.base.refusals import HTTP_STATUS, DomainError
from central.dashboards.account.mail import send_reset
from central.dashboards.kit.forms import NEW_PASSWORD, Form, password_field
from central.dashboards.kit.sentences import sentence_of
from central.server.addresses import address_of
from central.tenants import password_links


class AskForm(Form):
    """Whose password it is."""

    email = forms.EmailField(
        label=gettext_lazy("Correo electrónico"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "autofocus": True}),
    )


class NewPasswordForm(Form):
    """The new password."""

    new = password_field(gettext_lazy("Contraseña nueva"), "new-password", NEW_PASSWORD)


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for a link."""
    form = AskForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_valid():
        try:
            email = form.cleaned_data["email"].lower()
            if password_links.may_ask(email, address_of(request)):
                send_reset.defer(email=email, language=translation.get_language())
            return HttpResponseRedirect(reverse("account_reset_password_done"))
        except DomainError as error:
            form.add_error(None, sentence_of(error))
            status = HTTP_STATUS[error.code]
    return render(request, "account/password_reset.html", {"form": form}, status=status)


@require_safe
def asked(request: HttpRequest) -> HttpResponse:
    """The same words for everybody."""
    return render(request, "account/password_reset_done.html")


@require_http_methods(["GET", "HEAD", "POST"])
def use(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password by a link. Looking at the page costs the link nothing: mail programs do that, too."""
    form = NewPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            password_links.use(token, form.cleaned_data["new"], address_of(request))
        except DomainError as error:
            form.add_error(None, sentence_of(error))
        else:
            messages.success(request, _("Tu contraseña quedó guardada. Ya podés entrar."))
            return HttpResponseRedirect(reverse("account_login"))
    status = 422 if form.is_bound else 200
    return render(request, "account/password_link.html", {"form": form}, status=status)
