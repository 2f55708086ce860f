"""Y7, T6: tells the platform how the booth is, and takes its commands, each once."""

from collections.abc import Callable
from uuid import UUID

from contract.heartbeat import Command, CommandKind, Heartbeat
from kiosk.sync.context import SyncContext
from kiosk.sync.listeners import BoothHealth

PERIOD_SECONDS = 30.0
_ENDS_THE_PROGRAM = {CommandKind.RESTART}


class HeartbeatSender:
    """Used from the heartbeat thread alone."""

    def __init__(
        self,
        context: SyncContext,
        app_version: str,
        health: Callable[[], BoothHealth],
        carry_out: Callable[[Command], None],
    ) -> None:
        self._store = context.store
        self._connection = context.connection
        self._clock = context.clock
        self._app_version = app_version
        self._health = health
        self._carry_out = carry_out
        self._seen: set[UUID] = set()
        self._done: list[UUID] = []
        self._last_commands: list[Command] = []

    def beat(self) -> float:
        """Send one heartbeat, and at once another that reports the commands which the first brought.

        A command that ends this program is reported before it is carried out: unreported, it would come again
        after every start.
        """
        self._exchange()
        if self._done:
            self._exchange()
        while self._last_commands and not self._done:
            self._carry_out(self._last_commands.pop(0))
        return PERIOD_SECONDS

    def _exchange(self) -> None:
        enrolled, client = self._connection.open()
        reported = tuple(self._done)
        answer = client.heartbeat(self._heartbeat(enrolled.epoch, reported))
        self._done = [each for each in self._done if each not in reported]
        for command in answer.commands:
            if command.id not in self._seen:
                self._take(command)

    def _take(self, command: Command) -> None:
        self._seen.add(command.id)
        self._done.append(command.id)
        if command.kind in _ENDS_THE_PROGRAM:
            self._last_commands.append(command)
        else:
            self._carry_out(command)

    def _heartbeat(self, epoch: int, done: tuple[UUID, ...]) -> Heartbeat:
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
            done_commands=done,
        )
