"""From where the platform is told to do what it is doing: by a request, at the command line, or by itself."""

import getpass
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from central.server import request_ids
from central.server.addresses import address_of


class Channel(StrEnum):
    """The ways in. `platform`: nobody told it; its worker does what is due."""

    NETWORK = "network"
    COMMAND_LINE = "command_line"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Origin:
    """`address`: where a request comes from; at the command line, whose account of the machine it is."""

    channel: Channel = Channel.PLATFORM
    address: str = ""
    request_id: str = ""


_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
_command: ContextVar[Origin | None] = ContextVar("command", default=None)


def origin() -> Origin:
    """Of what is being done now."""
    request = _request.get()
    if request is None:
        return _command.get() or Origin()
    return Origin(Channel.NETWORK, address_of(request), request_ids.current.get())


def note_request(
    get_response: Callable[[HttpRequest], HttpResponseBase],
) -> Callable[[HttpRequest], HttpResponseBase]:
    """Django's middleware: while a request is answered, it is the origin."""

    def answer(request: HttpRequest) -> HttpResponseBase:
        before = _request.set(request)
        try:
            return get_response(request)
        finally:
            _request.reset(before)

    return answer


@contextmanager
def at_the_command_line() -> Iterator[None]:
    """The origin is whoever runs this program; behind sudo, who they were before."""
    before = _command.set(Origin(Channel.COMMAND_LINE, (os.environ.get("SUDO_USER") or _account())[:80]))
    try:
        yield
    finally:
        _command.reset(before)


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # The machine does not know its own user, as in some containers.
        return f"uid {os.getuid()}"
