"""The forms of second factors: allauth's, in our words, with guesses limited for all processes together."""

from typing import Any, Final, cast

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as webauthn_forms
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from central.dashboards.account.spent_codes import spend
from central.dashboards.kit.sentences import sentence_of
from central.tenants.attempts import forgive, note_attempt
from central.tenants.errors import TooManyAttempts

WRONG_CODES_OF_A_PERSON: Final = 10
"""In a quarter of an hour: whoever has somebody's password would else try all codes."""


class _Guessed:
    """A form with a code: the wrong ones are counted for the person, from wherever they come."""

    user: Any
    authenticator: Authenticator | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        field: forms.Field = cast("Any", self).fields["code"]
        field.label = _("Código")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "text", "autofocus": True}

    def clean_code(self) -> str:
        """The code, if it is right. Raises ValidationError."""
        try:
            attempt = note_attempt({f"second factor of {self.user.pk}": WRONG_CODES_OF_A_PERSON})
        except TooManyAttempts as error:
            raise ValidationError(sentence_of(error)) from error
        code = str(cast("Any", super()).clean_code())
        if self.authenticator is not None and not spend(self.authenticator, code):
            raise get_adapter().validation_error("incorrect_code")
        forgive(attempt)
        return code


class AuthenticateForm(_Guessed, base_forms.AuthenticateForm):  # type: ignore[misc]
    """The second step of a login."""


class ReauthenticateForm(_Guessed, base_forms.ReauthenticateForm):  # type: ignore[misc]
    """Once more, before something dangerous."""


class ActivateForm(_Guessed, totp_forms.ActivateTOTPForm):  # type: ignore[misc]
    """The first code of an authenticator application."""


class AddKeyForm(webauthn_forms.AddWebAuthnForm):  # type: ignore[misc]
    """A passkey, or a key that is asked for after the password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nombre")
        self.fields["name"].max_length = self.fields["name"].widget.attrs["maxlength"] = 60
        self.fields["passwordless"].label = _("Entrar sin contraseña")
        self.fields["passwordless"].help_text = _("La llave te va a pedir la huella, la cara o un PIN.")


class EditKeyForm(webauthn_forms.EditWebAuthnForm):  # type: ignore[misc]
    """What a key is called."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Nombre")
