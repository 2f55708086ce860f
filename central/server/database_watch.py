"""Restarts the embedded database when it has died, as the supervisor does with the other processes."""

import logging
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from central.server import postgres
from central.server.postgres_folder import socket_folder

MOST_FAILURES: Final = 10
_SHORTEST_PAUSE: Final = 0.5
_LONGEST_PAUSE: Final = 30.0
_HEALTHY_SECONDS: Final = 60.0

log = logging.getLogger(__name__)


class DatabaseWatch:
    """Looks after the database of a data folder. It is restarted after a pause that doubles while it dies.

    What its last life left behind may hinder the next one for a while: backends that have not noticed yet,
    and the memory that they share.
    """

    def __init__(self, data: Path, now: Callable[[], float] = time.monotonic) -> None:
        self._data = data
        self._now = now
        self._failures = 0
        self._started = now()
        self._due = 0.0
        self._sentence = ""

    def tend(self) -> None:
        """Notice that it has died, and start it once its pause is over.

        Raises DatabaseError after ten failures in a row: then whoever started this program has to act.
        """
        now = self._now()
        socket_folder(self._data)  # Where it is a link, somebody may have removed it.
        if postgres.lives(self._data.resolve() / "postgres"):
            if now - self._started > _HEALTHY_SECONDS:
                self._failures = 0
            return
        if now < self._due:
            return
        self._failures += 1
        if self._failures > MOST_FAILURES:
            raise postgres.DatabaseError(
                f"the database has died and cannot be started again: {self._sentence}"
            )
        log.error("the database has died and is started again")
        self._start()

    def _start(self) -> None:
        try:
            postgres.start_again(self._data)
        except postgres.DatabaseError as error:
            self._sentence = str(error)
            log.error("%s", error)
        self._started = self._now()
        self._due = self._started + min(_SHORTEST_PAUSE * 2.0**self._failures, _LONGEST_PAUSE)
