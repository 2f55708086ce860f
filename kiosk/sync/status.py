"""The workers' last outcomes as one `SyncStatus`, published when it changes."""

import logging
import threading
from collections.abc import Callable
from dataclasses import replace

from kiosk.domain.clock import Clock
from kiosk.domain.errors import DiskError, NetworkError, RefusedError
from kiosk.domain.model import Link, SyncStatus
from kiosk.domain.words import sentence_of
from kiosk.store import Store
from kiosk.sync.workers.worker import is_final

OPS = "ops"
"""The worker whose success or failure says whether the platform answers."""

_log = logging.getLogger(__name__)


class StatusBoard:
    """Used from all sync threads. `link_changed` is called after publishing, when the link comes or goes."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        publish: Callable[[SyncStatus], None],
        link_changed: Callable[[Link], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._publish = publish
        self._link_changed = link_changed
        self._lock = threading.RLock()
        self._troubles: dict[str, Exception] = {}
        self._status = SyncStatus()
        self._reached = Link.UNKNOWN
        """By the ops worker's last outcome."""

    def status(self) -> SyncStatus:
        return self._status

    def report(self, part: str, error: Exception | None) -> bool:
        """Note how a part fares; whether it has just begun to fail or to work again."""
        with self._lock:
            before = self._troubles.pop(part, None)
            if error is not None:
                self._troubles[part] = error
            if part == OPS:
                self._reached = _link_by(error, self._reached)
            refused = any(is_final(trouble) for trouble in self._troubles.values())
            link, was = Link.REFUSED if refused else self._reached, self._status.link
            self._show(replace(self._fresh(), link=link, sentence=self._sentence()))
        if link is not was:
            self._link_changed(link)
        return (before is None) != (error is None)

    def pool(self, credits_left: int) -> None:
        """The event's pool, from an answer."""
        with self._lock:
            self._show(replace(self._fresh(), pool=credits_left))

    def refresh(self) -> None:
        """Something changed in the store."""
        with self._lock:
            self._show(self._fresh())

    def _sentence(self) -> str:
        troubles = self._troubles
        final = next((error for error in troubles.values() if is_final(error)), None)
        first = final or troubles.get(OPS) or next(iter(troubles.values()), None)
        return sentence_of(first) if first else ""

    def _fresh(self) -> SyncStatus:
        """The status with the store's present numbers; the old ones while the disk is in trouble."""
        try:
            left = sum(lease.left for lease in self._store.leases.held() if lease.is_live(self._clock))
            return replace(self._status, queue=self._store.queue_depth(), lease_left=left)
        except DiskError as error:
            _log.warning("queue and leases cannot be read: %s", error)
            return self._status

    def _show(self, status: SyncStatus) -> None:
        if status != self._status:
            self._status = status
            self._publish(status)


def _link_by(error: Exception | None, before: Link) -> Link:
    """How the platform answers, by how the ops worker fared."""
    if error is None or isinstance(error, RefusedError):
        return Link.ONLINE
    if isinstance(error, DiskError):
        return before
    return Link.OFFLINE if isinstance(error, NetworkError) else Link.UNKNOWN
