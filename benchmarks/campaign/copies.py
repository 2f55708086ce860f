"""Disks that are copied and put back: two booths that are one, and one that believes it is yesterday.

Whoever the platform refuses then is paired again, as the booth's screen asks for.
"""

import json
import random
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from benchmarks.campaign.party import Party
from benchmarks.campaign.station import Station
from benchmarks.campaign.waiting import wait_until
from demo.platform import PlatformError
from kiosk.domain.errors import KioskError
from tests.e2e.guest import pair

_DATABASE = "cabina.sqlite"


def put_older_disk_back(party: Party, station: Station, chance: random.Random) -> Callable[[], bool]:
    """What was promised since and not sent yet is gone with the newer disk; nothing else may be."""
    older = station.root / "yesterday.sqlite"
    copy_database(station.folder, older)
    time.sleep(chance.uniform(5, 20))
    station.kill()
    station.excuse(_unsent(station), _names(older), _open_sheets(older))
    for path in station.folder.glob(f"{_DATABASE}*"):
        path.unlink()
    shutil.move(older, station.folder / _DATABASE)
    station.start()
    time.sleep(chance.uniform(2, 10))
    pair_again(party, station, station.folder)
    return station.is_open


def run_a_copy(party: Party, station: Station, chance: random.Random) -> Callable[[], bool]:
    """Both copies work for a while; then the copy is carried off, to be paired when there is peace."""
    station.kill()
    copy = station.root / f"copy-{len(party.copies)}"
    shutil.copytree(station.folder, copy, ignore=shutil.ignore_patterns("filler"))
    station.start()
    station.run_copy(copy, chance.uniform(8, 20))
    party.copies.append((station, copy))
    pair_again(party, station, station.folder)
    return station.is_open


def pair_again(party: Party, station: Station, folder: Path) -> None:
    """By a technician with a good network, who tries for minutes, and again when there is peace."""
    station.network.is_good = True
    try:
        station.is_paired = wait_until(lambda: _paired(party, station, folder), 180)
    finally:
        station.network.is_good = False


def _paired(party: Party, station: Station, folder: Path) -> bool:
    try:
        code = party.ask("again", kiosk=station.kiosk)
        pair(folder, station.network.url, code)
    except (KioskError, PlatformError, AssertionError, json.JSONDecodeError):
        return False
    return True


def copy_database(folder: Path, target: Path) -> None:
    """As a backup of the disk would have it, whoever works on it."""
    target.unlink(missing_ok=True)
    with closing(sqlite3.connect(folder / _DATABASE)) as source, closing(sqlite3.connect(target)) as copy:
        source.backup(copy)


def _unsent(station: Station) -> set[str]:
    """Shots and requests that the platform does not have."""
    sent = "SELECT shots.id FROM shots JOIN uploads USING (sha256) WHERE uploads.sent = 1"
    requests = "SELECT subject AS id FROM outbox WHERE kind = 'generation.requested' AND state = 'pending'"
    return {row["id"] for row in station.rows(f"SELECT id FROM shots WHERE id NOT IN ({sent})")} | {
        row["id"] for row in station.rows(requests)
    }


def _names(database: Path) -> set[str]:
    """Shots and requests that it knows."""
    with closing(sqlite3.connect(database)) as older:
        sql = "SELECT id FROM shots UNION SELECT generation_id FROM requests"
        return {row[0] for row in older.execute(sql)}


def _open_sheets(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as older:
        sql = "SELECT id FROM prints WHERE state IN ('queued', 'submitted', 'held')"
        return {row[0] for row in older.execute(sql)}
