"""No log says what only one person may know, whatever fails: those of the web server and of the worker."""

import asyncio
import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest
from django.db import connection
from procrastinate import App

from central.base.queues import GENERATIONS
from central.generations.models import Generation
from central.server.log_lines import LineFormatter
from central.tokens import new_token
from contract.ids import new_claim_code, new_id
from tests.central.booths import Booth

pytestmark = pytest.mark.usefixtures("database")
TABLES = ("generations_claimcode", "tenants_login", "tenants_failedattempt", "fleet_kiosk")


@contextmanager
def broken_tables() -> Iterator[None]:
    """Nothing of ours that asks these tables works."""
    with connection.cursor() as cursor, ExitStack() as again:
        for table in TABLES:
            cursor.execute(f"ALTER TABLE {table} RENAME TO {table}_gone")
            again.callback(cursor.execute, f"ALTER TABLE {table}_gone RENAME TO {table}")
        yield


def test_the_web_servers_log_keeps_every_secret(server: str, server_log: Path) -> None:
    with broken_tables(), httpx.Client(base_url=server) as client:
        before = server_log.stat().st_size
        secrets, statuses = set(), []
        for number in range(30):
            code, token, pairing = new_claim_code(), new_token(new_id()), f"K{number:02d}QWERT"
            email, signed = f"guest{number}@party.example", {"Authorization": f"Bearer {token}"}
            secrets |= {code, token, pairing, email}
            answers = (
                client.get(f"/g/{code}"),
                client.post(f"/g/{code}/erase"),
                client.get("/api/v1/me", headers=signed),
                client.get("/api/v1/kiosk/config", headers=signed),
                client.put(f"/api/v1/blobs/{'a' * 64}", headers=signed, content=code),
                client.post("/api/v1/logins", json={"email": email, "password": token}),
                client.post("/api/v1/passwords", json={"token": token, "password": token}),
                client.post("/api/v1/kiosks/enroll", json={"code": pairing, "app_version": email}),
            )
            statuses += [answer.status_code for answer in answers]
    said = server_log.read_text()[before:]
    assert statuses.count(500) == len(statuses) == 240
    assert said.count("Traceback") >= 240, "each is there to be read about"
    assert [secret for secret in secrets if secret in said] == []
    assert "/g/…" in said


@pytest.fixture
def platforms_log(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What this process says as the platform's worker does, from information upwards."""
    handler = next(each for each in logging.getLogger().handlers if isinstance(each.formatter, LineFormatter))
    assert isinstance(handler, logging.StreamHandler)
    said = io.StringIO()
    monkeypatch.setattr(handler, "stream", said)
    for name in ("procrastinate", "central"):
        monkeypatch.setattr(logging.getLogger(name), "level", logging.DEBUG)
    logging.getLogger("procrastinate.worker")._cache.clear()  # type: ignore[attr-defined]
    return said


def test_the_workers_log_keeps_every_secret(worker: App, platforms_log: io.StringIO) -> None:
    """Procrastinate says every job with its arguments; and an exception may say anything."""
    secrets = [new_claim_code(), new_token(new_id()), "guest@party.example"]

    @worker.task(name="tests.fail", queue=GENERATIONS)
    def fail(claim_code: str, note: list[str]) -> None:
        raise ValueError(f"{claim_code}: {note}")

    async def work() -> None:
        async with worker.open_async():
            for secret in secrets:
                await fail.configure().defer_async(claim_code=secret, note=[*secrets])
            await worker.run_worker_async(queues=[GENERATIONS], wait=False, install_signal_handlers=False)

    asyncio.run(work())
    said = platforms_log.getvalue()
    assert said.count("ValueError") >= len(secrets), "each is there to be read about"
    assert [secret for secret in secrets if secret in said] == []


def test_a_picture_that_cannot_be_made_is_no_reason_to_say_whose_it_is(
    worker: App, platforms_log: io.StringIO
) -> None:
    booth = Booth()
    generation = booth.generation(booth.queued())
    Generation.objects.filter(id=generation.id).update(ticket=7)
    with broken_store():
        asyncio.run(_work(worker))
    said = platforms_log.getvalue()
    assert str(generation.id) in said
    assert str(generation.claim_code) not in said


async def _work(worker: App) -> None:
    async with worker.open_async():
        await worker.run_worker_async(queues=[GENERATIONS], wait=False, install_signal_handlers=False)


@contextmanager
def broken_store() -> Iterator[None]:
    """A database that tells the whole row of whatever picture is changed, as our own rules might."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'not this row: %', NEW; END $$"
        )
        cursor.execute(
            "CREATE TRIGGER tell BEFORE UPDATE ON generations_generation FOR EACH ROW EXECUTE FUNCTION tell()"
        )
        try:
            yield
        finally:
            cursor.execute("DROP FUNCTION tell CASCADE")


GRANIAN = """
import logging
from granian.log import LogLevels, configure_logging
from central.server.log_lines import WEB_SERVER_LOGGING
configure_logging(LogLevels.info, WEB_SERVER_LOGGING)
logging.getLogger("_granian").info("started")
logging.getLogger("_granian.asgi.io").info("a client went away")
logging.getLogger("_granian.asgi.callbacks").error("we broke")
"""


def test_clients_that_go_away_are_no_lines_of_the_web_servers() -> None:
    """Whoever opens thousands of connections and lets them be cut would fill the disk."""
    said = subprocess.run([sys.executable, "-c", GRANIAN], capture_output=True, text=True, check=True).stdout
    assert [line.rpartition(": ")[2] for line in said.splitlines()] == ["started", "we broke"]
