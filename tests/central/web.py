"""The platform's web server, as a process of its own."""

import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PATIENCE_SECONDS = 120
METRICS_TOKEN = "numbers-please"
NAME = "web server of the tests"
"""What the database calls its connections."""


@contextmanager
def web_server(database: str, log: str = "", **environment: str) -> Iterator[str]:
    """A server on this database; its address. What it says goes on to where ours goes, and into `log`."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    process = subprocess.Popen(
        [sys.executable, "-m", "central", "web", "--port", str(port)],
        env=os.environ
        | {"DATABASE_URL": database, "DATABASE_POOL": "20", "PUBLIC_URL": address, "PGAPPNAME": NAME}
        | {"METRICS_TOKEN": METRICS_TOKEN}
        | environment,
        stdout=subprocess.PIPE if log else None,
        stderr=subprocess.STDOUT if log else None,
    )
    if log:
        threading.Thread(target=_pass_on, args=(process, log), daemon=True).start()
    try:
        _wait_until_it_answers(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(60)


def _pass_on(process: "subprocess.Popen[bytes]", log: str) -> None:
    assert process.stdout is not None
    with process.stdout, Path(log).open("ab", buffering=0) as file:
        while said := os.read(process.stdout.fileno(), 65536):
            file.write(said)
            os.write(2, said)


def _wait_until_it_answers(address: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, "the web server ended"
        try:
            if httpx.get(f"{address}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.05)
    raise AssertionError("the web server did not answer")
