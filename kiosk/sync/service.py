"""All sync workers together: built once, started, woken, stopped."""

import logging
import secrets
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TypeVar

from contract.heartbeat import Command, CommandKind, CommandOutcome, CommandResult
from contract.sync import Op, SyncAnswer
from kiosk.domain.clock import Clock
from kiosk.domain.errors import KioskError
from kiosk.domain.model import Link, QueueDepth, SyncStatus
from kiosk.domain.retry import GUEST_SECONDS, LONGEST_SECONDS, Backoff
from kiosk.domain.words import sentence_of
from kiosk.store import Store
from kiosk.sync.context import SyncContext
from kiosk.sync.errands import Errands
from kiosk.sync.listeners import BoothHealth, SyncListeners
from kiosk.sync.network_watch import NetworkWatch
from kiosk.sync.notifier import Notifier
from kiosk.sync.progress import ProgressBook
from kiosk.sync.status import OPS, StatusBoard
from kiosk.sync.transport.connection import Connection
from kiosk.sync.workers.downloads import BlobDownloader
from kiosk.sync.workers.heartbeat import HeartbeatSender
from kiosk.sync.workers.leases import LeaseKeeper
from kiosk.sync.workers.ops import OpSender
from kiosk.sync.workers.snapshot import SnapshotFetcher
from kiosk.sync.workers.stream import POLL_SECONDS, StreamListener
from kiosk.sync.workers.uploads import PhotoUploader
from kiosk.sync.workers.worker import Worker, is_final

QUIET_POLL_SECONDS = 60.0
"""How often a booth polls while the stream is open but silent."""
STOP_SECONDS = 5.0
_TOGETHER_SECONDS = 3.0
_OF_SYNC = frozenset({CommandKind.SYNC, CommandKind.SWITCH_EVENT})
_TURNS_OF_A_SYNC = ("config", OPS, "uploads", "downloads", "lease")
"""The stream's never ends, and the heartbeat brought the command."""
_LAST_REQUESTS = 3
"""Whatever is unsent by then is sent at the next start."""

_log = logging.getLogger(__name__)
_random = secrets.SystemRandom().random
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class SyncSummary:
    """What one pass without threads did (`kiosk sync --once`)."""

    ops_settled: int
    ops_rejected: int
    photos_sent: int
    blobs_fetched: int
    config_changed: bool
    queue: QueueDepth
    sentence: str
    """Empty when everything went through, else what stood in the way."""


class SyncService:
    """The sync threads. `folder` is for files in transit, on the same file system as the store's folders.

    `random` gives numbers from 0 to 1. `workers` are named after what they do.
    """

    def __init__(  # noqa: PLR0913 - named, and each is another part of the booth
        self,
        store: Store,
        connection: Connection,
        clock: Clock,
        *,
        folder: Path,
        app_version: str,
        listeners: SyncListeners | None = None,
        health: Callable[[], BoothHealth] = BoothHealth,
        random: Callable[[], float] = _random,
    ) -> None:
        listeners = listeners or SyncListeners()
        self._store = store
        self._clock = clock
        self._command = listeners.command
        self._config_changed = listeners.config
        self._connection = connection
        self._status_board = StatusBoard(store, clock, listeners.status, self._link_changed)
        context = SyncContext(store, connection, clock, random)
        book = ProgressBook(listeners.progress)
        wakes = (partial(self._wake, name) for name in ("downloads", "config", "uploads"))
        self._notifier = Notifier(listeners, book, *wakes)
        self._ops = OpSender(context, self._answered)
        self._lease_keeper = LeaseKeeper(context)
        self._uploads = PhotoUploader(context, book.uploaded, partial(self._wake, OPS))
        self._downloads = BlobDownloader(context, folder, self._notifier.arrived, book.fetching)
        self._snapshot = SnapshotFetcher(context)
        self.stream = StreamListener(connection, self._stream_connected, self._key_received)
        self._switches: deque[Command] = deque()
        self._errands = Errands(self._answer)
        self._passed_on = listeners.commands
        carries_out = _OF_SYNC | listeners.commands
        self._heartbeat = HeartbeatSender(context, app_version, health, carries_out, self._carry_out)
        self.workers = self._make_workers(random)
        self._network = NetworkWatch(self.network_changed)

    # --- the service's life -------------------------------------------------------------------------

    def start(self) -> None:
        """Start the workers; they wait by themselves while the booth is not enrolled."""
        self._connection.reopen()
        for worker in self.workers.values():
            worker.start()
        self._network.start()

    def stop(self, give_back: bool = True) -> None:
        """Stop the workers within seconds. `give_back`: return the lease first, if the platform answers.

        Offline the lease is kept: the booth may be started again before the network is back.
        """
        self._network.stop()
        for worker in self.workers.values():
            worker.end()
        self._connection.shut()
        deadline = monotonic() + STOP_SECONDS
        late = [name for name, worker in self.workers.items() if not worker.join(deadline - monotonic())]
        if late:
            _log.warning("these sync workers did not end in time: %s", ", ".join(late))
        elif give_back and self._status_board.status().link is Link.ONLINE:
            self._connection.reopen()
            self._give_back()
        self._connection.close()

    def wake(self) -> None:
        """Something new is in the store (an op, a photo); returns at once, callable from any thread."""
        for name in (OPS, "uploads"):
            self.workers[name].wake()

    def guest_came(self) -> None:
        """A guest touched the booth: what failed last is tried now. Returns at once, from any thread."""
        self._retry()

    def look_again(self) -> None:
        """Somebody waits before a closed booth: what the platform has to say is asked for now.

        Returns at once.
        """
        self._ask_for_all()

    def network_changed(self) -> None:
        """The booth is on another network, or on one again. Returns at once, from any thread."""
        self._retry()

    def status(self) -> SyncStatus:
        """What was published last."""
        return self._status_board.status()

    def sync_once(self) -> SyncSummary:
        """One full pass on the calling thread; the workers must not be running."""
        troubles: list[str] = []
        config = _tried(self._snapshot.fetch, troubles)
        first = _tried(self._ops.drain, troubles)
        photos = _tried(self._uploads.send_all, troubles)
        _tried(self._store.erasures.carry_out, troubles)
        second = _tried(self._ops.drain, troubles)
        fetched = _tried(self._downloads.fetch_all, troubles)
        self._connection.close()
        drained = [each for each in (first, second) if each is not None]
        return SyncSummary(
            ops_settled=sum(each.settled for each in drained),
            ops_rejected=sum(each.rejected for each in drained),
            photos_sent=photos or 0,
            blobs_fetched=fetched or 0,
            config_changed=bool(config),
            queue=self._store.queue_depth(),
            sentence=troubles[0] if troubles else "",
        )

    # --- the workers' jobs --------------------------------------------------------------------------

    def _make_workers(self, random: Callable[[], float]) -> dict[str, Worker]:
        jobs: dict[str, tuple[Callable[[], float], Callable[[], float]]] = {
            OPS: (self._exchange, lambda: GUEST_SECONDS),
            "lease": (self._keep_lease, lambda: LONGEST_SECONDS),
            "uploads": (self._send_photos, self._longest_of_blobs),
            "downloads": (self._fetch_blobs, self._longest_of_blobs),
            "config": (self._fetch_config, lambda: LONGEST_SECONDS),
            "heartbeat": (self._heartbeat.beat, lambda: LONGEST_SECONDS),
            "stream": (self.stream.listen, lambda: POLL_SECONDS),
        }
        return {
            name: Worker(name, job, self._report, self._clock, Backoff(random, longest))
            for name, (job, longest) in jobs.items()
        }

    def _longest_of_blobs(self) -> float:
        """While the ops fail, too, it is they that find the platform well again, and wake the others."""
        online = self._status_board.status().link is Link.ONLINE
        return GUEST_SECONDS if online else LONGEST_SECONDS

    def _exchange(self) -> float:
        drained = self._ops.drain()
        if drained.settled:
            self.workers["lease"].wake()
        return self._pause_until(self._store.outbox.due_in())

    def _answered(self, ops: Sequence[Op], answer: SyncAnswer) -> None:
        self._status_board.pool(answer.pool)
        self._notifier.answered(ops, answer)

    def _keep_lease(self) -> float:
        """Only after a drain that worked: it shows a lease whose answer was lost on the way."""
        if self._status_board.status().link is Link.ONLINE:
            self._lease_keeper.keep()
            self._status_board.refresh()
        return self._pause()

    def _send_photos(self) -> float:
        self._connection.open()
        if self._uploads.send_all():
            self.workers[OPS].wake()
        return self._pause_until(self._store.uploads.due_in())

    def _fetch_blobs(self) -> float:
        self._connection.open()
        self._downloads.fetch_all()
        return self._pause_until(self._store.downloads.due_in())

    def _fetch_config(self) -> float:
        switches = tuple(self._switches)  # What is asked for from now on needs another look.
        if self._snapshot.fetch():
            self._config_changed()
            self.workers["downloads"].wake()
            self.workers["lease"].wake()
        for command in switches:
            self._switches.remove(command)
            self._answer(self._switched(command))
        return self._pause()

    def _pause_until(self, due_in: float) -> float:
        """Rows that are due within seconds go together."""
        return min(self._pause(), max(_TOGETHER_SECONDS, due_in))

    def _pause(self) -> float:
        return QUIET_POLL_SECONDS if self.stream.is_open else POLL_SECONDS

    # --- what wakes whom ----------------------------------------------------------------------------

    def _report(self, part: str, error: Exception | None) -> None:
        """A part that begins to fail, or to work again, says something about the network to all."""
        if is_final(error):
            self._connection.refuse(error)
        self._errands.ran(part, self.workers[part].turns, error)
        turned = self._status_board.report(part, error)
        if turned and part != OPS:
            self.workers[OPS].wake()

    def _link_changed(self, link: Link) -> None:
        if link is Link.ONLINE:
            for name, worker in self.workers.items():
                if name != OPS:
                    worker.wake()

    def _retry(self) -> None:
        for worker in self.workers.values():
            worker.retry()

    def _ask_for_all(self) -> None:
        for name in (OPS, "config", "lease", "heartbeat"):
            self.workers[name].wake()
        self._retry()

    def _stream_connected(self) -> None:
        self._ask_for_all()
        self._report("stream", None)

    def _key_received(self, key: str) -> None:
        concerned = {"config": "config", "command": "heartbeat"}.get(key, OPS)
        self.workers[concerned].wake()

    def _wake(self, name: str) -> None:
        self.workers[name].wake()

    def _carry_out(self, command: Command) -> CommandResult | None:
        if command.kind is CommandKind.SWITCH_EVENT:
            self._switches.append(command)
            self._wake("config")
            return None
        if command.kind is not CommandKind.SYNC:
            return self._command(command) if command.kind in self._passed_on else _unsupported(command)
        self._errands.begin(command, {name: self.workers[name] for name in _TURNS_OF_A_SYNC})
        return None

    def _switched(self, command: Command) -> CommandResult:
        """The event comes with the snapshot, whoever asks; the command is answered by what the booth has."""
        config = self._store.configs.current()
        event = config.event if config else None
        if event is not None and command.arguments.get("event_id") == str(event.id):
            return CommandResult(id=command.id, outcome=CommandOutcome.DONE)
        shown = f"the event {event.name}" if event else "no event"
        sentence = f"The platform's snapshot has {shown} for this booth."
        return CommandResult(id=command.id, outcome=CommandOutcome.FAILED, sentence=sentence)

    def _answer(self, result: CommandResult) -> None:
        self._heartbeat.report(result)
        self._wake("heartbeat")

    def _give_back(self) -> None:
        try:
            if self._lease_keeper.give_back():
                self._ops.drain(_LAST_REQUESTS)
        except KioskError as error:
            _log.warning("the lease is given back at the next start: %s", error)


def _unsupported(command: Command) -> CommandResult:
    sentence = f"This version of the booth does not carry out {command.kind}."
    return CommandResult(id=command.id, outcome=CommandOutcome.UNSUPPORTED, sentence=sentence)


def _tried(action: Callable[[], _Result], troubles: list[str]) -> _Result | None:
    try:
        return action()
    except KioskError as error:
        _log.warning("a pass of the sync failed: %s", error)
        troubles.append(sentence_of(error))
        return None
