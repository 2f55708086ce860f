"""Forms: what is wrong is said beside its field, and what was typed stays.

A `Form` that changes something has an id, made with the empty form: sent twice, by a double tap or a reload,
it is done once. Pass `once` to the subject's function as its request's id, or do the work by `once`.
"""

from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django import forms
from django.db import transaction
from django.utils.translation import gettext as _

from central.base.refusals import DomainError
from central.dashboards.kit.lost_files import LostFile
from central.dashboards.kit.sentences import sentence_of
from central.idempotency.creations import is_new
from central.tenants.models import User
from contract.ids import new_id

MOST_LETTERS: Final = 1000
NEW_PASSWORD: Final = 10
"""The least letters, as at the API."""


class Form(forms.Form):
    """Django's, with the id of what it asks for."""

    once = forms.UUIDField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = new_id
        self.fields["once"].widget.attrs["id"] = f"once-{new_id().hex[-12:]}"
        self.label_suffix = ""
        for name, field in self.fields.items():
            if isinstance(self.files.get(self.add_prefix(name)), LostFile):
                field.error_messages["empty"] = _(
                    "Mientras mostrabas quién sos no guardamos el archivo: elegilo otra vez."
                )

    @property
    def once_id(self) -> UUID:
        """The id of what this form asks for, once: that of the sent form, else a new one."""
        return self.cleaned_data.get("once") or new_id()

    def refuse(self, error: DomainError, field: str | None = None) -> None:
        """Say a refusal beside the field, or above the form."""
        self.add_error(field, sentence_of(error))


def once(person: User, what: str, form: Form, work: Callable[[], object]) -> bool:
    """Do the work in a transaction. False: the same form has done it before. Raises OtherContent."""
    said = {name: str(value) for name, value in form.cleaned_data.items()}
    with transaction.atomic():
        if not is_new(person.tenant_id, what, form.once_id, said):
            return False
        work()
    return True


def password_field(label: Any, autocomplete: str, least: int | None = None) -> forms.CharField:  # noqa: ANN401
    """A password as it is typed: spaces belong to it. `label`: a text, translated when it is shown."""
    widget = forms.PasswordInput({"autocomplete": autocomplete})
    return forms.CharField(label=label, min_length=least, max_length=MOST_LETTERS, strip=False, widget=widget)
