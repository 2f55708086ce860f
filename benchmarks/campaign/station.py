"""One booth with all that is its own: folder, disk, clock, camera, printer, network; and what it has said."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from benchmarks.campaign.disk import Disk
from benchmarks.campaign.network import Network
from benchmarks.campaign.waiting import wait_until
from tests.e2e.guest import pair
from tests.faults.shown import Shown
from tests.kiosk.camera.mjpeg_server import MjpegServer
from tests.kiosk.printer.private_cups import QUEUE, PrivateCups

DISK_BYTES = 3_000_000_000
_ORDINARY = {"camera": "", "printer": "", "link": "", "ops": 0, "blobs": 0, "disk": True}


class TornCamera(MjpegServer):
    """A network camera whose frames may be cut to a third."""

    def __init__(self) -> None:
        self.torn = False
        super().__init__(rate=12.0)

    def _frame(self) -> bytes:
        whole = super()._frame()
        return whole[: len(whole) // 3] if self.torn else whole


class Station:
    """A booth at the party."""

    def __init__(self, root: Path, number: int, platform_port: int, seed: int) -> None:
        self.name = f"booth {number}"
        self.root = root / f"booth-{number}"
        self.folder = self.root / "data"
        self.folder.mkdir(parents=True)
        self.disk = Disk(self.folder, DISK_BYTES)
        self.chance = random.Random(seed)
        self.network = Network(platform_port, seed)
        self.cups = PrivateCups()
        self.cups.start()
        self.camera = TornCamera() if number % 2 else None
        self._clock = {"off": 0.0, "boot": 0, "began": 0.0}
        self._write_clock()
        self.has_guests = True
        self.is_free = threading.Lock()
        self.shown = Shown()
        self.had_older_disk = False
        self.is_paired = True
        self.gone: set[str] = set()
        """Shots and requests that went with a disk that was taken away before they were sent."""
        self.without_photo: set[str] = set()
        """Requests on the platform whose photo was on such a disk only."""
        self.elsewhere: set[str] = set()
        """Shots that are on the platform and were on a disk that was taken away."""
        self.state: dict[str, Any] = dict(_ORDINARY)
        self.screen = ""
        self.printed_before: set[str] = set()
        """Sheets that an older disk believes not to be printed yet."""
        self.lives = 0
        self.kiosk = ""
        self.failures: list[str] = []
        self._process: subprocess.Popen[str] | None = None

    # --- its lives ------------------------------------------------------------------------------------

    def pair(self, code: str) -> None:
        pair(self.folder, self.network.url, code)
        self.kiosk = str(self.rows("SELECT kiosk_id FROM enrollment")[0]["kiosk_id"])

    def start(self) -> None:
        self.lives += 1
        self.screen, self.state = "", dict(_ORDINARY)
        self._process = self._begin(self.folder)
        if not self.has_guests:
            self.tell(guests=False)

    def _begin(self, folder: Path) -> "subprocess.Popen[str]":
        camera = self.camera.address if self.camera else "simulated"
        printer = QUEUE if folder == self.folder else "file"
        words = [str(folder), str(self.chance.randrange(1 << 30)), str(self._clock_file), camera, printer]
        with (self.root / f"{folder.name}.log").open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "benchmarks.campaign.booth", *words],
                env=os.environ | {"CUPS_SERVER": self.cups.server, "QT_QPA_PLATFORM": "offscreen"},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        threading.Thread(target=self._read, args=(process,), daemon=True).start()
        return process

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def tend(self) -> None:
        """A booth that has ended by itself is noted and started again."""
        if self._process is not None and self._process.poll() is not None:
            self.failures.append(f"{self.name} ended by itself with {self._process.returncode}")
            self.start()

    def stop(self) -> bool:
        """As at the end of a party; whether it ended in time."""
        self.tell(stop=True)
        assert self._process is not None
        try:
            self._process.wait(60)
        except subprocess.TimeoutExpired:
            self.kill()
            return False
        return True

    def tell(self, **order: str | bool) -> None:
        assert self._process is not None and self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
        except OSError:
            pass  # Its life is over.

    def signal(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)

    def run_copy(self, folder: Path, seconds: float) -> None:
        """Another booth works on a copy of the disk for a while, with guests of its own."""
        process = self._begin(folder)
        time.sleep(seconds)
        process.kill()
        process.wait()

    @property
    def folders(self) -> list[Path]:
        """Its own, and the copies of its disk."""
        return [self.folder, *sorted(self.root.glob("copy-*[0-9]"))]

    def deliver(self, folder: Path) -> None:
        """A copy sends what it has, without guests, until it owes nothing."""
        waits = "SELECT 1 FROM outbox WHERE state = 'pending' UNION SELECT 1 FROM requests WHERE fetched = 0"
        sync = [sys.executable, "-m", "kiosk", "sync", "--once", "--data", str(folder)]
        with (self.root / f"{folder.name}.log").open("ab") as log:

            def sent() -> bool:
                subprocess.run(sync, stdout=log, stderr=log, timeout=120, check=False)
                return not self.rows(waits, folder=folder)

            if not wait_until(sent, 120):
                self.failures.append(f"{self.name}: {folder.name} does not get rid of what it has")

    def excuse(self, unsent: set[str], kept: set[str], sheets: set[str]) -> None:
        """The disk is taken away: what is not on the platform nor on the next disk is gone with it.

        `sheets`: what the next disk believes not to be printed yet.
        """
        self.had_older_disk = True
        self.gone |= unsent - kept
        self.without_photo |= {request for request, shot in self.photo_of().items() if shot in self.gone}
        self.elsewhere |= set(self.shown.shots) - unsent - kept
        self.printed_before |= sheets

    def photo_of(self) -> dict[str, str]:
        """The shot that each request of the disk needs."""
        return {
            row["generation_id"]: row["shot_id"]
            for row in self.rows("SELECT generation_id, shot_id FROM requests")
        }

    def close(self) -> None:
        self.kill()
        self.network.close()
        if self.camera:
            self.camera.close()
        self.cups.stop()

    def clear(self) -> None:
        self.disk.clear()

    # --- how it is ------------------------------------------------------------------------------------

    def is_open(self) -> bool:
        return self.screen not in ("", "closed")

    def has_camera(self) -> bool:
        return bool(self.state["camera"] == "live")

    def has_printer(self) -> bool:
        return self.state["printer"] in ("ready", "busy")

    def is_online(self) -> bool:
        return bool(self.state["link"] == "online")

    def owes_nothing(self) -> bool:
        return self.is_online() and self.state["ops"] == self.state["blobs"] == 0

    def rows(self, sql: str, *values: object, folder: Path | None = None) -> list[dict[str, Any]]:
        address = f"file:{folder or self.folder}/cabina.sqlite?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=20)) as database:
            database.row_factory = sqlite3.Row
            return [dict(row) for row in database.execute(sql, values)]

    # --- its clock and disk ---------------------------------------------------------------------------

    @property
    def _clock_file(self) -> Path:
        return self.root / "clock.json"

    def set_clock(self, off: float) -> None:
        self._clock["off"] = off
        self._write_clock()
        self.tell(clock=True)

    def boot(self) -> None:
        """The PC is switched on again: another boot, whose clock begins at zero."""
        self._clock["boot"] += 1
        self._clock["began"] = time.clock_gettime(time.CLOCK_BOOTTIME)
        self._write_clock()

    def _write_clock(self) -> None:
        self._clock_file.write_text(json.dumps(self._clock))

    # --- what it says ---------------------------------------------------------------------------------

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.endswith("\n"):
                said = json.loads(line)
                self.shown.note(said)
                if process is self._process:
                    self._note_state(said)

    def _note_state(self, said: dict[str, Any]) -> None:
        if "screen" in said:
            self.screen = said["screen"]
        elif "camera" in said:
            self.state = said
        elif "failed" in said:
            self.failures.append(f"{self.name} does not start: {said['failed']}")

    def wait_until_open(self, seconds: float = 90) -> bool:
        return wait_until(self.is_open, seconds)
