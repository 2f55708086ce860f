"""The database's file written over in place under a booth, as `cp` does it: the same file, other content."""

import os
import shutil
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kiosk.domain.errors import DiskError
from kiosk.store import DamagedError, Store
from tests.kiosk.store.test_database_files import begin, booth, reader_sees, sessions
from tests.kiosk.worlds import enrolled


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Store]:
    """A booth's, in which eight guests have begun, and of which there is a backup of when there were two."""
    monkeypatch.setattr("kiosk.store.database._COMMITS_BETWEEN_CHECKPOINTS", getattr(request, "param", 3))
    made = booth(tmp_path)
    made.enrollment.keep(enrolled())
    for number in range(8):
        begin(made, f"before {number}")
        if number == 1:
            back_up(tmp_path)
    made.database._wait_for_the_copy()
    yield made
    made.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("store")]


def back_up(folder: Path) -> None:
    source, target = (sqlite3.connect(folder / name) for name in ("cabina.sqlite", "backup"))
    source.backup(target)
    for each in (source, target):
        each.close()


def restore_a_backup(folder: Path) -> None:
    shutil.copyfile(folder / "backup", folder / "cabina.sqlite")


def restore_it_with_its_time(folder: Path) -> None:
    shutil.copy2(folder / "backup", folder / "cabina.sqlite")


def restore_it_and_remove_the_log(folder: Path) -> None:
    restore_a_backup(folder)
    for part in ("-wal", "-shm"):
        (folder / f"cabina.sqlite{part}").unlink()


def garble(folder: Path) -> None:
    with (folder / "cabina.sqlite").open("r+b") as file:
        file.write(os.urandom(20_000))


def empty(folder: Path) -> None:
    os.truncate(folder / "cabina.sqlite", 0)


def write_something_else(folder: Path) -> None:
    (folder / "cabina.sqlite").write_text("a shopping list")


DEEDS = [
    restore_a_backup,
    restore_it_with_its_time,
    restore_it_and_remove_the_log,
    garble,
    empty,
    write_something_else,
]


def said(store: Store) -> list[str]:
    return [str(op.payload) for op in store.outbox.pending(99, 100_000) if op.kind == "alert.raised"]


@pytest.mark.parametrize("deed", DEEDS)
def test_what_guests_were_shown_is_back_before_anything_else_is_kept(store, tmp_path, deed):
    inode = (tmp_path / "cabina.sqlite").stat().st_ino
    deed(tmp_path)
    assert (tmp_path / "cabina.sqlite").stat().st_ino == inode, "it is the same file"
    for number in range(4):
        begin(store, f"after {number}")
    assert reader_sees(store) == 12
    assert sessions(tmp_path) == 12, "as another program sees it, without this one's help"
    store.check_disk()
    [told] = said(store)
    assert "overwritten" in told and "back in its place" in told
    [aside] = tmp_path.glob("cabina.sqlite.damaged-*")
    assert aside.name in told, "nothing is thrown away"


@pytest.mark.parametrize("deed", [restore_a_backup, empty])
def test_whoever_reads_first_sees_what_was_kept(store, tmp_path, deed):
    """Sync reads all the time, and must not send another epoch's ops."""
    deed(tmp_path)
    assert reader_sees(store) == 8
    assert sessions(tmp_path) == 8


@pytest.mark.parametrize("deed", [restore_a_backup, write_something_else])
def test_the_end_of_the_booth_does_not_mix_the_two(store, tmp_path, deed):
    deed(tmp_path)
    store.close()
    assert sessions(tmp_path) == 8


@pytest.mark.parametrize("store", [1000], indirect=True, ids=["all is in the log"])
def test_so_it_is_long_after_the_last_checkpoint(store, tmp_path):
    restore_a_backup(tmp_path)
    begin(store, "after")
    assert reader_sees(store) == 9
    assert sessions(tmp_path) == 9


def test_it_may_happen_again_and_again(store, tmp_path):
    for number in range(3):
        restore_a_backup(tmp_path)
        begin(store, f"after {number}")
        begin(store, f"and after {number}")
        store.database._wait_for_the_copy()
    assert reader_sees(store) == 14


def test_what_is_being_written_meanwhile_is_not_kept_half(store, tmp_path):
    def work(rows: sqlite3.Connection) -> None:
        rows.execute("UPDATE sessions SET language = 'en'")
        restore_a_backup(tmp_path)

    with pytest.raises(DiskError, match="overwritten"):
        store.database.write(work)
    assert reader_sees(store) == 8
    begin(store, "after")
    assert (
        store.database.read(
            lambda rows: rows.execute("SELECT DISTINCT language FROM sessions").fetchall()[0][0]
        )
        == "es"
    )


def test_another_program_that_uses_the_database_loses_nothing(store, tmp_path):
    """A technician's sqlite3 makes checkpoints of its own."""
    other = sqlite3.connect(tmp_path / "cabina.sqlite", isolation_level=None)
    other.execute("UPDATE sessions SET language = 'pt'")
    other.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchall()
    other.close()
    begin(store, "after")
    found = store.database.read(
        lambda rows: rows.execute("SELECT language FROM sessions ORDER BY 1").fetchall()
    )
    assert [row[0] for row in found] == ["es", *["pt"] * 8]


def use_up_the_log(folder: Path) -> None:
    other = sqlite3.connect(folder / "cabina.sqlite", isolation_level=None)
    for number in range(4):
        other.execute("UPDATE sessions SET language = ?", (str(number),))
        other.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    other.close()


def test_what_cannot_be_undone_but_is_sound_is_said(store, tmp_path):
    use_up_the_log(tmp_path)
    begin(store, "after")
    assert sessions(tmp_path) == 9
    store.check_disk()
    [told] = said(store)
    assert "may have lost something" in told


def test_what_cannot_be_undone_and_is_no_database_keeps_nothing(store, tmp_path):
    use_up_the_log(tmp_path)
    garble(tmp_path)
    before = (tmp_path / "cabina.sqlite").read_bytes()
    for number in range(3):
        with pytest.raises(DamagedError):
            begin(store, f"after {number}")
    store.close()
    assert (tmp_path / "cabina.sqlite").read_bytes()[:20_000] == before[:20_000], "nor is it made worse"


def test_a_disk_without_room_for_the_copy_stops_no_guest(tmp_path, monkeypatch, caplog):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("kiosk.store.spare.shutil.copyfileobj", full)
    store = booth(tmp_path)
    begin(store, "one")
    store.database._wait_for_the_copy()
    assert "no copy of the database" in caplog.text
    begin(store, "two")
    store.close()
    assert sessions(tmp_path) == 2


def test_a_checkpoint_that_fails_is_no_failure_of_what_was_kept(tmp_path, monkeypatch, caplog):
    def full(*_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("kiosk.store.database._COMMITS_BETWEEN_CHECKPOINTS", 1)
    store = booth(tmp_path)
    monkeypatch.setattr(store.database, "_checkpoint", full)
    begin(store, "one")
    assert "no checkpoint" in caplog.text
    store.close()
    assert sessions(tmp_path) == 1


def test_the_copy_has_no_name_and_there_is_one(store, tmp_path):
    def open_files() -> list[str]:
        links = (str(each.readlink()) for each in Path("/proc/self/fd").iterdir() if each.is_symlink())
        return sorted(link for link in links if link.startswith(str(tmp_path)))

    names, before = {path.name for path in tmp_path.iterdir()}, len(open_files())
    for number in range(7):
        begin(store, f"after {number}")
    store.database._wait_for_the_copy()
    assert {path.name for path in tmp_path.iterdir()} == names
    assert len(open_files()) == before, open_files()
