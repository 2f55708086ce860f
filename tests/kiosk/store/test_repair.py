"""A damaged database: what can be read is kept, the booth stays who it is, and what is lost is said."""

import shutil
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from contract.ids import new_id
from kiosk.domain.errors import SetupError
from kiosk.engine import commands
from kiosk.engine.lock import FolderLock
from kiosk.engine.settings import Settings
from kiosk.store import DamagedError, Store
from tests.kiosk.worlds import JPEG, WHEN, Clock, config, enrolled, named, signed

GUESTS = 60
PAGE = 4096


@pytest.fixture(scope="module")
def party(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A booth with a party behind it, nothing of which was sent."""
    folder = tmp_path_factory.mktemp("party")
    store = Store(folder, Clock())
    store.enrollment.keep(enrolled(epoch=3))
    store.configs.keep(*signed(config()))
    for number in range(GUESTS):
        session_id = new_id()
        store.sessions.begin(session_id, named("event"), "es", WHEN)
        store.sessions.record_consent(session_id, "7", WHEN)
        shot = store.shots.add(session_id, 0, JPEG + bytes([number]), (600, 800), WHEN)
        store.requests.make(session_id, shot, named("ink"), 100, WHEN)
    store.close()
    return folder


@pytest.fixture
def folder(party: Path, tmp_path: Path) -> Path:
    """A copy of that booth's disk, for one test."""
    return shutil.copytree(party, tmp_path / "booth")


def pages_of(folder: Path, name: str) -> list[int]:
    """The numbers of the pages that a table or an index lies on, the first one last."""
    with closing(sqlite3.connect(folder / "cabina.sqlite")) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (name,)).fetchone()[0]
    content = (folder / "cabina.sqlite").read_bytes()

    def below(number: int) -> list[int]:
        page = content[(number - 1) * PAGE : number * PAGE]
        if page[0] not in (2, 5):
            return [number]
        cells = int.from_bytes(page[3:5])
        pointers = [int.from_bytes(page[12 + 2 * n : 14 + 2 * n]) for n in range(cells)]
        children = [int.from_bytes(page[at : at + 4]) for at in pointers] + [int.from_bytes(page[8:12])]
        return [leaf for child in children for leaf in below(child)] + [number]

    return below(root)


def garble(folder: Path, *pages: int) -> None:
    with (folder / "cabina.sqlite").open("r+b") as file:
        for number in pages:
            file.seek((number - 1) * PAGE)
            file.write(b"\xa5" * PAGE)


def root_of(folder: Path, name: str) -> int:
    return pages_of(folder, name)[-1]


def lost_with(folder: Path, page: int) -> int:
    """How many rows lie on a page of a table: its cells, of which each is one."""
    content = (folder / "cabina.sqlite").read_bytes()[(page - 1) * PAGE : page * PAGE]
    return int.from_bytes(content[3:5])


def counted(folder: Path) -> dict[str, int]:
    store = Store(folder, Clock())
    tables = ("sessions", "shots", "requests", "outbox", "uploads")
    with closing(store):
        return {name: store.database.read(partial(_count, name)) for name in tables}


def _count(table: str, rows: sqlite3.Connection) -> int:
    return int(rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


def repaired(folder: Path):
    with pytest.raises(DamagedError):
        Store(folder)
    return commands.repair(Settings(data=folder))


@pytest.mark.parametrize("index", ["sqlite_autoindex_requests_1", "outbox_pending", "shots_of_session"])
def test_a_garbled_index_costs_nothing(folder, index):
    garble(folder, *pages_of(folder, index))
    done = repaired(folder)
    assert done.lost == ()
    assert set(counted(folder).values()) == {GUESTS}
    store = Store(folder, Clock())
    with closing(store):
        assert store.enrollment.current() == enrolled(epoch=3)
        assert [op.seq for op in store.outbox.pending(500, 999_999)] == list(range(1, GUESTS + 1))
        assert len(store.uploads.due(500)) == GUESTS
        assert store.configs.current() == config()
    assert done.kept.exists() and commands.repair(Settings(data=folder)) is None


@pytest.mark.parametrize("table", ["requests", "outbox", "uploads", "sessions", "shots"])
def test_a_garbled_page_costs_the_rows_that_lie_on_it(folder, table):
    leaves = pages_of(folder, table)
    assert len(leaves) > 2
    garble(folder, leaves[1] if len(leaves) > 3 else leaves[0])
    done = repaired(folder)
    rows = counted(folder)
    assert any(table in sentence for sentence in done.lost)
    others = {name: number for name, number in rows.items() if name not in (table, "sessions")}
    assert set(others.values()) == {GUESTS}
    if table != "sessions":
        assert 0 < rows[table] < GUESTS or table == "uploads"
    store = Store(folder, Clock())
    with closing(store):
        assert len(store.uploads.due(500)) == GUESTS, "photos of which nobody knows are sent again"
        again = store.sessions
        again.begin(new_id(), named("event"), "es", WHEN)


def test_rows_between_two_garbled_pages_are_found_one_by_one(folder):
    first, *_, last = [page for page in pages_of(folder, "outbox") if page != root_of(folder, "outbox")]
    with_one = lost_with(folder, first)
    with_other = lost_with(folder, last)
    garble(folder, first, last)
    repaired(folder)
    assert counted(folder)["outbox"] == GUESTS - with_one - with_other


def test_whose_sessions_cannot_be_read_has_others(folder):
    """Of a request, of shots that nobody asked a picture of, and of a sheet."""
    store = Store(folder, Clock())
    begun = [new_id() for _ in range(2)]
    for session_id in begun:
        store.sessions.begin(session_id, named("event"), "es", WHEN)
    store.shots.add(begun[0], 0, JPEG + b"unasked", (600, 800), WHEN)
    store.prints.add(begun[1], None, folder / "sheet.jpg", 1)
    store.close()
    garble(folder, *pages_of(folder, "sessions"))
    repaired(folder)
    assert counted(folder)["sessions"] == GUESTS + 2
    store = Store(folder, Clock())
    with closing(store):
        assert store.database.read(lambda rows: rows.execute("PRAGMA foreign_key_check").fetchall()) == []


def test_a_seq_that_was_given_is_not_given_again(folder):
    """The identity lay on a page that is older than those of the ops."""
    with closing(sqlite3.connect(folder / "cabina.sqlite", isolation_level=None)) as connection:
        connection.execute("UPDATE enrollment SET next_seq = 5")
    garble(folder, *pages_of(folder, "sqlite_autoindex_requests_1"))
    repaired(folder)
    store = Store(folder, Clock())
    with closing(store):
        session_id = new_id()
        store.sessions.begin(session_id, named("event"), "es", WHEN)
        store.sessions.end(session_id, "finished", WHEN)
        assert store.outbox.pending(500, 999_999)[-1].seq == GUESTS + 1


@pytest.mark.parametrize("left", ["nothing", "nothing in it"])
def test_photos_without_a_database_begin_a_new_one(folder, left):
    (folder / "cabina.sqlite").unlink()
    if left != "nothing":
        (folder / "cabina.sqlite").touch()
    done = repaired(folder)
    assert "no database" in done.lost[0]
    assert len(list((folder / "photos").iterdir())) == GUESTS
    assert counted(folder)["sessions"] == 0


def test_a_repair_that_was_cut_short_goes_on_from_what_was_set_aside(folder):
    (folder / "cabina.sqlite").rename(folder / "cabina.sqlite.damaged-20261127T010203000000")
    done = repaired(folder)
    assert (done.lost, counted(folder)["requests"]) == ((), GUESTS)


def test_a_running_booth_is_not_repaired(folder):
    lock = FolderLock(folder)
    lock.take()
    with pytest.raises(SetupError, match="running"):
        commands.repair(Settings(data=folder))
    lock.give_back()


def test_queue_and_export_read_what_can_be_read(folder, tmp_path):
    garble(folder, *pages_of(folder, "sqlite_autoindex_requests_1"))
    said: list[str] = []
    text = commands.with_readable_store(Settings(data=folder), commands.queue_text, said.append)
    assert text.count("generation.requested") == GUESTS
    assert any("kiosk doctor --repair" in sentence for sentence in said)
    assert not list(folder.glob("*.damaged-*"))
    with pytest.raises(DamagedError):
        Store(folder)
