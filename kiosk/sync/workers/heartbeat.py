"""Y7, T6: tells the platform how the booth is, takes its commands, each once, and answers each."""

from collections import deque
from collections.abc import Callable, Collection
from itertools import islice
from uuid import UUID

from contract.heartbeat import Command, CommandKind, CommandOutcome, CommandResult, Heartbeat
from kiosk.sync.context import SyncContext
from kiosk.sync.listeners import BoothHealth

PERIOD_SECONDS = 30.0
_MOST_RESULTS = 100
"""In one heartbeat; the others follow in the next one."""


class HeartbeatSender:
    """Used from the heartbeat thread alone, except `report`.

    `carries_out` are the kinds of command that `carry_out` knows; its None means: reported later.
    """

    def __init__(
        self,
        context: SyncContext,
        app_version: str,
        health: Callable[[], BoothHealth],
        carries_out: Collection[CommandKind],
        carry_out: Callable[[Command], CommandResult | None],
    ) -> None:
        self._store = context.store
        self._connection = context.connection
        self._clock = context.clock
        self._app_version = app_version
        self._health = health
        self._carries_out = tuple(sorted(carries_out))
        self._carry_out = carry_out
        self._seen: set[UUID] = set()
        self._results: deque[CommandResult] = deque()
        self._restart: UUID | None = None
        self._looked_back = False

    def report(self, result: CommandResult) -> None:
        """What became of a command that took a while. Callable from any thread; the next beat tells it."""
        self._results.append(result)

    def beat(self) -> float:
        """Send one heartbeat, and at once another that answers the commands which the first brought."""
        if not self._looked_back:
            self._look_back()
        self._exchange()
        if self._results:
            self._exchange()
        return PERIOD_SECONDS

    def _look_back(self) -> None:
        """A command for which the last run of the program ended is carried out: here is the next run."""
        self._restart = self._store.settings.restarted_for()
        self._looked_back = True
        if self._restart is not None:
            self._seen.add(self._restart)
            self._results.append(CommandResult(id=self._restart, outcome=CommandOutcome.DONE))

    def _exchange(self) -> None:
        enrolled, client = self._connection.open()
        told = tuple(islice(self._results, _MOST_RESULTS))
        answer = client.heartbeat(self._heartbeat(enrolled.epoch, told))
        for each in told:
            self._results.popleft()
            if each.id == self._restart:
                self._store.settings.forget_restart(each.id)
        for command in answer.commands:
            if command.id not in self._seen:
                self._take(command)

    def _take(self, command: Command) -> None:
        self._seen.add(command.id)
        result = self._carry_out(command)
        if result is not None:
            self._results.append(result)

    def _heartbeat(self, epoch: int, told: tuple[CommandResult, ...]) -> Heartbeat:
        health, queue = self._health(), self._store.queue_depth()
        return Heartbeat(
            epoch=epoch,
            app_version=self._app_version,
            sent_at=self._clock.now(),
            parts=health.parts,
            queue_depth=queue.ops + queue.blobs,
            oldest_op_seconds=queue.oldest_seconds,
            disk_free_bytes=health.disk_free_bytes,
            prints_left=health.prints_left,
            done_commands=tuple(each.id for each in told),
            carries_out=self._carries_out,
            results=told,
        )
