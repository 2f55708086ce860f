"""The disk fails: said in a sentence, nothing half-written, nothing deleted."""

import os
import sqlite3
import subprocess
import sys

import pytest

from kiosk.domain.errors import BugError, DiskError
from kiosk.store import DamagedError, Store, set_aside
from kiosk.store.files import durable, sweep_unfinished, write_durably
from kiosk.store.migrations import STEPS
from tests.kiosk.worlds import enrolled

FULL = """
import resource, signal, sys
from pathlib import Path
from datetime import datetime, UTC
from uuid import uuid4
from kiosk.store import Store
from kiosk.domain.errors import DiskError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
store = Store(Path(sys.argv[1]))
session = uuid4()
store.sessions.begin(session, uuid4(), "es", datetime.now(UTC))
resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))
for work in (
    lambda: store.shots.add(session, 0, b"x" * 5000, (1, 1), datetime.now(UTC)),
    lambda: [store.sessions.begin(uuid4(), uuid4(), "es", datetime.now(UTC)) for _ in range(50)],
):
    try:
        work()
        sys.exit("it was written")
    except DiskError as error:
        print("told:", error)
"""


def test_a_file_that_cannot_be_written_is_a_disk_error_and_leaves_nothing(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("told:") == 2
    assert list((tmp_path / "photos").iterdir()) == []
    store = Store(tmp_path)
    assert store.database.read(lambda rows: rows.execute("SELECT count(*) FROM sessions").fetchone()[0]) == 1
    store.close()


def test_a_folder_that_is_none(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DiskError, match="file"):
        Store(tmp_path / "file")


@pytest.mark.skipif(os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_may_not_be_written(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(DiskError):
        Store(tmp_path)


def test_a_database_that_is_none_is_set_aside_and_another_begins(tmp_path):
    (tmp_path / "cabina.sqlite").write_bytes(b"this is not a database" * 100)
    with pytest.raises(DamagedError):
        Store(tmp_path)
    kept = set_aside(tmp_path / "cabina.sqlite")
    assert kept is not None and kept.read_bytes().startswith(b"this is not")
    store = Store(tmp_path)
    assert store.enrollment.current() is None
    store.close()
    assert set_aside(tmp_path / "nothing.sqlite") is None


def test_a_page_that_was_overwritten_is_found_at_start(tmp_path):
    store = Store(tmp_path)
    store.enrollment.keep(enrolled())
    store.close()
    path = tmp_path / "cabina.sqlite"
    with path.open("r+b") as file:
        file.seek(2 * 4096)
        file.write(b"\xa5" * 8192)
    with pytest.raises(DamagedError, match="damaged"):
        Store(tmp_path)


def test_a_database_of_the_future_is_not_touched(tmp_path):
    Store(tmp_path).close()
    with sqlite3.connect(tmp_path / "cabina.sqlite") as connection:
        connection.execute(f"PRAGMA user_version = {len(STEPS) + 1}")
    connection.close()
    with pytest.raises(DiskError, match="newer"):
        Store(tmp_path)


def test_every_commit_is_synced_and_keys_are_kept(tmp_path):
    store = Store(tmp_path)

    def pragma(rows):
        return [
            rows.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]

    assert store.database.writer.submit(store.database.write, pragma).result() == ["wal", 2, 1]
    with pytest.raises(BugError):
        store.database.write(lambda rows: rows.execute("INSERT INTO request_shots VALUES ('x', 'y')"))
    store.close()
    with pytest.raises(DiskError, match="closed"):
        store.enrollment.keep(enrolled())


def test_a_secret_is_for_its_owner_only_from_the_first_byte(tmp_path):
    with durable(tmp_path / "token") as file:
        [unfinished] = tmp_path.iterdir()
        assert unfinished.stat().st_mode & 0o777 == 0o600
        file.write(b"secret")
    assert [path.name for path in tmp_path.iterdir()] == ["token"]


def test_what_a_crash_left_half_written_is_swept(tmp_path):
    write_durably(tmp_path / "whole", b"x")
    (tmp_path / "half.0.unfinished").write_bytes(b"x")
    sweep_unfinished(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["whole"]


def test_a_sheet_that_a_crash_left_half_written_is_swept_with_the_rest(tmp_path):
    half = tmp_path / "printed" / "sheet.jpg.0.unfinished"
    half.parent.mkdir()
    half.write_bytes(b"x")
    store = Store(tmp_path)
    store.sweep()
    store.close()
    assert not half.exists()


def test_a_nearly_full_disk_is_told_before_it_is_full(tmp_path, monkeypatch):
    store = Store(tmp_path)
    store.check_disk()
    monkeypatch.setattr("kiosk.store.store.DISK_FULL_BYTES", 1 << 60)
    with pytest.raises(DiskError, match="full"):
        store.check_disk()
    store.close()
