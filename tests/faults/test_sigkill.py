"""The booth's process killed at any moment between touch and acknowledgement (X2, issue: 50 moments).

Real process, real SQLite, simulated camera, the platform on loopback. After each death: every shot and every
promise that a guest was shown is still there, each promise has one op, leases were debited for exactly what
was promised, and the session that was cut short is offered again. At the end: the platform has each op once.
"""

import json
import random
import signal
import threading
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from time import monotonic
from uuid import UUID

import pytest

from contract.config import Limits
from contract.sync import GenerationChanged, GenerationState
from kiosk.store import Store
from kiosk.store.database import Transaction
from tests.faults.nursery import Booth
from tests.faults.shown import Shown
from tests.kiosk.engine.headless import pair, sync_once
from tests.kiosk.sync.loopback import Platform, Server
from tests.kiosk.worlds import config, endless

KILLS = 50
LANES = 2
SEED = 20261121
IN_A_SESSION = {"gallery", "camera", "review", "processing", "ticket", "result", "failed"}
LIMITS = Limits(countdown_seconds=1, idle_seconds=600, result_deadline_seconds=10)


class MakingPlatform(Platform):
    """Makes every picture at once: the photo itself comes back as the result."""

    def __init__(self) -> None:
        super().__init__()
        self.pool = 1_000_000
        self._over = threading.Event()
        self._made: set[str] = set()
        self._maker = threading.Thread(target=self._make)
        self._maker.start()

    def _make(self) -> None:
        while not self._over.wait(0.02):
            with self.lock:
                for kind, payload in list(self.applied.values()):
                    if kind == "generation.requested" and payload["photo_sha256"] in self.blobs:
                        self._finish(payload)

    def _finish(self, payload: dict) -> None:
        generation_id, photo = str(payload["generation_id"]), str(payload["photo_sha256"])
        if generation_id not in self._made:
            self._made.add(generation_id)
            self.changes.append(
                GenerationChanged(
                    generation_id=UUID(generation_id), state=GenerationState.READY, result_sha256=photo
                ).model_dump()
            )

    def close(self) -> None:
        self._over.set()
        self._maker.join()


@dataclass
class Heard(Shown):
    """What the booth said since it last began, too."""

    screen: str = ""
    session: str | None = None
    first_screen: str = ""
    started: bool = False

    def read(self, lines: list[str]) -> None:
        self.first_screen, self.started = "", False
        for line in lines:
            said = json.loads(line)
            if self.note(said):
                continue
            if "screen" in said:
                self.screen, self.session = said["screen"], said["session"]
                self.first_screen = self.first_screen or said["screen"]
            else:
                self.started = True


class Lane:
    """One booth that is killed again and again."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.folder = folder
        self.random = random.Random(seed)
        self.platform = MakingPlatform()
        self.server = Server(self.platform)
        self.shown = Heard()
        self.offered = self.died_in_session = 0
        self.snapshot = config(LIMITS, event=endless())
        self.platform.publish(self.snapshot.model_dump_json().encode())
        pair(folder, self.server.address, self.snapshot)

    def close(self) -> None:
        self.server.stop()
        self.platform.close()

    def kill_once(self) -> None:
        """One life of the booth, and what must be true after it."""
        before = (self.shown.screen, self.shown.session)
        by_point = self.random.random() < 0.5
        lines = self.live(self.random.randint(8, 90) if by_point else 0)
        self.shown.read(lines)
        self.check_offer(before)
        self.check()

    def live(self, kill_at: int) -> list[str]:
        booth = Booth(self.folder, self.random.randrange(1 << 30), kill_at)
        killers = [threading.Timer(20.0, booth.kill)]
        killers[0].start()
        lines = []
        for line in booth.said:
            lines.append(line)
            if not kill_at and "started" in line:
                killers.append(threading.Timer(self.random.uniform(0.0, 0.9), booth.kill))
                killers[-1].start()
        for killer in killers:
            killer.cancel()
            killer.join()
        status, error = booth.end()
        assert status == -signal.SIGKILL, error
        assert "Traceback" not in error, error
        return lines

    def check_offer(self, before: tuple[str, str | None]) -> None:
        """Who was in the middle of something is asked 'continue?' by the next life."""
        screen, session = before
        if screen in IN_A_SESSION and session and self.shown.first_screen:
            self.died_in_session += 1
            assert self.shown.first_screen == "resume", (before, self.shown)
            self.offered += 1

    def check(self) -> None:
        store = Store(self.folder)
        try:
            rows = store.database.read(_tables)
        finally:
            store.close()
        kept = {row["id"]: row["sha256"] for row in rows["shots"]}
        for shot_id, name in self.shown.shots.items():
            assert kept.get(shot_id) == name, "a shot that was shown is gone"
        for name in kept.values():
            path = self.folder / "photos" / f"{name}.jpg"
            assert sha256(path.read_bytes()).hexdigest() == name, "a kept photo is not whole"
        self.check_promises(rows)

    def check_promises(self, rows: dict[str, list[dict]]) -> None:
        requests = {row["generation_id"]: row for row in rows["requests"]}
        for generation_id, said in self.shown.requests.items():
            assert requests[generation_id]["claim_code"] == said["claim"], "a promise that was shown is gone"
        asked = [row["subject"] for row in rows["outbox"] if row["kind"] == "generation.requested"]
        assert sorted(asked) == sorted(requests), "not one op for each promise"
        assert sorted(row["seq"] for row in rows["outbox"]) == list(range(1, len(rows["outbox"]) + 1))
        spent = {row["id"]: row["spent"] for row in rows["leases"]}
        owed = dict.fromkeys(spent, 0)
        for row in requests.values():
            if row["lease_id"]:
                owed[row["lease_id"]] += row["price"]
        assert spent == owed, "a lease was not debited for what was promised"
        assert {row["sha256"] for row in rows["uploads"]} >= {json.loads(row["payload"])["photo_sha256"]
            for row in rows["outbox"] if row["kind"] == "generation.requested"}  # fmt: skip

    def settle(self) -> None:
        """The network is there and nobody kills: everything arrives, once."""
        deadline = monotonic() + 20
        while monotonic() < deadline:
            done = sync_once(self.folder)
            if done.queue.ops == 0 and done.queue.blobs == 0:
                break
        store = Store(self.folder)
        try:
            ops = store.database.read(
                lambda rows: rows.execute("SELECT op_id, state, kind FROM outbox").fetchall()
            )
            requests = store.database.read(
                lambda rows: rows.execute("SELECT generation_id FROM requests").fetchall()
            )
        finally:
            store.close()
        assert {row["state"] for row in ops} == {"settled"}
        assert {str(op_id) for op_id in self.platform.applied} == {row["op_id"] for row in ops}
        made = [str(payload["generation_id"]) for kind, payload in self.platform.applied.values()
                if kind == "generation.requested"]  # fmt: skip
        assert sorted(made) == sorted(row["generation_id"] for row in requests), "made twice, or not at all"


def _tables(transaction: Transaction) -> dict[str, list[dict]]:
    names = ("shots", "requests", "outbox", "leases", "uploads")
    return {name: [dict(row) for row in transaction.execute(f"SELECT * FROM {name}")] for name in names}


@pytest.mark.timeout(900)
def test_a_booth_killed_at_any_moment_loses_nothing_and_does_nothing_twice(tmp_path):
    lanes = [Lane(tmp_path / str(number), SEED + number) for number in range(LANES)]
    failures: list[BaseException] = []

    def run(lane: Lane) -> None:
        try:
            for _ in range(KILLS // LANES):
                lane.kill_once()
            lane.settle()
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=run, args=(lane,)) for lane in lanes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for lane in lanes:
        lane.close()
    if failures:
        raise failures[0]
    shots = sum(len(lane.shown.shots) for lane in lanes)
    requests = sum(len(lane.shown.requests) for lane in lanes)
    offered = sum(lane.offered for lane in lanes)
    assert shots > 20 and requests > 5 and offered > 10, (shots, requests, offered)
