"""What people are told of an event's state, and how they filter events by it, in every room."""

from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from central.dashboards.kit.fields import Searched
from central.events.queries import EventFilter
from contract.config import EventState

STATES: Final[dict[EventState, tuple[str, Promise]]] = {
    EventState.DRAFT: ("plain", _("Borrador")),
    EventState.SCHEDULED: ("info", _("Programado")),
    EventState.LIVE: ("good", _("En vivo")),
    EventState.PAUSED: ("warning", _("En pausa")),
    EventState.EXHAUSTED: ("bad", _("Sin créditos")),
    EventState.ENDED: ("plain", _("Terminado")),
}
"""Tone and word of each badge."""
_BY_DATE: Final = (
    EventState.LIVE, EventState.SCHEDULED, EventState.PAUSED, EventState.DRAFT, EventState.ENDED
)  # fmt: skip


class EventsWanted(forms.Form):
    """The filter of a list of events, from its address; whatever is no choice asks for nothing."""

    text = Searched(_("Buscar"))
    client = forms.UUIDField(widget=forms.HiddenInput, required=False)
    state = forms.ChoiceField(
        label=_("Estado"),
        choices=[("", _("Todos")), *((state.value, STATES[state][1]) for state in _BY_DATE)],
        required=False,
    )

    @property
    def filter(self) -> EventFilter:
        """What is asked for."""
        self.is_valid()
        given: dict[str, Any] = self.cleaned_data
        client: UUID | None = given.get("client")
        wanted = {"text": given.get("text", ""), "state": given.get("state") or None, "client_id": client}
        return EventFilter.model_validate(wanted)

    @property
    def asks(self) -> bool:
        """Whether anything is."""
        return self.filter != EventFilter()
