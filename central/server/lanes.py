"""Django in threads: it gets a whole request, gives a whole answer, and never sees the network.

Each kind of request has a few threads of its own, its lane: whoever waits for a password's hash, a photo's
decoding or a payment provider holds up nobody else. Under Django's asynchronous handler each request has a
thread and a database connection for as long as its client takes to send and to read. It also switches threads
many times on the way through the middleware; with a hundred booths at once each switch waits for the
interpreter's lock, and most of a sync's time goes there.
"""

import asyncio
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import Any, Final, TypeVar

from django.core.handlers.wsgi import WSGIHandler
from django.db import close_old_connections
from django.http.response import HttpResponseBase

_Result = TypeVar("_Result")

_CORES: Final = os.cpu_count() or 1
_MOST_WAITING: Final = 1000
_PAYMENTS: Final = (
    "/api/v1/payments/", "/api/v1/purchases/", "/api/v1/wallet/purchases", "/api/v1/me/purchases"
)  # fmt: skip
_PHOTOS: Final = "/api/v1/blobs/"
_PICTURES: Final = ("/account/avatar", "/brand/logo", "/branding/logo")
"""How addresses end at which pictures are decoded: neither logins nor other pages wait for that."""
LANES: Final = (
    (("/api/v1/kiosk/",), "booths", min(2 * _CORES, 8), _MOST_WAITING),
    ((_PHOTOS, "/api/v1/me/photos/"), "photos", 4, _MOST_WAITING),
    (("/api/v1/logins", "/api/v1/passwords", "/account/"), "logins", _CORES + 2, 100),
    (_PAYMENTS, "payments", 16, 100),
    (("",), "pages", 6, _MOST_WAITING),
)
"""The beginnings of addresses, the lane's name, its threads, and how many requests may wait for them.

Payments wait for their provider without a database connection, logins for their hash; all others together
have no more threads than `DATABASE_POOL` has connections.
"""


class Crowded(Exception):
    """So many wait already that this one would not be answered in time."""


class Lane:
    """A fixed number of threads, and who waits for them."""

    def __init__(self, name: str, threads: int, most_waiting: int) -> None:
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._most = threads + most_waiting
        self._inside = 0

    async def run(self, work: Callable[[], _Result]) -> _Result:
        """Do the work in a thread, to its end even if the caller is cancelled meanwhile. Raises Crowded."""
        if self._inside >= self._most:
            raise Crowded
        self._inside += 1
        doing = asyncio.get_running_loop().run_in_executor(self._threads, copy_context().run, work)
        try:
            return await asyncio.shield(doing)
        except asyncio.CancelledError:
            await asyncio.wait([doing])
            raise
        finally:
            self._inside -= 1


class Lanes:
    """Django, by the lane of the request's address."""

    def __init__(self) -> None:
        self._django = WSGIHandler()
        self._lanes = [(begins, Lane(name, threads, most)) for begins, name, threads, most in LANES]

    def of(self, path: str) -> Lane:
        """The lane of this address."""
        if path.endswith(_PICTURES):
            path = _PHOTOS
        return next(lane for begins, lane in self._lanes if path.startswith(begins))

    def answer(self, environ: dict[str, Any]) -> HttpResponseBase:
        """Django's answer, in this thread, which keeps no database connection."""
        response: HttpResponseBase = self._django(environ, _ignore)
        if not response.streaming:
            response.close()
        close_old_connections()
        return response


def _ignore(status: str, headers: list[tuple[str, str]], error: object = None) -> Callable[[bytes], object]:
    """WSGI's `start_response`: status and headers are taken from the response itself."""
    return _refuse_writing


def _refuse_writing(chunk: bytes) -> object:
    """WSGI's legacy `write`; Django never calls it."""
    raise NotImplementedError
