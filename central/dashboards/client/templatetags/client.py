"""`{% load client %}`: states in a host's words."""

from typing import Final

from django import template

from central.dashboards.client import states
from central.dashboards.client.states import Word
from central.generations.event_pictures import Kind
from central.tenants.models import RequestState
from contract.config import EventState

register: Final = template.Library()


@register.filter
def event_word(state: str) -> Word:
    """An event's state."""
    return states.EVENT[EventState(state)]


@register.filter
def request_word(state: str) -> Word:
    """The state of a credit request."""
    return states.REQUEST[RequestState(state)]


@register.filter
def picture_word(kind: Kind) -> Word:
    """What has become of a picture."""
    return states.PICTURE[kind]
