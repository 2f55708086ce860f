"""Remote commands that ask the workers to run: each is answered once all have, with what came of it."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from contract.heartbeat import Command, CommandOutcome, CommandResult
from kiosk.domain.words import sentence_of
from kiosk.sync.workers.worker import Worker


@dataclass(slots=True)
class _Errand:
    command: Command
    waits_for: dict[str, int]
    """Of each worker that has still to run, the turns that it had begun before."""
    troubles: list[str] = field(default_factory=list)


class Errands:
    """`done` is called once for each command, on the thread of the worker that was last."""

    def __init__(self, done: Callable[[CommandResult], None]) -> None:
        self._done = done
        self._lock = threading.Lock()
        self._open: list[_Errand] = []

    def begin(self, command: Command, workers: Mapping[str, Worker]) -> None:
        """Have each of these workers take a turn that begins from now on."""
        with self._lock:
            self._open.append(_Errand(command, {name: worker.turns for name, worker in workers.items()}))
        for worker in workers.values():
            worker.wake()

    def ran(self, name: str, turns: int, error: Exception | None) -> None:
        """A worker has ended its turn of that number."""
        with self._lock:
            for errand in self._open:
                if turns > errand.waits_for.get(name, turns):
                    del errand.waits_for[name]
                    errand.troubles += [sentence_of(error)] if error else []
            finished = [errand for errand in self._open if not errand.waits_for]
            self._open = [errand for errand in self._open if errand.waits_for]
        for errand in finished:
            self._done(_result(errand))


def _result(errand: _Errand) -> CommandResult:
    outcome = CommandOutcome.FAILED if errand.troubles else CommandOutcome.DONE
    sentence = "; ".join(dict.fromkeys(errand.troubles))[:2000]
    return CommandResult(id=errand.command.id, outcome=outcome, sentence=sentence)
