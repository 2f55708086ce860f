"""The command line as people and programs use it: processes of their own, one data folder."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from central.server import postgres
from tests.migrated import QUICK

SETTINGS = ("CABINA_DATA", "DATABASE_URL", "DATABASE_POOL", "PUBLIC_URL")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="cabina-run-", ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def environment() -> dict[str, str]:
    return {name: text for name, text in os.environ.items() if name not in SETTINGS}


def central(folder: Path, *arguments: str, typed: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "central", *arguments, "--data", str(folder)]
    return subprocess.run(
        command, env=environment(), capture_output=True, text=True, timeout=300, check=False, input=typed
    )


def told(folder: Path, *arguments: str) -> Any:
    done = central(folder, *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def wait_for(condition: Any, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_a_sample_platform_that_stays_the_same_when_it_is_installed_again(folder: Path) -> None:
    with postgres.running(folder, options=QUICK):
        first, second = told(folder, "demo-data"), told(folder, "demo-data")
        assert first == second
        assert set(first) >= {"master", "partner", "client", "user", "event", "pairing_code", "staff_pin"}
        counted = told(folder, "credits", first["event"]["slug"])
        empty = dict.fromkeys(("leased", "consumed", "overdraft", "outstanding"), 0)
        assert counted == {"allocated": 20_000, "pool": 20_000} | empty
        audit = told(folder, "audit-ledger")
        assert (audit["clean"], audit["issued"], audit["faults"]) == (True, 100_000, [])
        assert central(folder, "credits", "nobodys-party").returncode == 1
        assert "at least 10" in central(folder, "add-master", "boss@platform.example", typed="short\n").stderr
        assert "not an e-mail address" in central(folder, "add-master", "boss", typed="long enough\n").stderr
        added = central(folder, "add-master", "boss@platform.example", typed="long enough\n")
        assert (added.returncode, added.stdout) == (0, "boss@platform.example runs the platform now\n")
        again = central(folder, "add-master", "boss@platform.example", typed="long enough\n")
        assert (again.returncode, "already has a login" in again.stderr) == (1, True)
        assert central(folder, "recover-master", "boss@platform.example", typed="short\n").returncode == 1
        nobody = central(folder, "recover-master", "nobody@platform.example", typed="another password\n")
        assert (nobody.returncode, "no such master" in nobody.stderr) == (1, True)
        again = central(folder, "recover-master", "Boss@platform.example", typed="another password\n")
        assert again.stdout == "boss@platform.example has a new password; all their logins ended\n"
        assert (folder / "postgres" / "postmaster.pid").exists(), "whoever still uses it keeps it up"
    assert not (folder / "postgres" / "postmaster.pid").exists(), "the last to leave stops it"


def test_everything_runs_restarts_and_stops_as_one(folder: Path) -> None:
    with socket.create_server(("127.0.0.2", 0)) as probe:
        port = probe.getsockname()[1]
    address, public = f"http://127.0.0.2:{port}", {"PUBLIC_URL": "https://cabina.example"}
    command = [sys.executable, "-m", "central", "run", "--host", "127.0.0.2", "--port", str(port)]
    command += ["--data", str(folder)]
    process = subprocess.Popen(command, env=environment() | public, stdout=subprocess.PIPE, text=True)
    output = process.stdout
    assert output is not None
    try:
        wait_for(lambda: answers(address))
        told_so = f"Cabina answers at {address}; guests and booths reach it at https://cabina.example\n"
        assert told_so in iter(output.readline, ""), "under whatever name guests come"
        for private in (folder / "secret_key", folder / "blobs"):
            assert private.stat().st_mode & 0o077 == 0, f"{private.name} is nobody else's"
        assert told(folder, "demo-data")["event"]["slug"] == "demo-party", "beside a running platform"
        family = psutil.Process(process.pid).children(recursive=True)
        web = next(child for child in family if "web" in child.cmdline())
        killed = [web, *web.children(recursive=True)]
        web.kill()
        wait_for(lambda: not answers(address))
        wait_for(lambda: answers(address))
        assert not [child for child in killed if lives(child)], "none of the dead one's workers answers"
        family += psutil.Process(process.pid).children(recursive=True)
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(30)
        output.close()
    assert status == 0
    assert not [child for child in family if lives(child)]
    assert not (folder / "postgres" / "postmaster.pid").exists()
