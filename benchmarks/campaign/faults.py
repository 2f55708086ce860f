"""What is done to the party, one thing at a time; several at once are done by several hands.

Each fault does its harm to one booth or to the platform, undoes what a person would undo, and says how to see
that all works again. Nothing else is done to that booth, or to the platform, until it does.
"""

import contextlib
import math
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from threading import Lock

from benchmarks.campaign import copies
from benchmarks.campaign.disk import Disk
from benchmarks.campaign.party import Party
from benchmarks.campaign.platform import pause, signal_all
from benchmarks.campaign.station import Station
from benchmarks.campaign.waiting import wait_until
from tests.kiosk.printer.private_cups import QUEUE

LONGEST_SECONDS = 60.0
_HOURS = 3600

WorksAgain = Callable[[], bool]
Fault = Callable[[Party, random.Random], float | None]
"""Seconds from the end of the harm until all worked again; None: nothing was there to be harmed."""
_HarmABooth = Callable[[Station, random.Random], WorksAgain | None]
_HarmThePlatform = Callable[[Party, random.Random], WorksAgain | None]

FAULTS: dict[str, Fault] = {}


def of_a_booth(name: str) -> Callable[[_HarmABooth], _HarmABooth]:
    def named(harm: _HarmABooth) -> _HarmABooth:
        def to_any(party: Party, chance: random.Random) -> float | None:
            station = chance.choice(party.stations)
            return _alone(station.is_free, lambda: harm(station, chance))

        FAULTS[name] = to_any
        return harm

    return named


def of_the_platform(name: str) -> Callable[[_HarmThePlatform], _HarmThePlatform]:
    def named(harm: _HarmThePlatform) -> _HarmThePlatform:
        def to_it(party: Party, chance: random.Random) -> float | None:
            return _alone(party.platform_is_free, lambda: harm(party, chance))

        FAULTS[name] = to_it
        return harm

    return named


def _alone(is_free: Lock, harm: Callable[[], WorksAgain | None]) -> float | None:
    if not is_free.acquire(blocking=False):
        return None
    try:
        works_again = harm()
        if works_again is None:
            return None
        ended = time.monotonic()
        return time.monotonic() - ended if wait_until(works_again, LONGEST_SECONDS) else math.inf
    finally:
        is_free.release()


# --- booths ---------------------------------------------------------------------------------------------


@of_a_booth("booth: SIGKILL")
def kill_booth(station: Station, chance: random.Random) -> WorksAgain:
    station.kill()
    station.start()
    return station.is_open


@of_a_booth("booth: SIGSTOP for seconds")
def stop_booth(station: Station, chance: random.Random) -> WorksAgain:
    station.signal(signal.SIGSTOP)
    time.sleep(chance.uniform(1, 8))
    station.signal(signal.SIGCONT)
    return station.is_open


@of_a_booth("booth: power cut, another boot")
def reboot(station: Station, chance: random.Random) -> WorksAgain:
    station.kill()
    station.boot()
    station.start()
    return station.is_open


@of_a_booth("booth: killed together with CUPS")
def kill_booth_and_cups(station: Station, chance: random.Random) -> WorksAgain:
    with sheet_in_the_printer(station):
        station.kill()
        station.cups.kill_cups()
        station.cups.start_cups()
        station.start()
    return station.has_printer


@of_a_booth("clock jumps by hours")
def jump(station: Station, chance: random.Random) -> WorksAgain:
    station.set_clock(chance.choice([-3, 6, -26, 26, 0]) * _HOURS)
    return station.is_open


@of_a_booth("disk full")
def fill_disk(station: Station, chance: random.Random) -> WorksAgain | None:
    if not station.disk.exists:
        return None
    _fill_for_a_while(station.disk, chance)
    return station.is_open


def _fill_for_a_while(disk: Disk, chance: random.Random) -> None:
    with contextlib.suppress(OSError):
        disk.fill(left=chance.choice([0, 20_000, 2_000_000]))
    time.sleep(chance.uniform(2, 8))
    disk.empty()


@of_a_booth("database: a page garbled, and repaired")
def garble(station: Station, chance: random.Random) -> WorksAgain:
    """Of an index: every row can still be read, and has to be there afterwards."""
    station.kill()
    path = station.folder / "cabina.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        size = database.execute("PRAGMA page_size").fetchone()[0]
        sql = "SELECT rootpage FROM sqlite_schema WHERE type = 'index' AND rootpage > 1"
        pages = [row[0] for row in database.execute(sql)]
    with path.open("r+b") as file:
        file.seek((chance.choice(pages) - 1) * size)
        file.write(chance.randbytes(size))
    repair(station)
    station.start()
    return station.is_open


@of_a_booth("database: replaced by an older copy while open")
def replace_database(station: Station, chance: random.Random) -> WorksAgain:
    path = station.folder / "cabina.sqlite"
    older = station.root / "older.sqlite"
    shutil.copy(path, older)
    time.sleep(chance.uniform(0, 3))
    shutil.move(older, path)
    return station.is_open


@of_a_booth("database: deleted while open")
def delete_database(station: Station, chance: random.Random) -> WorksAgain:
    for part in chance.choice([("",), ("", "-wal", "-shm")]):
        (station.folder / f"cabina.sqlite{part}").unlink(missing_ok=True)
    return station.is_open


def repair(station: Station) -> None:
    command = [sys.executable, "-m", "kiosk", "doctor", "--repair", "--data", str(station.folder)]
    command += ["--camera", "simulated", "--printer", "file"]
    with (station.root / "repairs.log").open("ab") as log:
        subprocess.run(command, stdout=log, stderr=log, timeout=120, check=False)


# --- cameras --------------------------------------------------------------------------------------------


@of_a_booth("camera unplugged")
def unplug(station: Station, chance: random.Random) -> WorksAgain:
    if station.camera:
        station.camera.cut()
    station.tell(camera="unplugged")
    time.sleep(chance.uniform(1, 6))
    if station.camera:
        station.camera.resume()
    station.tell(camera="")
    return station.has_camera


@of_a_booth("camera stands still")
def freeze(station: Station, chance: random.Random) -> WorksAgain:
    if station.camera:
        station.camera.stall()
    station.tell(camera="frozen")
    time.sleep(chance.uniform(1, 6))
    if station.camera:
        station.camera.resume()
    station.tell(camera="")
    return station.has_camera


@of_a_booth("camera: every frame torn")
def tear(station: Station, chance: random.Random) -> WorksAgain | None:
    if station.camera is None:
        return None
    station.camera.torn = True
    time.sleep(chance.uniform(2, 6))
    station.camera.torn = False
    return station.has_camera


# --- printers -------------------------------------------------------------------------------------------


@of_a_booth("CUPS: SIGKILL in mid-sheet")
def kill_cups(station: Station, chance: random.Random) -> WorksAgain:
    with sheet_in_the_printer(station):
        station.cups.kill_cups()
        time.sleep(chance.uniform(0, 3))
        station.cups.start_cups()
    return station.has_printer


@of_a_booth("printer: disabled and enabled in mid-sheet")
def disable(station: Station, chance: random.Random) -> WorksAgain:
    with sheet_in_the_printer(station):
        station.cups.command("cupsdisable", QUEUE)
        time.sleep(chance.uniform(0, 3))
        station.cups.command("cupsenable", QUEUE)
    return station.has_printer


@of_a_booth("printer: SIGKILL in mid-sheet")
def kill_printer(station: Station, chance: random.Random) -> WorksAgain:
    with sheet_in_the_printer(station):
        station.cups.kill_printer()
        time.sleep(chance.uniform(0, 4))
        station.cups.start_printer()
    return station.has_printer


@of_a_booth("printer: out of paper")
def no_paper(station: Station, chance: random.Random) -> WorksAgain:
    station.cups.switch("empty", True)
    time.sleep(chance.uniform(1, 8))
    station.cups.switch("empty", False)
    return station.has_printer


@contextmanager
def sheet_in_the_printer(station: Station) -> Iterator[None]:
    """The printer holds the next sheet while the block lasts, if a guest prints one within some seconds."""
    begun = len(station.cups.begun())
    station.cups.switch("slow", True)
    wait_until(lambda: len(station.cups.begun()) > begun, 8)
    try:
        yield
    finally:
        station.cups.switch("slow", False)


# --- the network ----------------------------------------------------------------------------------------


@of_a_booth("network: cable out")
def pull(station: Station, chance: random.Random) -> WorksAgain:
    station.network.pull()
    time.sleep(chance.uniform(1, 10))
    station.network.plug_in()
    return station.is_online


# --- the platform ---------------------------------------------------------------------------------------


@of_the_platform("web: SIGKILL")
def kill_web(party: Party, chance: random.Random) -> WorksAgain:
    signal_all(party.central.processes("web"), signal.SIGKILL)
    return party.central.is_ready


@of_the_platform("web: SIGSTOP for seconds")
def stop_web(party: Party, chance: random.Random) -> WorksAgain:
    pause(party.central.processes("web"), chance.uniform(1, 12))
    return party.central.is_ready


@of_the_platform("worker: SIGKILL")
def kill_worker(party: Party, chance: random.Random) -> WorksAgain:
    signal_all(party.central.processes("worker"), signal.SIGKILL)
    return lambda: bool(party.central.processes("worker"))


@of_the_platform("worker: SIGSTOP for seconds")
def stop_worker(party: Party, chance: random.Random) -> WorksAgain:
    pause(party.central.processes("worker"), chance.uniform(1, 12))
    return party.central.is_ready


@of_the_platform("central run: SIGKILL")
def kill_central(party: Party, chance: random.Random) -> WorksAgain:
    party.central.kill()
    return party.central.is_ready


@of_the_platform("postmaster: SIGKILL")
def kill_postmaster(party: Party, chance: random.Random) -> WorksAgain:
    signal_all(party.central.postmaster(), signal.SIGKILL)
    return party.central.is_ready


@of_the_platform("postmaster: SIGSTOP for seconds")
def stop_postmaster(party: Party, chance: random.Random) -> WorksAgain:
    pause(party.central.postmaster(), chance.uniform(1, 8))
    return party.central.is_ready


@of_the_platform("platform: disk full")
def fill_the_platforms_disk(party: Party, chance: random.Random) -> WorksAgain | None:
    """Of uploads, pictures and the database with its log."""
    if not party.central.disk.exists:
        return None
    _fill_for_a_while(party.central.disk, chance)
    return party.central.is_ready


@of_the_platform("a connection of the database: SIGKILL")
def kill_backend(party: Party, chance: random.Random) -> WorksAgain | None:
    backends = party.central.backends()
    if not backends:
        return None
    signal_all([chance.choice(backends)], signal.SIGKILL)
    return party.central.is_ready


# --- disks that are put elsewhere, or back ----------------------------------------------------------------


def _older_disk(party: Party, chance: random.Random) -> float | None:
    station = chance.choice(party.stations)
    return _alone(station.is_free, lambda: copies.put_older_disk_back(party, station, chance))


def _copied_disk(party: Party, chance: random.Random) -> float | None:
    station = chance.choice(party.stations)
    return _alone(station.is_free, lambda: copies.run_a_copy(party, station, chance))


FAULTS["disk: an older one put back"] = _older_disk
FAULTS["disk: copied, and both run"] = _copied_disk
