"""Tasks over many rows: one that the database refuses is logged and listed, and does not stop the others."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from types import ModuleType
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone

from central.blobs.models import Holding
from central.events.models import Event
from central.fleet.state_announcements import announce_changed_states
from central.generations import photo_timeouts, photos
from central.generations.models import Generation
from central.generations.photo_timeouts import PHOTO_WAITS
from central.ledger import issuance
from central.ledger.accounts import AccountKind, account_id
from central.ledger.leases import GRACE
from central.ledger.models import Account, Lease
from central.operations import schedule
from central.tenants.models import Tenant
from contract.sync import GenerationState
from tests.central.books import Books, a_request
from tests.central.own import Sitter
from tests.central.persons import a_buyer, a_master, a_partner, refusal
from tests.central.pictures import jpeg
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@contextmanager
def poisoned(table: str, condition: str) -> Iterator[None]:
    """Whatever changes such a row of the table fails, as damage or a rule that nobody thought of would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION poison() RETURNS trigger LANGUAGE plpgsql AS"
            " $$ BEGIN RAISE EXCEPTION 'this row is poisoned'; END $$"
        )
        cursor.execute(
            f"CREATE TRIGGER poison BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
            f" WHEN ({condition}) EXECUTE FUNCTION poison()"
        )
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP FUNCTION poison CASCADE")


@contextmanager
def forbidden(table: str, rule: str) -> Iterator[None]:
    """A rule that the table's next changes break."""
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT forbidden CHECK ({rule}) NOT VALID")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT forbidden")


def is_row(row_id: UUID) -> str:
    return f"OLD.id = '{row_id}'"


class Task:
    """A task: three rows that are due, the second of which will be poisoned, and how many are done."""

    part: str
    table: str

    def __init__(self) -> None:
        self.world = World(credits=50_000)
        self.ids = self.prepare()

    def prepare(self) -> list[UUID]:
        raise NotImplementedError

    def run(self) -> None:
        raise NotImplementedError

    def done(self) -> int:
        raise NotImplementedError

    def more(self) -> None:
        """Five more rows that are due."""
        raise NotImplementedError


class Announcing(Task):
    part, table = "fleet.announce", "events_event"

    def prepare(self) -> list[UUID]:
        return [self.world.event(500).id for _ in range(3)]

    def run(self) -> None:
        announce_changed_states()

    def done(self) -> int:
        return Event.objects.filter(announced="live").count()


class Reclaiming(Task):
    part, table = "fleet.reclaim", "ledger_lease"

    def prepare(self) -> list[UUID]:
        event = self.world.event(9_000)
        leases = [UUID(self.world.booth(event).lease(1_000).json()["id"]) for _ in range(3)]
        Lease.objects.update(expires_at=timezone.now() - GRACE - timedelta(minutes=1))
        return leases

    def run(self) -> None:
        schedule.reclaim(0)

    def done(self) -> int:
        return Lease.objects.filter(state="reclaimed").count()


class Returning(Task):
    part, table = "events.leftovers", "ledger_account"

    def prepare(self) -> list[UUID]:
        events = [self.world.event(500) for _ in range(3)]
        past = timezone.now() - timedelta(minutes=1)
        Event.objects.update(starts_at=past - timedelta(hours=1), ends_at=past)
        return [account_id(AccountKind.POOL, event.id) for event in events]

    def run(self) -> None:
        schedule.leftovers(0)

    def done(self) -> int:
        return Account.objects.filter(kind="pool", balance=0).count()


class Collecting(Task):
    part, table = "ledger.debts", "ledger_account"

    def prepare(self) -> list[UUID]:
        return [account_id(AccountKind.OVERDRAFT, self._owing()) for _ in range(3)]

    def _owing(self) -> UUID:
        """An event that owes 100, and whose owner could pay."""
        books = Books(1_000)
        event = books.event(500)
        lease = books.reclaim(books.lease(event, 200))
        assert books.charge(books.promise(event, price=500), books.promise(event, lease)) == [None, None]
        return event

    def run(self) -> None:
        schedule.debts(0)

    def done(self) -> int:
        return Account.objects.filter(kind="overdraft", balance=0).count()


class Forfeiting(Task):
    part, table = "tenants.forfeit", "ledger_account"

    def prepare(self) -> list[UUID]:
        worlds = [World(f"gone-{number}") for number in range(3)]
        for world in worlds:
            issuance.adjust(world.tenant_id, world.wallet, 5, a_request())
        gone = [world.tenant_id for world in worlds]
        Tenant.objects.filter(id__in=gone).update(active=False, deleted_at=timezone.now())
        return [account_id(AccountKind.WALLET, each) for each in gone]

    def run(self) -> None:
        schedule.forfeit(0)

    def done(self) -> int:
        return Account.objects.filter(kind="wallet", balance=0).count()


class GivingUpOnPhotos(Task):
    part, table = "generations.photos", "generations_generation"

    def prepare(self) -> list[UUID]:
        self._ask(3)
        return list(Generation.objects.values_list("id", flat=True))

    def more(self) -> None:
        self._ask(5)

    def _ask(self, pictures: int) -> None:
        event = self.world.event(9_000)
        booth = self.world.booth(event)
        booth.sync(*(booth.request_op(event, self.world.style) for _ in range(pictures)))
        now = timezone.now()
        new = Generation.objects.filter(recorded_at__gt=now - timedelta(hours=1))
        new.update(recorded_at=now - PHOTO_WAITS - timedelta(hours=1))

    def run(self) -> None:
        schedule.photos(0)

    def done(self) -> int:
        return Generation.objects.filter(state=GenerationState.FAILED).count()


class SweepingUnusedPhotos(Task):
    part, table = "generations.sweep_unused", "blobs_holding"

    def prepare(self) -> list[UUID]:
        self.sitter = Sitter(a_buyer())
        self._send(range(3))
        return list(Holding.objects.order_by("id").values_list("id", flat=True))

    def more(self) -> None:
        self._send(range(3, 8))

    def _send(self, seeds: range) -> None:
        for seed in seeds:
            self.sitter.send(jpeg(300, 400, seed=seed))
        now = timezone.now()
        new = Holding.objects.filter(created_at__gt=now - timedelta(hours=1))
        new.update(created_at=now - photos.UNUSED_FOR - timedelta(days=1))

    def run(self) -> None:
        photos.sweep_unused()

    def done(self) -> int:
        return 3 - Holding.objects.count()


@pytest.mark.parametrize(
    "task",
    [Announcing, Reclaiming, Returning, Collecting, Forfeiting, GivingUpOnPhotos, SweepingUnusedPhotos],
)
def test_one_bad_row_is_listed_and_does_not_stop_the_others(
    task: type[Task], caplog: pytest.LogCaptureFixture
) -> None:
    scene, master = task(), a_master()
    with poisoned(scene.table, is_row(scene.ids[1])):
        for _ in range(2):
            scene.run()
        assert scene.done() == 2
        assert "this row is poisoned" in caplog.text
        (incident,) = master.items("/platform/incidents")
        assert (incident["part"], incident["times"]) == (task.part, 2)
        assert "this row is poisoned" in incident["sentence"]
    scene.run()
    assert scene.done() == 3
    assert master.items("/platform/incidents") == []
    (over,) = master.items("/platform/incidents", still_open=False)
    assert over["resolved_at"] is not None


@pytest.mark.parametrize(
    ("task", "limit"),
    [
        (GivingUpOnPhotos, (photo_timeouts, "_AT_ONCE")),
        (SweepingUnusedPhotos, (photos, "_MOST_LET_GO")),
    ],
)
def test_what_fails_stays_open_while_others_have_their_turn(
    task: type[Task], limit: tuple[ModuleType, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each run takes some of what is due, in any order."""
    scene, master = task(), a_master()
    with poisoned(scene.table, is_row(scene.ids[1])):
        scene.run()
        monkeypatch.setattr(*limit, 1)
        scene.more()
        for _ in range(5):
            scene.run()
            assert [each["part"] for each in master.items("/platform/incidents")] == [task.part]
    monkeypatch.undo()
    scene.run()
    assert master.items("/platform/incidents") == []


def test_an_incident_does_not_repeat_the_row_that_was_refused() -> None:
    """The database's words on a row that breaks a rule go on with the row itself."""
    scene, master = GivingUpOnPhotos(), a_master()
    with forbidden("generations_generation", "state <> 'failed'"):
        scene.run()
    incidents = master.items("/platform/incidents")
    assert len(incidents) == 3
    for event_id in Generation.objects.values_list("event_id", flat=True):
        assert str(event_id) not in str(incidents), "it begins with ids, and what is secret comes later"
    assert {"forbidden" in each["sentence"] for each in incidents} == {True}


def test_the_audit_prints_what_is_open_and_fails(database: str) -> None:
    scene = Announcing()
    with poisoned(scene.table, is_row(scene.ids[1])):
        scene.run()
    said = audited(database)
    assert said.returncode == 1
    assert f"failed fleet.announce, event:{scene.ids[1]}" in said.stdout
    scene.run()
    assert audited(database).returncode == 0


def audited(database: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "central", "audit-ledger"]
    environment = os.environ | {"DATABASE_URL": database}
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120, check=False)


def test_only_masters_see_incidents() -> None:
    assert refusal(a_partner(World().tenant_id).get("/platform/incidents")) == (403, "forbidden")
