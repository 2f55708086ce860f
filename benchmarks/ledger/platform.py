"""A platform of its own for the run: an embedded PostgreSQL that syncs every commit, and web servers."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from benchmarks.ledger.clocks import cpu_seconds, family
from central.server import postgres

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Web:
    """A web server that answers at 127.0.0.1."""

    port: int
    process: "subprocess.Popen[bytes]"

    def cpu_seconds(self) -> float:
        """Spent so far by all its processes."""
        return cpu_seconds(family(self.process.pid))


@contextmanager
def database() -> Iterator[tuple[Path, str]]:
    """A new database, durable as in production: its folder and its URL. Gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="cabina-ledger-"))
    (folder / "static").mkdir()
    try:
        with postgres.running(folder) as url:
            yield folder, url
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def copy(url: str, name: str) -> str:
    """A second database beside the first, with all that is in it; nobody may be connected. Its URL."""
    address = urlsplit(url)
    with psycopg.connect(address._replace(path="/postgres").geturl(), autocommit=True) as connection:
        connection.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(address.path.strip("/"))
            )
        )
    return address._replace(path=f"/{name}").geturl()


@contextmanager
def django_on(url: str) -> Iterator[None]:
    """Django's own connection goes to this database for a while."""
    from django.db import connection

    usual = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = urlsplit(url).path.strip("/")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = usual


def database_cpu_seconds(folder: Path) -> float:
    """Spent so far by PostgreSQL, all its connections included."""
    master = int((folder / "postgres" / "postmaster.pid").read_text().split()[0])
    return cpu_seconds(family(master))


@contextmanager
def web(folder: Path, url: str, workers: int) -> Iterator[Web]:
    """`central web` on this database, as an operator starts it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "central", "web", "--port", str(port), "--workers", str(workers)]
    environment = os.environ | {"CABINA_DATA": str(folder), "DATABASE_URL": url, "LOG_LEVEL": "WARNING"}
    environment.pop("DATABASE_POOL", None)
    process = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _wait_until_it_answers(port, process)
        yield Web(port, process)
    finally:
        process.terminate()
        process.wait(30)


def _wait_until_it_answers(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise SystemExit("the web server did not answer")
