"""The real web server as a process, and a booth's line to it over HTTP."""

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Final

import httpx

from central.events.models import Event
from tests.central.world import Booth
from tests.faults.fire.journal import Fate, Journal
from tests.faults.fire.requests import Outcome

LONGEST_ANSWER_SECONDS: Final = 20.0


class WebServer:
    """The web server as a process of its own, always at the same address."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        with socket.create_server(("127.0.0.1", 0)) as probe:
            self._port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None
        self.is_up = threading.Event()

    def start(self) -> None:
        command = [sys.executable, "-m", "central", "web", "--port", str(self._port)]
        environment = os.environ | {"DATABASE_POOL": "20", "PUBLIC_URL": self.address}
        with (self._folder / "web.log").open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.address}/healthz").status_code == 200:
                    self.is_up.set()
                    return
            except httpx.TransportError:
                time.sleep(0.05)
        raise AssertionError("the web server did not answer")

    def kill(self) -> None:
        self.is_up.clear()
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, by: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(by)
        self._process.wait(30)


class WebLine:
    """A booth's line over HTTP. 503 and a lost connection are reasons to ask again; 500 is a fault."""

    def __init__(self, booth: Booth, web: WebServer, journal: Journal) -> None:
        self._web, self._journal = web, journal
        headers = {"Authorization": f"Bearer {booth.token}"}
        self._client = httpx.Client(
            base_url=f"{web.address}/api/v1", headers=headers, timeout=LONGEST_ANSWER_SECONDS
        )
        self._epoch = booth.epoch

    def settle_ops(self, ops: list[dict[str, Any]]) -> Outcome:
        told = self._ask("POST", "/kiosk/sync", {"epoch": self._epoch, "ops": ops})
        return told if told.value is None else Outcome(told.fate, told.value["results"])

    def lease(self, body: dict[str, Any]) -> Outcome:
        return self._ask("POST", "/kiosk/leases", body)

    def give_back(self, lease_id: str, body: dict[str, Any]) -> Outcome:
        return self._ask("POST", f"/kiosk/leases/{lease_id}/return", body)

    def work_for(self, event: Event) -> Outcome:
        return self._ask("GET", "/kiosk/config", None)

    def close(self) -> None:
        self._client.close()

    def _ask(self, method: str, path: str, body: dict[str, Any] | None) -> Outcome:
        self._journal.count("operations")
        self._web.is_up.wait(60)
        try:
            answer = self._client.request(method, path, json=body)
        except httpx.TimeoutException:
            self._journal.wrong(f"{path} was not answered in {LONGEST_ANSWER_SECONDS} s")
            return Outcome(Fate.UNKNOWN)
        except httpx.TransportError:
            self._journal.count("lost connections")
            return Outcome(Fate.UNKNOWN)
        return self._read(path, answer)

    def _read(self, path: str, answer: httpx.Response) -> Outcome:
        told = answer.json() if answer.headers.get("content-type", "").endswith("json") else {}
        if answer.status_code in (200, 201):
            self._journal.count("answers")
            return Outcome(Fate.DONE, told)
        if answer.status_code == 503 and told.get("code") == "try_later":
            self._journal.count("told to try later")
            time.sleep(0.05)
            return Outcome(Fate.UNKNOWN)
        if answer.status_code < 500 and "code" in told:
            self._journal.count("refusals")
            return Outcome(Fate.REFUSED, code=told["code"])
        self._journal.wrong(f"{path} was answered {answer.status_code}: {answer.text[:500]}")
        return Outcome(Fate.UNKNOWN)
