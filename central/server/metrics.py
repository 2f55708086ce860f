"""What the platform counts about itself, for Prometheus.

Labels have few values, all of them from our own code: routes rather than paths, codes rather than sentences.
Of several web processes each writes its numbers into files of its own (`metrics_folder`), and whichever is
asked adds up all of them; what the database knows is asked for when somebody wants to know.
"""

import os
from collections import Counter as Tally
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from django.db import connection
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from central.server.db_pool import pool_use

FILES: Final = "PROMETHEUS_MULTIPROC_DIR"
_METHODS: Final = frozenset({"DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"})

_requests = Counter("cabina_http_requests", "Requests that ended.", ["method", "route", "status"])
_seconds = Histogram(
    "cabina_http_answer_seconds",
    "From a request's first line until its answer's.",
    ["route"],
    buckets=(0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
_in_flight = Gauge("cabina_http_requests_in_flight", "Requests at this moment.", multiprocess_mode="livesum")
_connections = Gauge(
    "cabina_database_connections", "Of the web processes' pools.", ["state"], multiprocess_mode="livesum"
)
_noted: dict[str, int] = {}
_logins = Counter("cabina_logins", "By `ok`, or why somebody was refused.", ["outcome"])
_sync_ops = Counter("cabina_sync_ops", "Ops of booths by outcome.", ["status", "code"])


def request_began() -> None:
    """A request came."""
    _in_flight.inc()


def request_ended(method: str, route: str, status: int, seconds: float | None) -> None:
    """`route`: empty where none was found; `status`: 0 without an answer; `seconds`: until its first byte."""
    _in_flight.dec()
    _requests.labels(method if method in _METHODS else "other", route, status).inc()
    if seconds is not None:
        _seconds.labels(route).observe(seconds)
    _note_pool()


def login(outcome: str) -> None:
    """Somebody was let in (`ok`), or refused with this code."""
    _logins.labels(outcome).inc()


def sync_ops(outcomes: Iterable[tuple[str, str]]) -> None:
    """Ops were settled: status and code of each."""
    for (status, code), times in Tally(outcomes).items():
        _sync_ops.labels(status, code).inc(times)


def exposition() -> bytes:
    """All of it in Prometheus's text format, whichever process is asked. Asks the database."""
    asked = CollectorRegistry()
    asked.register(_Jobs())
    if FILES not in os.environ:
        return generate_latest(REGISTRY) + generate_latest(asked)
    for path in Path(os.environ[FILES]).glob("gauge_live*_*.db"):
        process = path.stem.rpartition("_")[2]
        if not Path("/proc", process).exists():
            mark_process_dead(int(process))  # type: ignore[no-untyped-call]
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return generate_latest(shared) + generate_latest(asked)


def _note_pool() -> None:
    for state, connections in pool_use().items():
        if _noted.get(state) != connections:
            _connections.labels(state).set(connections)
            _noted[state] = connections


class _Jobs(Collector):
    """What waits for the workers, as the database knows."""

    def collect(self) -> Iterator[Metric]:
        depth = GaugeMetricFamily("cabina_queue_jobs", "Jobs that are due and wait.", labels=["queue"])
        oldest = GaugeMetricFamily(
            "cabina_queue_oldest_seconds", "How long the first waits.", labels=["queue"]
        )
        seen = GaugeMetricFamily("cabina_worker_seen_seconds", "Since a worker has last said that it lives.")
        with connection.cursor() as cursor:
            cursor.execute(_DUE)
            for queue, jobs, seconds in cursor.fetchall():
                depth.add_metric([queue], jobs)
                oldest.add_metric([queue], float(seconds or 0))
            cursor.execute(WORKER_SEEN)
            row = cursor.fetchone()
            if row is not None and row[0] is not None:
                seen.add_metric([], float(row[0]))
        yield from (depth, oldest, seen)


WORKER_SEEN: Final = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"
_DUE: Final = """
WITH due AS (
  SELECT queue_name, count(*) AS jobs, min(scheduled_at) AS scheduled,
    min(id) FILTER (WHERE scheduled_at IS NULL) AS first
  FROM procrastinate_jobs WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
  GROUP BY queue_name
)
SELECT queue_name, jobs, extract(epoch FROM now() - least(scheduled, (
  SELECT min(at) FROM procrastinate_events WHERE job_id = first AND type = 'deferred'
))) FROM due
"""
