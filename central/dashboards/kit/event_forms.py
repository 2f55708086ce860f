"""Forms about a whole event that hosts and partners fill in alike."""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from central.base.refusals import DomainError
from central.dashboards.kit.fields import Words, credits_field
from central.dashboards.kit.forms import Form
from central.dashboards.kit.moments import ZonedMoment
from central.events.bounds import LONGEST_NAME
from central.events.errors import AmountNotAllowed, CreditsShort, DatesRefused
from central.events.models import Event
from central.operations.event_copies import Copy


def made_of(form: Form, make: Callable[[], tuple[Event, bool]]) -> Event | None:
    """The event that `make` makes of what the form says; None: the form says why not, beside the field."""
    try:
        return make()[0]
    except DatesRefused as error:
        form.refuse(error, "starts_at")
    except (CreditsShort, AmountNotAllowed) as error:
        form.refuse(error, "credits")
    except DomainError as error:
        form.refuse(error)
    return None


class CopyForm(Form):
    """What is another than in the event that is copied. `returns`: where its credits go when it ends."""

    name = Words(label=gettext_lazy("Nombre"), max_length=LONGEST_NAME)
    starts_at = ZonedMoment("UTC", label=gettext_lazy("Empieza"))
    credits = credits_field(gettext_lazy("Créditos"), min_value=0)

    def __init__(self, event: Event, *args: Any, returns: str) -> None:  # noqa: ANN401 - Django's
        super().__init__(*args, initial={"name": event.name})
        fields: Any = self.fields
        fields["starts_at"] = ZonedMoment(event.time_zone, label=fields["starts_at"].label)
        fields["credits"].help_text = returns

    @property
    def copy(self) -> Copy:
        """As it was sent."""
        given = self.cleaned_data
        return Copy(self.once_id, given["name"], given["starts_at"], given["credits"])


class DeletionForm(Form):
    """The event's name once more: it is not to be deleted by a slip of the thumb."""

    name = Words(
        label=gettext_lazy("Escribí el nombre del evento para confirmar"),
        max_length=LONGEST_NAME,
        error_messages={"required": gettext_lazy("No es el nombre de este evento.")},
    )

    def __init__(self, event: Event, *args: object) -> None:
        super().__init__(*args)
        self._event = event

    def clean_name(self) -> str:
        """What was typed, if it is the name."""
        typed = str(self.cleaned_data["name"])
        if " ".join(typed.split()).casefold() != " ".join(self._event.name.split()).casefold():
            self.add_error("name", _("No es el nombre de este evento."))
        return typed
