"""What a client is described by, and how many credits move to it or back."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy

from central.catalogue.grants import granted_to
from central.dashboards.kit.fields import (
    Words,
    credits_field,
    pack_and_style_fields,
    usable_choices,
    with_unseen,
)
from central.dashboards.kit.forms import Form
from central.tenants.models import Client

_LONGEST_NAME: Final = 200
_LONGEST_PHONE: Final = 60
LONGEST_NOTE: Final = 500


class ClientForm(Form):
    """All of a client that its partner decides."""

    name = Words(label=gettext_lazy("Nombre"), max_length=_LONGEST_NAME)
    email = forms.EmailField(
        label=gettext_lazy("Correo electrónico"), max_length=254, required=False,
        help_text=gettext_lazy("Con esta dirección entra: le mandamos un enlace para elegir su contraseña."),
    )  # fmt: skip
    phone = Words(label=gettext_lazy("Teléfono"), max_length=_LONGEST_PHONE, required=False)
    packs, styles = pack_and_style_fields(
        gettext_lazy("Sin nada elegido, puede usar todo lo que usa tu agencia.")
    )

    def __init__(self, *args: Any, partner: Any, **kwargs: Any) -> None:  # noqa: ANN401 - Django's; its id
        super().__init__(*args, **kwargs)
        fields: Any = self.fields
        fields["packs"].choices, fields["styles"].choices = usable_choices(partner, None)

    @property
    def described(self) -> dict[str, Any]:
        """What was typed, as clients are described."""
        given = {name: value for name, value in self.cleaned_data.items() if name != "once"}
        return {name: tuple(value) if isinstance(value, list) else value for name, value in given.items()}

    @property
    def changes(self) -> dict[str, Any]:
        """What is another than it was. What the client may use and its partner may not any more stays."""
        changed = {name: self.described[name] for name in self.changed_data if name != "once"}
        for name in changed.keys() & {"packs", "styles"}:
            field: Any = self.fields[name]
            changed[name] = with_unseen(changed[name], self.initial[name], field.choices)
        return changed


def values_of(client: Client) -> dict[str, Any]:
    """The client, for a form to begin with."""
    granted = granted_to(client.tenant_id, client.id)
    return {
        "name": client.name, "email": client.email, "phone": client.phone,
        "packs": sorted(granted.packs), "styles": sorted(granted.styles),
    }  # fmt: skip


class CreditsForm(Form):
    """How many credits, and why."""

    credits = credits_field(gettext_lazy("Créditos"), min_value=1)
    note = Words(
        label=gettext_lazy("Unas palabras"), max_length=LONGEST_NOTE, required=False,
        help_text=gettext_lazy("Quedan en el historial, y el cliente las lee."),
    )  # fmt: skip
