"""What allauth asks of this platform: passwords, logins and mail are those of `central.tenants`."""

import base64
from typing import Any, Final

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.http.response import HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from central.base.refusals import DomainError
from central.dashboards.kit import access, looking
from central.dashboards.kit.navigation import home_of
from central.dashboards.kit.persons import TOKEN, is_at_home
from central.dashboards.kit.sentences import sentence_of
from central.server.addresses import address_of
from central.tenants import logins, passwords
from central.tenants.errors import WrongLogin, WrongPassword
from central.tenants.models import Role, User

_CHECKED: Final = "checked"
"""The password's fingerprint when it was checked: whoever proves a second factor still has that password."""


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Passwords are checked, and logins opened, by the platform's own functions."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People are invited; whoever comes by themselves has a page of their own."""
        return False

    def authenticate(self, request: HttpRequest, **credentials: str) -> User | None:
        """The person with this address and password; raises ValidationError with the refusal's sentence."""
        email, password = credentials.get("email", ""), credentials.get("password", "")
        try:
            user = logins.checked(email, password, address_of(request))
        except DomainError as error:
            raise ValidationError(sentence_of(error)) from error
        if not is_at_home(request, user):  # With the same words: nobody learns of accounts elsewhere.
            raise ValidationError(sentence_of(WrongLogin()))
        request.session[_CHECKED] = user.get_session_auth_hash()
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """Whether this is the person's password."""
        try:
            passwords.prove(user, password)
        except WrongPassword:
            return False
        except DomainError as error:
            raise ValidationError(sentence_of(error)) from error
        return True

    def login(self, request: HttpRequest, user: User) -> None:
        """Open a login, in a session with another key, for whoever has proven all that is asked of them."""
        checked = request.session.pop(_CHECKED, user.get_session_auth_hash())
        agent = request.headers.get("User-Agent", "")
        try:
            opened = logins.open_on_pages(user, address_of(request), agent)
        except DomainError as error:
            raise ImmediateHttpResponse(access.refused(request, error)) from error
        if opened is None or checked != user.get_session_auth_hash():
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("account_login")))
        super().login(request, user)
        request.session[TOKEN] = opened.token

    def logout(self, request: HttpRequest) -> None:
        """End the login with its session."""
        token = request.session.get(TOKEN, "")
        if request.user.is_authenticated:
            looking.end(request, request.user)
            logins.log_out(request.user, token)
        super().logout(request)

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """The role's first page."""
        return home_of(Role(request.user.role)) if request.user.is_authenticated else reverse("home")

    def is_reauthentication_required(self, *, app: str, **kwargs: object) -> bool:
        """Not soon after a login or another proof, as on all pages."""
        return not access.is_proven(self.request)

    def add_message(self, request: HttpRequest, level: int, *args: object, **kwargs: object) -> None:
        """That a passkey is not known here; whatever went well these pages say themselves."""
        if level >= messages.ERROR:
            messages.error(request, _("Con esa llave no se puede entrar acá."))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Nothing: whatever is mailed is a notice, or asked for in `account.resets`."""


class SecondFactors(DefaultMFAAdapter):  # type: ignore[misc]
    """Secrets of second factors are kept encrypted."""

    def get_totp_issuer(self) -> str:
        """As an authenticator app lists it."""
        return "Cabina"

    def encrypt(self, text: str) -> str:
        """With a key that is derived from the platform's secret."""
        return _vault().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """What was encrypted."""
        return _vault().decrypt(encrypted_text.encode()).decode()


def _vault() -> Fernet:
    key = salted_hmac("cabina.second-factors", "key", algorithm="sha256").digest()
    return Fernet(base64.urlsafe_b64encode(key))
