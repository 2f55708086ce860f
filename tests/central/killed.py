"""A process that is killed (SIGKILL) between any two of its steps.

Inside a transaction only its commit is a step, and what it does to files: killed before any other of its
statements, a process leaves what it leaves when it is killed before the commit.
"""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, cast
from unittest import mock

from django.db import connection, connections

from central.blobs import store

_MOST_STEPS = 400


def killed_everywhere(prepare: Callable[[], Callable[[], Any]]) -> Iterator[int]:
    """Prepare some work and kill whoever does it, one step further each time, until it gets to its end.

    A step is a commit, a statement outside a transaction, or a change of a file; the kill comes before it, or
    after the last one.
    """
    for step in range(_MOST_STEPS):
        if _finishes(prepare(), step):
            assert step > 1, "there was something to kill"
            return
        yield step
    raise AssertionError("the work never ends")


def _finishes(work: Callable[[], Any], kill_at: int) -> bool:
    """Whether a process of its own got to the end of the work before this step."""
    connections.close_all()  # A connection cannot be shared by two processes.
    child = os.fork()
    if not child:
        _die_working(work, kill_at)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 0, "the work broke by itself"
    return True


def _die_working(work: Callable[[], Any], kill_at: int) -> None:
    try:
        with _counted(kill_at):
            work()
        os._exit(0)
    except BaseException:
        import traceback

        traceback.print_exc()
        os._exit(1)


@contextmanager
def _counted(kill_at: int) -> Iterator[None]:
    steps = iter(range(_MOST_STEPS * 10))

    def step() -> None:
        if next(steps) == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(run: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(run)
        def stepped(*given: Any, **named: Any) -> Any:
            step()
            return run(*given, **named)

        return stepped

    def statement(execute: Callable[..., Any], sql: str, parameters: Any, many: bool, context: Any) -> Any:
        run = execute if connection.in_atomic_block else around(execute)
        return run(sql, parameters, many, context)

    with (
        connection.execute_wrapper(statement),
        mock.patch.object(connection, "_commit", around(cast(Any, connection)._commit)),
        mock.patch.object(store, "keep", around(store.keep)),
        mock.patch.object(store, "discard", around(store.discard)),
        mock.patch("os.fsync", around(os.fsync)),
    ):
        yield
        step()
