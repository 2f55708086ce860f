"""The audit log as people read it: each their own, by filters, page by page, as a file; and as it is kept."""

import csv
import io
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.events import editing
from central.operations import client_changes
from central.tenants import audit_log
from central.tenants.audit_log import DETAILS_LIVE, AdminCommand, forget_details, record
from central.tenants.models import AuditEntry, AuditKind, Role
from central.tenants.subjects import Subject, SubjectKind
from contract.ids import new_id
from tests.central.deeds import Stage
from tests.central.persons import Person, a_buyer, a_client, a_partner, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def entries(person: Person, **wanted: Any) -> list[dict[str, Any]]:
    return person.items("/audit-log", **wanted)


def whats(person: Person, **wanted: Any) -> list[str]:
    return [each["what"] for each in entries(person, **wanted)]


@pytest.fixture
def stage() -> Stage:
    return Stage()


def path_of(stage: Stage) -> str:
    return f"/events/{stage.event.id}"


def test_an_entry_says_who_changed_what_of_whom_when_and_from_where(stage: Stage) -> None:
    before = timezone.now()
    browser = stage.host.browser
    answer = browser.patch(
        f"/api/v1{path_of(stage)}", {"name": "Boda", "copies_limit": 3, "welcome": {"es": "Hola"}},
        content_type="application/json", REMOTE_ADDR="192.0.2.7",
    )  # fmt: skip
    assert answer.status_code == 200, answer.content
    [entry] = entries(stage.partner, what="edited", subject_id=str(stage.event.id))
    assert entry | {"id": "", "at": ""} == {
        "id": "",
        "at": "",
        "tenant_id": str(stage.world.tenant_id),
        "client_id": str(stage.client.id),
        "what": "edited",
        "subject_kind": "event",
        "subject_id": str(stage.event.id),
        "actor": stage.host.actor,
        "actor_email": stage.host.user.email,
        "note": "",
        "credits": 0,
        "transfer_id": None,
        "changes": {
            "name": {"before": "Fiesta", "after": "Boda"},
            "copies_limit": {"before": 2, "after": 3},
            "welcome_es": {"before": "", "after": "Hola"},
        },
        "origin": "network",
        "address": "192.0.2.7",
        "request_id": "",
    }
    assert before.isoformat()[:19] <= entry["at"][:19] <= timezone.now().isoformat()[:19]


def test_money_is_told_by_its_transfer(stage: Stage) -> None:
    transfer = str(new_id())
    stage.partner.post(f"/clients/{stage.client.id}/allocations", id=transfer, credits=300, note="advance")
    [entry, *_] = entries(stage.host, what="allocated")
    assert (entry["transfer_id"], entry["credits"]) == (transfer, 300)
    [line, *_] = stage.host.items(f"/clients/{stage.client.id}/statement")
    assert (line["id"], line["amount"], line["note"]) == (transfer, 300, "advance")


def test_everybody_reads_their_own_and_nobody_elses(stage: Stage) -> None:
    other = World("other")
    other_partner, (other_host, other_client) = a_partner(other.tenant_id), a_client(other.tenant_id)
    neighbour, neighbours = a_client(stage.world.tenant_id, "neighbour")
    other_partner.patch(f"/clients/{other_client.id}", phone="1")
    stage.partner.patch(f"/clients/{stage.client.id}", phone="2")
    stage.partner.patch(f"/clients/{neighbours.id}", phone="3")
    stage.partner.patch(f"/partners/{stage.world.tenant_id}/branding", primary_color="#112233")
    stage.master.patch("/tariff", unlock_price=77)

    def phones(person: Person) -> set[str]:
        edited = entries(person, what="edited", subject_kind="client")
        return {each["changes"]["phone"]["after"] for each in edited}

    assert phones(stage.master) == {"1", "2", "3"}
    assert (phones(stage.partner), phones(other_partner)) == ({"2", "3"}, {"1"})
    assert (phones(stage.host), phones(neighbour), phones(other_host)) == ({"2"}, {"3"}, {"1"})
    assert whats(stage.partner, subject_kind="tariff") == whats(stage.host, what="brand_edited") == []
    assert whats(stage.partner, what="brand_edited") == ["brand_edited"]
    assert whats(stage.host, partner_id=str(other.tenant_id)) == []
    assert whats(stage.partner, client_id=str(other_client.id)) == []
    assert refusal(a_buyer().get("/audit-log")) == (403, "forbidden")


def test_what_others_noted_and_where_they_were_stays_with_them(stage: Stage) -> None:
    """A master's reasons, notes about a partner and address are not that partner's to read."""
    path = f"/partners/{stage.world.tenant_id}"
    for turn in ("deactivate", "activate"):
        stage.master.post(f"{path}/{turn}", id=str(new_id()), note="does not pay")
    stage.master.patch(path, notes="a difficult person", company="SRL")
    [deed, *_] = entries(stage.master, what="deactivated")
    assert (deed["note"], deed["address"], deed["actor_email"]) == (
        "does not pay", "127.0.0.1", stage.master.user.email,
    )  # fmt: skip
    [seen, *_] = entries(stage.partner, what="deactivated")
    assert (seen["note"], seen["address"], seen["actor_email"]) == ("", "", None)
    assert seen["actor"] == stage.master.actor, "who it was is no secret"
    for person in (stage.master, stage.partner):
        [edit, *_] = entries(person, what="edited", subject_kind="partner")
        assert edit["changes"] == {"notes": None, "company": {"before": "", "after": "SRL"}}
    stage.partner.patch(f"/clients/{stage.client.id}", phone="2")
    [own, *_] = entries(stage.partner, subject_kind="client", what="edited")
    [seen, *_] = entries(stage.host, subject_kind="client", what="edited")
    assert (own["address"], seen["address"]) == ("127.0.0.1", "")


def test_a_master_on_behalf_of_a_partner_is_named_and_so_is_the_partner(stage: Stage) -> None:
    stage.master.patch(path_of(stage), name="Another")
    [entry] = entries(stage.partner, actor=stage.master.actor)
    assert (entry["actor"], entry["tenant_id"]) == (stage.master.actor, str(stage.world.tenant_id))


def test_it_is_filtered_by_who_what_whom_and_when(stage: Stage) -> None:
    stage.host.patch(path_of(stage), name="One")
    between = timezone.now()
    stage.partner.patch(path_of(stage), name="Two")
    stage.partner.put(f"{path_of(stage)}/state", state="paused")
    assert whats(stage.master, actor=stage.host.actor) == ["edited"]
    about = {"subject_id": str(stage.event.id)}
    assert whats(stage.master, **about)[:3] == ["state_set", "edited", "edited"]
    assert whats(stage.master, **about, what="edited") == ["edited"] * 2
    assert whats(stage.master, **about, since=between.isoformat()) == ["state_set", "edited"]
    assert "state_set" not in whats(stage.master, **about, until=between.isoformat())
    assert whats(stage.master, subject_kind="kiosk") == ["enrolled"] * 2
    assert refusal(stage.master.get("/audit-log", what="eaten")) == (422, "invalid")


def test_pages_lead_through_all_of_it(stage: Stage) -> None:
    everything = AuditEntry.objects.count()
    found = stage.master.every("/audit-log", limit=2)
    assert len({each["id"] for each in found}) == len(found) == everything
    assert [each["at"] for each in found] == sorted((each["at"] for each in found), reverse=True)


def test_the_file_has_what_the_list_has_and_no_formula(stage: Stage) -> None:
    path = f"/partners/{stage.world.tenant_id}"
    for turn in ("activate", "deactivate", "activate"):
        stage.master.post(f"{path}/{turn}", id=str(new_id()), note="=HYPERLINK(1)")
    answer = stage.master.get("/audit-log.csv", partner_id=str(stage.world.tenant_id))
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    listed = stage.master.every("/audit-log", 100, partner_id=str(stage.world.tenant_id))
    assert [line["id"] for line in lines] == [each["id"] for each in listed]
    assert (lines[0]["what"], lines[0]["note"]) == ("activated", "'=HYPERLINK(1)")
    mine = stage.partner.get("/audit-log.csv", what="deactivated")
    assert b"HYPERLINK" not in b"".join(mine.streaming_content)


def test_a_page_costs_the_same_however_many_people_it_names(stage: Stage) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            entries(stage.partner)
        return len(asked)

    before = cost()
    for _ in range(5):
        stage.log_in(Role.CLIENT, stage.client.id).patch(path_of(stage), name=new_id().hex)
    assert cost() == before


def test_it_is_there_with_the_change_or_not_at_all(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = AuditEntry.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        editing.edit(stage.event, {"name": "Gone"}, AdminCommand.of("test"))
        raise ZeroDivisionError
    assert AuditEntry.objects.count() == seen

    def broken(*_: object, **__: object) -> None:
        raise OSError

    monkeypatch.setattr(AuditEntry.objects, "create", broken)
    with pytest.raises(OSError):
        client_changes.edit(stage.client.tenant_id, stage.client.id, {"name": "X"}, AdminCommand.of("test"))
    stage.client.refresh_from_db()
    assert stage.client.name == "A Client"


def test_nothing_is_recorded_outside_of_a_transaction(stage: Stage) -> None:
    with pytest.raises(AssertionError, match="or not at all"):
        record(stage.event.subject, AuditKind.EDITED, "test")


def test_nobody_makes_it_grow_for_ever(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two PATCHes in turns, as fast as they are answered: what would be one too many is not done, either."""
    known = AuditEntry.objects.filter(actor=stage.partner.actor).count()
    monkeypatch.setattr(audit_log, "MOST_CHANGES", known + 6)
    names = ["Uno", "Dos"] * 5
    answers = [stage.partner.patch(path_of(stage), name=name) for name in names]
    assert [each.status_code for each in answers] == [200] * 6 + [429, 200] * 2, (
        "what changes nothing is no change"
    )
    assert refusal(answers[-2]) == (429, "rate_limited")
    assert 3_500 < int(answers[-2].headers["Retry-After"]) <= 3_600
    assert AuditEntry.objects.filter(actor=stage.partner.actor).count() == known + 6
    client = {"id": str(new_id()), "name": "B", "email": f"{new_id()}@c.example"}
    assert refusal(stage.partner.post("/clients", **client)) == (429, "rate_limited"), "with an id of its own"
    assert stage.partner.get(path_of(stage)).json()["name"] == "Dos"
    assert stage.master.patch(path_of(stage), name="Tres").status_code == 200, "others go on"
    assert stage.partner.delete("/logins/current").status_code == 204
    monkeypatch.setattr(audit_log, "_COUNTED_FOR", timedelta(0))  # The hour is over.
    with transaction.atomic():
        record(stage.event.subject, AuditKind.EDITED, stage.partner.actor)


def test_the_bound_is_what_no_honest_work_meets() -> None:
    """Somebody who sets up a partner with hundreds of clients and events by a program."""
    assert audit_log.MOST_CHANGES >= 3 * 500


def test_entries_are_bounded(stage: Stage) -> None:
    def kept(**changes: Any) -> Any:
        with transaction.atomic():
            record(stage.event.subject, AuditKind.EDITED, "test", changes=changes)
        return AuditEntry.objects.latest("at").changes

    assert kept(prompt=("a" * 4000, None)) == {"prompt": ["a" * 200 + "…", None]}
    many = [new_id() for _ in range(2000)]
    gained = kept(styles=audit_log.exchanged([], many))["styles"]
    assert (gained[0], len(gained[1]), gained[1][-1]) == ([], 21, "… 1980")
    assert kept(**{f"field{n}": ("é" * 200, "é" * 200) for n in range(60)})["field1"] is None


class TestKept:
    def test_the_database_refuses_to_change_it(self, stage: Stage) -> None:
        for change in (
            lambda: AuditEntry.objects.update(note="x"),
            lambda: AuditEntry.objects.update(actor="user:x"),
            AuditEntry.objects.all().delete,
            lambda: forgotten(AuditEntry.objects.all()),
        ):
            with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
                change()
        refused = pytest.raises(IntegrityError, match="append-only")
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("TRUNCATE tenants_auditentry")

    def test_details_of_old_entries_are_forgotten_and_the_fact_stays(self, stage: Stage) -> None:
        partner = Subject(stage.world.tenant_id, SubjectKind.PARTNER, stage.world.tenant_id)
        old = self.entry(partner, timezone.now() - DETAILS_LIVE - timedelta(hours=1))
        young = self.entry(partner, timezone.now() - DETAILS_LIVE + timedelta(hours=1))
        assert forget_details(timezone.now()) == 1
        assert forget_details(timezone.now()) == 0
        rows = {row.id: row for row in AuditEntry.objects.filter(id__in=[old, young])}
        assert (rows[young].note, rows[young].changes) == ("why", {"name": ["a", "b"]})
        row = rows[old]
        assert (row.note, row.changes, row.address, row.request_id, row.detailed) == ("", {}, "", "", False)
        assert (row.actor, row.what, row.credits, row.subject_id) == ("test", "edited", 7, partner.id)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            AuditEntry.objects.filter(id=old).update(actor="somebody else")
        [shown] = entries(stage.master, what="edited", until=(timezone.now() - DETAILS_LIVE).isoformat())
        assert (shown["changes"], shown["actor"]) == ({}, "test")

    def entry(self, subject: Subject, at: Any) -> Any:
        made = AuditEntry(
            tenant_id=subject.tenant_id, id=new_id(), what="edited", actor="test", at=at, note="why",
            credits=7, subject_kind=subject.kind, subject_id=subject.id, changes={"name": ["a", "b"]},
            address="192.0.2.1", request_id="abc",
        )  # fmt: skip
        made.save(force_insert=True)
        return made.id


def forgotten(rows: Any) -> None:
    rows.update(note="", changes={}, address="", request_id="", detailed=False)


def test_what_was_on_record_before_is_told_of_its_subject(stage: Stage) -> None:
    """Entries of before said of whom they were by the kind of deed, and a person's by an e-mail address."""
    tenant_id, host = stage.world.tenant_id, stage.host.user
    was = {"tenant_id": tenant_id, "actor": "test", "at": timezone.now(), "subject_kind": ""}
    partner = AuditEntry.objects.create(id=new_id(), what="deactivated", note="unpaid", **was)
    person = AuditEntry.objects.create(id=new_id(), what="login_closed", note=host.email, **was)
    gone = AuditEntry.objects.create(id=new_id(), what="login_closed", note="gone@people.example", **was)
    migration = import_module("central.tenants.migrations.0009_one_audit_log")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(migration.LET_GO + migration.SUBJECTS)
        rows = {row.id: row for row in AuditEntry.objects.filter(id__in=[partner.id, person.id, gone.id])}
        told = {row.id: (row.subject_kind, row.subject_id, row.client_id, row.note) for row in rows.values()}
        transaction.set_rollback(True)
    assert told == {
        partner.id: ("partner", tenant_id, None, "unpaid"),
        person.id: ("person", host.id, stage.client.id, host.email),
        gone.id: ("person", None, None, "gone@people.example"),
    }
