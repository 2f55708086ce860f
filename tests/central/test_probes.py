"""What an operator's machines ask: is it alive, is it ready, and its numbers."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.db import connection
from django.test import override_settings
from prometheus_client import REGISTRY

from central.server import metrics, probes
from central.server.probes import Probes, readiness
from tests.central.persons import a_buyer
from tests.central.test_logins import log_in
from tests.central.web import METRICS_TOKEN
from tests.central.world import World

BEARER = {"Authorization": f"Bearer {METRICS_TOKEN}"}


def a_worker_said(ago: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_workers")
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)", [ago]
        )


def test_it_is_ready_with_its_database_and_says_whether_a_worker_lives(database: str, server: str) -> None:
    assert httpx.get(f"{server}/livez").text == "ok\n"
    a_worker_said("5 seconds")
    assert readiness() == {"database": True, "migrations": True, "worker": True, "disk": True}
    a_worker_said("2 minutes")
    assert readiness() == {"database": True, "migrations": True, "worker": False, "disk": True}
    answer = httpx.get(f"{server}/readyz", headers={"Host": "10.0.0.3:8000"})
    assert (answer.status_code, answer.json()["database"]) == (200, True)


def test_it_is_not_ready_before_its_migrations(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(probes, "migrations_of", lambda apps: frozenset({("tenants", "9999_of_tomorrow")}))
    told = readiness()
    assert (told["database"], told["migrations"]) == (True, False)
    assert probes._readiness()[0] == 503


def test_it_is_not_ready_without_its_database(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    connection.close()
    monkeypatch.setitem(connection.settings_dict, "PORT", "1")
    monkeypatch.setitem(connection.settings_dict, "HOST", "127.0.0.1")
    assert readiness() == {"database": False, "migrations": False, "worker": False, "disk": True}
    assert probes._readiness()[0] == 503


def test_it_says_when_photos_have_no_room(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guests' pages and syncs may still be answered, so it is ready."""
    monkeypatch.setattr(probes, "_ROOM", 1 << 62)
    status, _, told = probes._readiness()
    assert (status, json.loads(told)["disk"]) == (200, False)


def ask(application: Any, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    given = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {"type": "http", "method": method, "path": path, "headers": given}
    asyncio.run(application(scope, None, send))
    return sent[0]["status"], sent[1]["body"]


async def nobody(*_: Any) -> None:
    raise AssertionError("it is answered before anything else")


def test_it_lives_while_nothing_else_does() -> None:
    assert ask(Probes(nobody), "/livez") == (200, b"ok\n")
    assert ask(Probes(nobody), "/livez", "POST")[0] == 405


def test_readiness_is_looked_at_once_however_many_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[int] = []

    def look() -> tuple[int, str, bytes]:
        looked.append(1)
        return 200, "application/json", b"{}"

    monkeypatch.setattr(probes, "_readiness", look)
    front = Probes(nobody)

    async def many() -> None:
        async def send(_: Any) -> None: ...

        scope = {"type": "http", "method": "GET", "path": "/readyz", "headers": []}
        await asyncio.gather(*[front(dict(scope), None, send) for _ in range(30)])  # type: ignore[arg-type]

    asyncio.run(many())
    assert looked == [1]


def test_the_numbers_are_nobody_elses_business(database: str) -> None:
    with override_settings(METRICS_TOKEN=""):
        for headers in ({}, BEARER, {"Authorization": "Bearer "}):
            assert ask(Probes(nobody), "/metrics", **headers)[0] == 404
    with override_settings(METRICS_TOKEN=METRICS_TOKEN):
        assert ask(Probes(nobody), "/metrics")[0] == 404
        assert ask(Probes(nobody), "/metrics", Authorization="Bearer wrong")[0] == 404
        assert ask(Probes(nobody), "/metrics", **BEARER)[0] == 200


def numbers(server: str) -> dict[str, float]:
    lines = httpx.get(f"{server}/metrics", headers=BEARER).text.splitlines()
    pairs = [line.rpartition(" ") for line in lines if not line.startswith("#")]
    return {name: float(value) for name, _, value in pairs}


def test_requests_count_by_route_and_status(database: str, server: str) -> None:
    before = numbers(server)
    for number in range(3):
        httpx.get(f"{server}/g/0000000000000000000000000{number}")
        httpx.get(f"{server}/nowhere/{number}")
    httpx.request("BREW", f"{server}/nowhere")
    after = numbers(server)

    def grown(series: str) -> float:
        return after[series] - before.get(series, 0)

    assert grown('cabina_http_requests_total{method="GET",route="g/<str:code>",status="200"}') == 3
    assert grown('cabina_http_requests_total{method="GET",route="",status="404"}') == 3
    assert grown('cabina_http_answer_seconds_count{route="g/<str:code>"}') == 3
    assert not [name for name in after if "00000000000000" in name or "nowhere" in name or "BREW" in name]
    assert after['cabina_database_connections{state="in_use"}'] <= 20
    assert after["cabina_http_requests_in_flight"] == 0


def test_what_waits_for_the_workers_is_counted(database: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM procrastinate_jobs")
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, scheduled_at) VALUES"
            " ('made', 'a', NULL), ('made', 'a', now() - interval '90 seconds'),"
            " ('later', 'a', now() + interval '1 hour')"
        )
    a_worker_said("7 seconds")
    told = metrics.exposition().decode()
    assert 'cabina_queue_jobs{queue="made"} 2.0' in told
    assert "later" not in told
    oldest = re.search(r'cabina_queue_oldest_seconds{queue="made"} (\S+)', told)
    assert oldest is not None
    assert 90 <= float(oldest[1]) < 120
    seen = re.search(r"^cabina_worker_seen_seconds (\S+)", told, re.MULTILINE)
    assert seen is not None
    assert 7 <= float(seen[1]) < 60


def counted(name: str, **labels: str) -> Callable[[], float]:
    def read() -> float:
        return REGISTRY.get_sample_value(name, labels) or 0

    start = read()
    return lambda: read() - start


def test_refused_logins_and_ops_count_by_why(database: str) -> None:
    wrong = counted("cabina_logins_total", outcome="login_wrong")
    applied = counted("cabina_sync_ops_total", status="applied", code="")
    rejected = counted("cabina_sync_ops_total", status="rejected", code="invalid")
    a_buyer()
    log_in("nobody@people.example", "x")
    world = World()
    event = world.event()
    booth = world.booth(event)
    good, bad = booth.request_op(event, world.style), booth.request_op(event, world.style)
    booth.sync(good, bad | {"payload": {}})
    assert (wrong(), applied(), rejected()) == (1, 1, 1)


def test_several_processes_are_added_up_and_the_dead_are_not_counted_as_alive(tmp_path: Any) -> None:
    code = (
        "import django; django.setup()\n"
        "from central.server import metrics\n"
        "metrics.request_began(); metrics.request_began()\n"
        "metrics.request_ended('GET', 'a', 200, 0.1)\n"
        "metrics._Jobs.collect = lambda self: iter(())\n"
        "print(metrics.exposition().decode())"
    )
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    for times in (1, 2):
        told = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True
        ).stdout
        assert f'cabina_http_requests_total{{method="GET",route="a",status="200"}} {times}.0' in told
        assert "cabina_http_requests_in_flight 1.0" in told, "the first process is gone, and its requests"
