"""What those ask who look after the platform: whether it lives, whether it is ready, and its numbers.

They are answered before anything else, under whatever host name they are asked for, and leave no line in the
log. `/metrics` is nobody else's business: it wants `METRICS_TOKEN`, and without one there is none.
"""

import asyncio
import hmac
import json
import logging
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from time import monotonic
from typing import Final

from django.conf import settings
from django.db import Error, ProgrammingError, connection

from central.server import metrics
from central.server.migrations_on_disk import migrations_of
from central.server.observed import Application, Receive, Scope, Send

LIVE: Final = "/livez"
READY: Final = "/readyz"
METRICS: Final = "/metrics"
WORKER_LIVES: Final = 60.0
"""Seconds since a worker's last word; it says that it lives every ten."""
_ROOM: Final = 256 * 1024 * 1024
"""Bytes. A picture is begun with 64 MB free; this is said before."""
_PATIENCE: Final = 5.0
_FRESH: Final = 1.0

log = logging.getLogger(__name__)

_Answer = tuple[int, str, bytes]


class Probes:
    """In front of the application."""

    def __init__(self, application: Application) -> None:
        self._application = application
        # Of its own: who asks while everybody else waits must be answered.
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="probes")
        self._readiness: tuple[float, _Answer] = (0.0, (503, "", b""))
        self._looking = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path")
        if scope["type"] != "http" or path not in (LIVE, READY, METRICS):
            await self._application(scope, receive, send)
            return
        status, kind, content = await self._answer(scope, path)
        headers = [(b"content-type", kind.encode()), (b"cache-control", b"no-store")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": content})

    async def _answer(self, scope: Scope, path: str) -> _Answer:
        if scope["method"] not in ("GET", "HEAD"):
            return 405, "text/plain", b""
        if path == LIVE:
            return 200, "text/plain", b"ok\n"
        if path == READY:
            return await self._ready()
        if not _may_see_metrics(scope):
            return 404, "text/plain", b""
        return await self._in_time(_metrics)

    async def _ready(self) -> _Answer:
        """Looked at once a second, however many ask."""
        async with self._looking:
            looked, told = self._readiness
            if monotonic() - looked > _FRESH:
                told = await self._in_time(_readiness)
                self._readiness = monotonic(), told
            return told

    async def _in_time(self, look: Callable[[], _Answer]) -> _Answer:
        looking = asyncio.get_running_loop().run_in_executor(self._thread, look)
        try:
            return await asyncio.wait_for(asyncio.shield(looking), _PATIENCE)
        except TimeoutError:
            return 503, "text/plain", b"the database does not answer\n"


def readiness() -> dict[str, bool]:
    """Whether the database answers, is up to date, a worker has been alive recently, and photos have room."""
    told = {"database": False, "migrations": False, "worker": False, "disk": _has_room()}
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            told["database"] = True
            cursor.execute("SELECT app, name FROM django_migrations")
            told["migrations"] = migrations_of(tuple(settings.INSTALLED_APPS)) <= set(cursor.fetchall())
            cursor.execute(metrics.WORKER_SEEN)
            row = cursor.fetchone()
            told["worker"] = row is not None and row[0] is not None and row[0] < WORKER_LIVES
    except ProgrammingError:
        pass  # There are no tables yet.
    except Error as error:
        log.warning("the database does not answer: %s", error)
        told["database"] = False
    finally:
        connection.close()
    return told


def _has_room() -> bool:
    """In the data folder, where photos arrive, whatever they are kept in afterwards."""
    try:
        return shutil.disk_usage(settings.DATA).free >= _ROOM
    except OSError:
        return False


def _readiness() -> _Answer:
    """Without a worker or room the web is ready all the same: guests' pages need neither."""
    told = readiness()
    status = 200 if told["database"] and told["migrations"] else 503
    return status, "application/json", json.dumps(told).encode()


def _metrics() -> _Answer:
    try:
        return 200, "text/plain; version=0.0.4; charset=utf-8", metrics.exposition()
    except Error as error:
        log.warning("the database does not answer: %s", error)
        return 503, "text/plain", b"the database does not answer\n"
    finally:
        connection.close()


def _may_see_metrics(scope: Scope) -> bool:
    given = b"".join(value for name, value in scope["headers"] if name == b"authorization")
    wanted = f"Bearer {settings.METRICS_TOKEN}".encode()
    return bool(settings.METRICS_TOKEN) and hmac.compare_digest(given, wanted)
