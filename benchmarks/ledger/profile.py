"""Where the time of one sync goes: SQL statement by statement, the commit, and Python, in one process."""

import re
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from benchmarks.ledger.kiosks import Booth, Sender

_Parts = dict[str, float]


def profile(booths: Sequence[Booth], ops: int, rounds: int) -> list[tuple[str, float]]:
    """Milliseconds of each part of a sync, medians, the largest first; last the whole.

    Without the web server: Django's own test client asks. Nothing else runs, so no part waits for a core.
    """
    from django.test import Client

    from central.server.gc_tuning import keep_what_is_loaded

    keep_what_is_loaded()
    samples: list[_Parts] = []
    for number in range(rounds + 2):
        sender = Sender(booths[number % len(booths)], 100_000 * (number + 1))
        client = Client(headers={"Authorization": f"Bearer {sender.booth.token}"})
        body = sender.body(ops)
        parts: _Parts = {}
        with _timed_sql(parts), _timed_python(parts):
            start = time.perf_counter()
            answer = client.post("/api/v1/kiosk/sync", body, content_type="application/json")
            whole = time.perf_counter() - start
        if answer.status_code != 200:
            raise SystemExit(answer.content.decode())
        samples.append(parts | {_WHOLE: whole})
    return _medians(samples[2:])


_WHOLE = "whole sync"
_REST = "the rest: Django, ninja, Python between the parts"


def _medians(samples: list[_Parts]) -> list[tuple[str, float]]:
    names = {name for sample in samples for name in sample}
    medians = {name: 1000 * statistics.median(sample.get(name, 0.0) for sample in samples) for name in names}
    whole = medians.pop(_WHOLE)
    parts = sorted(medians.items(), key=lambda part: -part[1])
    return [*parts, (_REST, whole - sum(medians.values())), (_WHOLE, whole)]


@contextmanager
def _timed_sql(parts: _Parts) -> Iterator[None]:
    from django.db import connection

    def timed(execute: Callable[..., Any], sql: str, params: object, many: bool, context: object) -> Any:  # noqa: ANN401
        with _timed(parts, f"SQL: {_summary(sql)}"):
            return execute(sql, params, many, context)

    committed = connection._commit  # type: ignore[attr-defined]

    def commit() -> None:
        with _timed(parts, "commit, synced to disk"):
            committed()

    connection._commit = commit  # type: ignore[attr-defined]
    try:
        with connection.execute_wrapper(timed):
            yield
    finally:
        del connection._commit  # type: ignore[attr-defined]


@contextmanager
def _timed_python(parts: _Parts) -> Iterator[None]:
    """The steps that are worth a line of their own; they do no SQL."""
    from central.sync import exchange, ops

    plain = ops.read

    def read(*given: Any) -> Any:  # noqa: ANN401
        with _timed(parts, "parsing, checking and hashing the ops"):
            return plain(*given)

    setattr(exchange, "read", read)  # noqa: B010 - only in its user
    try:
        yield
    finally:
        setattr(exchange, "read", plain)  # noqa: B010


@contextmanager
def _timed(parts: _Parts, name: str) -> Iterator[None]:
    start = time.perf_counter()
    yield
    parts[name] = parts.get(name, 0.0) + time.perf_counter() - start


def _summary(sql: str) -> str:
    """The verb and the first table that it names."""
    words = re.sub(r"[\"\s]+", " ", sql).strip()
    verb = re.search(r"\b(INSERT|UPDATE|DELETE|SELECT|SAVEPOINT|RELEASE)\b", words)
    table = re.search(r"\b(?:INTO|FROM|UPDATE) ([a-z]+_[a-z]+)", words)
    return f"{verb[1] if verb else words[:20]} {table[1] if table else ''}".strip()
