"""Bodies that a view does not want whole: it says where the bytes are to go, and is asked again afterwards.

So a limit is enforced while bytes arrive, those that came before a connection broke are kept, and neither a
thread nor a database connection waits for them.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from asgiref.sync import async_to_sync
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

FOR_LATER: Final = "cabina.body_for_later"
"""In the request's META: the server has the body still to come, and takes `Receiving` for an answer."""
SENDER: Final = "cabina.sender"
"""In the request's META: who asks, once the view knows; not more than a few at once may be slow."""
_ARRIVED: Final = "cabina.arrived"
_CHUNK: Final = 64 * 1024

Body = AsyncIterator[bytes]
Take = Callable[[Body], Awaitable[bool]]


class BodyCut(Exception):
    """The client went away before the body's end, or took too long."""


class Receiving(HttpResponse):
    """Not an answer yet: `take` is to get the body, and the view the request again with what came of it.

    `take` returns whether everything has come that was to come.
    """

    def __init__(self, take: Take) -> None:
        super().__init__()
        self.take = take


@dataclass(frozen=True, slots=True)
class Arrived:
    """What came of a body: whether it is complete, or what was wrong with it."""

    complete: bool = False
    error: Exception | None = None

    def outcome(self) -> bool:
        """Whether it is complete. Raises what was wrong."""
        if self.error is not None:
            raise self.error
        return self.complete


def arrived(request: HttpRequest) -> Arrived | None:
    """What came of the body, if the view has said where it is to go."""
    found: Arrived | None = request.META.get(_ARRIVED)
    return found


async def received(take: Take, body: Body) -> dict[str, Arrived]:
    """Hand the body over; what to add to the request's META before the view is asked again."""
    try:
        return {_ARRIVED: Arrived(await take(body))}
    except BodyCut:
        return {_ARRIVED: Arrived()}
    except Exception as error:
        return {_ARRIVED: Arrived(error=error)}


class ReceiveHere:
    """Middleware for servers that hand a body over with its request, as Django's own test client does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self._get_response(request)
        if not isinstance(response, Receiving) or FOR_LATER in request.META:
            return response
        request.META |= async_to_sync(received)(response.take, _chunks(request))
        return self._get_response(request)


async def _chunks(request: HttpRequest) -> Body:
    while chunk := request.read(_CHUNK):
        yield chunk
