"""The database's files deleted, replaced or garbled, under a booth or before its start."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kiosk.domain.errors import DiskError
from kiosk.store import DamagedError, Store, wal
from tests.kiosk.worlds import Clock, enrolled, named

WHEN = Clock().now()


def booth(folder: Path) -> Store:
    return Store(folder, Clock(), owner=True)


def begin(store: Store, name: str) -> None:
    """Something that a guest was shown."""
    store.sessions.begin(named(name), named("event"), "es", WHEN)


def sessions(folder: Path) -> int:
    """How many another program finds."""
    store = Store(folder, Clock())
    try:
        return int(
            store.database.read(lambda rows: rows.execute("SELECT count(*) FROM sessions").fetchone()[0])
        )
    finally:
        store.close()


def delete(*parts: str) -> Callable[[Path], None]:
    def deed(folder: Path) -> None:
        for part in parts:
            (folder / f"cabina.sqlite{part}").unlink()

    return deed


def replace_by_an_older_one(folder: Path) -> None:
    other = folder / "other"
    Store(other).close()
    for part in ("", "-wal", "-shm"):
        (folder / f"cabina.sqlite{part}").unlink()
    shutil.move(other / "cabina.sqlite", folder / "cabina.sqlite")


def replace_at_once(folder: Path) -> None:
    """As an editor or a restoring tool does it: the other's name is taken over in one step."""
    other = folder / "other"
    Store(other).close()
    (other / "cabina.sqlite").rename(folder / "cabina.sqlite")


def move_away(folder: Path) -> None:
    (folder / "cabina.sqlite").rename(folder / "elsewhere.sqlite")


DEEDS = pytest.mark.parametrize(
    "deed",
    [
        pytest.param(delete(""), id="the database deleted"),
        pytest.param(delete("-wal"), id="its log deleted"),
        pytest.param(delete("-shm"), id="its index deleted"),
        pytest.param(delete("", "-wal", "-shm"), id="all deleted"),
        pytest.param(replace_by_an_older_one, id="all replaced"),
        pytest.param(replace_at_once, id="replaced at once"),
        pytest.param(move_away, id="moved away"),
    ],
)


@DEEDS
def test_what_is_done_to_the_files_of_a_running_booth_loses_nothing(tmp_path, deed):
    store = booth(tmp_path)
    store.enrollment.keep(enrolled())
    for number in range(8):
        begin(store, f"before {number}")
    assert reader_sees(store) == 8
    deed(tmp_path)
    for number in range(9):
        begin(store, f"after {number}")
    assert reader_sees(store) == 17
    assert sessions(tmp_path) == 17, "as another program sees it, without this one's help"
    store.check_disk()
    told = [str(op.payload) for op in store.outbox.pending(9, 10_000)]
    assert len(told) == 1 and "back in its place" in told[0]
    store.close()
    assert sessions(tmp_path) == 17


@DEEDS
def test_a_thread_that_begins_to_read_behind_it_reads_the_booths_own(tmp_path, deed):
    store = booth(tmp_path)
    begin(store, "before")
    deed(tmp_path)
    with ThreadPoolExecutor(1) as another:
        assert another.submit(reader_sees, store).result() == 1
    assert sessions(tmp_path) == 1
    store.close()


def reader_sees(store: Store) -> int:
    return int(store.database.read(lambda rows: rows.execute("SELECT count(*) FROM sessions").fetchone()[0]))


def test_a_visitor_puts_nothing_back(tmp_path):
    """A command beside a booth must never take its database for a stranger's."""
    visitor = Store(tmp_path, Clock())
    begin(visitor, "one")
    delete("", "-wal", "-shm")(tmp_path)
    with pytest.raises(DiskError, match="deleted or replaced"):
        begin(visitor, "two")
    assert not (tmp_path / "cabina.sqlite").exists()
    visitor.close()


def test_a_visitor_that_leaves_says_nothing_of_the_booths_end(tmp_path):
    store = booth(tmp_path)
    begin(store, "one")
    assert sessions(tmp_path) == 1
    assert (tmp_path / "cabina.sqlite-open").exists()
    store.close()
    assert not (tmp_path / "cabina.sqlite-open").exists()


# --- before the start ---------------------------------------------------------------------------------


def _live_and_die(folder: str) -> None:
    store = booth(Path(folder))
    for number in range(20):
        begin(store, str(number))
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture
def killed(tmp_path: Path) -> Path:
    """The folder of a booth that was killed; what it kept lies in the log alone."""
    process = multiprocessing.get_context("spawn").Process(target=_live_and_die, args=(str(tmp_path),))
    process.start()
    process.join()
    assert process.exitcode == -signal.SIGKILL
    assert (tmp_path / "cabina.sqlite-wal").stat().st_size > 20_000
    return tmp_path


def findings(folder: Path) -> list[str]:
    store = booth(folder)
    found = list(store.database.findings)
    store.close()
    return found


def test_a_log_that_is_whole_is_taken_without_a_word(killed):
    assert findings(killed) == []
    assert sessions(killed) == 20
    assert findings(killed) == []


@pytest.mark.parametrize("at", [4, 12, 1000, 9000], ids=["magic", "salt", "first frame", "later frame"])
def test_a_garbled_log_is_said(killed, at):
    with (killed / "cabina.sqlite-wal").open("r+b") as log:
        log.seek(at)
        log.write(b"\xa5" * 8)
    [said] = findings(killed)
    assert "damaged" in said
    assert findings(killed) == [], "once"


def test_a_log_that_is_gone_is_said(killed):
    (killed / "cabina.sqlite-wal").unlink()
    (killed / "cabina.sqlite-shm").unlink()
    [said] = findings(killed)
    assert "gone" in said


def test_a_last_transaction_that_was_cut_short_is_no_damage(killed):
    """The power went while it was written: nobody was told that it is kept."""
    log = wal.read(killed / "cabina.sqlite")
    assert log is not None
    os.truncate(killed / "cabina.sqlite-wal", 32 + log.commits[-1] * (24 + 4096) - 100)
    assert findings(killed) == []
    assert sessions(killed) == 19


@pytest.mark.parametrize("left", ["nothing", "nothing in it"])
def test_photos_without_their_database_are_damage_and_no_new_booth(tmp_path, left):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_bytes(b"a photo")
    if left != "nothing":
        (tmp_path / "cabina.sqlite").touch()
    with pytest.raises(DamagedError, match="photos"):
        Store(tmp_path)
    assert left != "nothing" or not (tmp_path / "cabina.sqlite").exists()
