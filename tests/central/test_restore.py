"""A database that comes to another server loses no line of a statement, and no feed falls silent.

The dump is made on a server whose transactions are numbered higher than the next server's.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import pytest
from django.db import connection

from central.base.models import Incarnation
from central.changefeed import changes
from central.ledger import issuance, statements
from central.ledger.audit import audit
from central.operations import incarnations
from central.server import backups
from central.server.postgres import DatabaseError
from contract.ids import new_id
from tests.central.books import Books, a_request
from tests.central.clusters import a_cluster, a_folder, on
from tests.central.feed import feed_page

LINES = 11


@dataclass
class Past:
    """What a platform had, and what its booth and its reader held, when its database was dumped."""

    folder: Path
    dump: Path
    books: Books
    kiosk: UUID = field(default_factory=new_id)
    cursor: str = ""
    next: str | None = None

    def lines(self, cursor: str | None = None) -> list[int]:
        amounts, page = list[int](), statements.page(self.books.tenant, self.books.wallet, cursor, 4)
        while True:
            amounts += [line.amount for line in page.items]
            if page.next is None:
                return amounts
            page = statements.page(self.books.tenant, self.books.wallet, page.next, 4)

    def read(self, cursor: str = changes.START) -> tuple[list[str], str]:
        """The keys behind a cursor, and the next one."""
        keys, more = list[str](), True
        while more:
            page = feed_page(self.books.tenant, self.kiosk, cursor, 4)
            keys, cursor, more = keys + [each.key for each in page.changes], page.cursor, page.more
        return keys, cursor

    def go_on(self, key: str) -> None:
        changes.publish(self.books.tenant, self.kiosk, "lease", key)


@pytest.fixture(scope="module")
def past() -> Iterator[Past]:
    with a_folder() as folder:
        with a_cluster(folder, first_xid=20_000, migrated=True) as url, on(url):
            past = Past(folder, folder / "dump", Books(1_000))
            for number in range(1, LINES):
                issuance.top_up(past.books.tenant, past.books.wallet, number, a_request())
                past.go_on(str(number))
            past.next = statements.page(past.books.tenant, past.books.wallet, limit=4).next
            past.cursor = past.read()[1]
            backups.dump(url, past.dump)
            past.go_on("after the dump")
            past.cursor = past.read(past.cursor)[1]
        yield past


@pytest.fixture(scope="module")
def restored(past: Past) -> Iterator[str]:
    """A new server with the dump, as `central restore` leaves it before it migrates."""
    with a_folder() as folder, a_cluster(folder) as url:
        backups.restore(url, past.dump)
        yield url


@pytest.fixture
def here(restored: str) -> Iterator[None]:
    with on(restored):
        yield


ALL = [*range(LINES - 1, 0, -1), 1_000]
KEYS = [str(number) for number in range(1, LINES)]


@pytest.mark.usefixtures("here")
class TestARestoredDatabase:
    """In their order: what is wrong at first, what the audit says, and that it is mended for good."""

    def test_the_audit_says_what_is_wrong_and_what_to_do(self, past: Past) -> None:
        assert past.lines() == [], "the transactions are still to come"
        [fault] = audit().faults
        assert f"{past.books.tenant}: {LINES} transfers" in fault
        assert "central migrate" in fault
        past.go_on("before it was migrated")

    def test_nothing_is_lost_once_it_is_migrated(self, past: Past) -> None:
        assert incarnations.ensure()
        assert past.lines() == ALL
        assert audit().clean
        assert sorted(past.read()[0]) == sorted([*KEYS, "before it was migrated"])

    def test_a_statement_goes_on_at_its_instant(self, past: Past) -> None:
        issuance.top_up(past.books.tenant, past.books.wallet, 77, a_request())
        assert past.lines(past.next) == ALL[4:]
        assert past.lines() == [77, *ALL]

    def test_a_booth_hears_all_that_is_new_whatever_cursor_it_holds(self, past: Past) -> None:
        past.go_on("new")
        old, short = past.cursor, ".".join(past.cursor.split(".")[2:])
        for cursor in (old, short, "nonsense", changes.START):
            keys, after = past.read(cursor)
            assert keys[-1] == "new"
            assert "before it was migrated" in keys, "it starts anew"
            assert past.read(after) == ([], after), "and goes on from there"

    def test_repeating_it_changes_nothing(self, past: Past) -> None:
        before = list(Incarnation.objects.values_list("number", "server"))
        assert not incarnations.ensure()
        assert list(Incarnation.objects.values_list("number", "server")) == before
        cursor = past.read()[1]
        assert past.read(cursor) == ([], cursor)

    def test_two_at_once_begin_one(self, past: Past) -> None:
        from concurrent.futures import ThreadPoolExecutor

        from django.db import connections

        Incarnation.objects.filter(number__gt=0).update(server="another")

        def ensure(_: int) -> bool:
            try:
                return incarnations.ensure()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(4) as threads:
            assert sorted(threads.map(ensure, range(4))) == [False, False, False, True]
        assert past.lines()[-LINES:] == ALL

    def test_a_cursor_ahead_of_a_server_that_was_set_back_starts_anew(self, past: Past) -> None:
        given_in, incarnation, xid, number = past.read()[1].split(".")
        ahead = f"{given_in}.{incarnation}.{int(xid) + 1_000_000}.{number}"
        past.go_on("after it was set back")
        assert past.read(ahead)[0][-1] == "after it was set back"


def test_it_waits_for_whoever_is_writing_and_they_are_seen(past: Past, restored: str) -> None:
    """A transaction that began before the new incarnation belongs to the old one, and is committed first."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event as Signal

    from django.db import connections, transaction

    written, goes_on = Signal(), Signal()

    def write() -> None:
        with transaction.atomic():
            past.go_on("written meanwhile")
            written.set()
            assert goes_on.wait(60)
        connections.close_all()

    def renew() -> None:
        incarnations.ensure(anew=True)
        connections.close_all()

    with on(restored), ThreadPoolExecutor(2) as threads:
        writing = threads.submit(write)
        assert written.wait(60)
        renewing = threads.submit(renew)
        with connection.cursor() as cursor:
            for _ in range(100_000):
                cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
                if (cursor.fetchone() or [0])[0]:
                    break
        goes_on.set()
        writing.result(60)
        renewing.result(60)
        latest = Incarnation.objects.order_by("-number")[0].number
        with connection.cursor() as cursor:
            cursor.execute("SELECT incarnation FROM changefeed_change WHERE key = 'written meanwhile'")
            [[written_in]] = cursor.fetchall()
        assert written_in < latest
        assert "written meanwhile" in past.read()[0]


def test_a_dump_is_not_restored_over_anything(past: Past, restored: str) -> None:
    with pytest.raises(DatabaseError, match="not empty"):
        backups.restore(restored, past.dump)


def test_a_dump_that_is_cut_leaves_the_database_empty(past: Past, tmp_path: Path) -> None:
    cut = past.folder / "cut"
    cut.write_bytes(past.dump.read_bytes()[: past.dump.stat().st_size // 2])
    with a_folder() as folder, a_cluster(folder) as url:
        with pytest.raises(DatabaseError, match="pg_restore failed"):
            backups.restore(url, cut)
        backups.restore(url, past.dump)


def test_the_commands_of_an_operator(past: Past) -> None:
    with a_folder() as folder:
        restore = central(folder, "restore", str(past.dump))
        assert restore.returncode == 0, restore.stderr
        assert "blobs/" in restore.stdout
        audited = json.loads(central(folder, "audit-ledger", "--json").stdout)
        assert (audited["clean"], audited["transfers"]) == (True, LINES)
        log = "SELECT what, actor, origin FROM tenants_auditentry;"
        assert "database_restored | operator | command_line" in central(folder, "psql", said=log).stdout
        again = central(folder, "restore", str(past.dump))
        assert (again.returncode, "not empty" in again.stderr) == (1, True)
        second = folder / "second"
        assert central(folder, "backup", str(second)).returncode == 0
        assert second.stat().st_mode & 0o077 == 0
        assert "exists already" in central(folder, "backup", str(second)).stderr
        refused = central(folder, "distribute")
        assert (refused.returncode, "no extension citus" in refused.stderr) == (1, True)


@pytest.mark.parametrize(
    "command",
    [("backup", "copy"), ("audit-ledger",), ("credits", "party"), ("recover-master", "a@b.example")],
)
def test_a_command_for_a_platform_does_not_make_an_empty_one(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    """As when `--data` was forgotten: a backup of nothing would pass for a backup."""
    answer = central(tmp_path, *command, said="correct horse\n")
    assert (answer.returncode, "there is no platform in" in answer.stderr) == (1, True)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_database_is_not_backed_up(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    with a_folder() as folder, a_cluster(folder) as url, pytest.raises(DatabaseError, match="is empty"):
        backups.dump(url, copy)
    assert not copy.exists()


def central(folder: Path, *arguments: str, said: str = "") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "central", *arguments, "--data", str(folder)]
    ours = ("CABINA_DATA", "DATABASE_URL", "DATABASE_POOL", "PUBLIC_URL")
    environment = {name: text for name, text in os.environ.items() if name not in ours}
    return subprocess.run(command, env=environment, input=said, capture_output=True, text=True, check=False)
