"""The forms of logins: allauth's, in our words."""

from typing import Any

from allauth.account import forms as account_forms
from django.utils.translation import gettext_lazy as _

from central.dashboards.kit.forms import password_field


class ReauthenticateForm(account_forms.ReauthenticateForm):  # type: ignore[misc]
    """The password once more, before something dangerous."""

    password = password_field(_("Contraseña"), "current-password")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["autofocus"] = True
