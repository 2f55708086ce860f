"""Whatever people change, at the API or at the command line, leaves an entry in the audit log.

The operations are read from the API's own description, and the commands from the command line's: a new one
is on record, or stands here with the reason why not.
"""

import argparse
import os
from typing import Any, Final

import pytest

from central import __main__ as command_line
from central.catalogue import install
from central.operations import distribution
from central.server import postgres_upgrade
from central.tenants.models import AuditEntry
from contract.ids import new_id
from tests.central.bodies import Described
from tests.central.deeds import DEEDS, Stage

pytestmark = pytest.mark.usefixtures("database")

CHANGING: Final = ("post", "put", "patch", "delete")
NOT_ON_RECORD: Final = {
    "POST /me/generations": "a picture that a user makes is not administration; its row and its charge stay",
    "POST /me/generations/{generation_id}/cancel": "so is one that is not made after all",
    "PUT /me/photos/{sha256}": "a photo on its way to such a picture",
    "POST /purchases/{purchase_id}/check": "asks the provider; what it says is in the ledger by itself",
    "POST /payments/mercadopago/webhook": "no person: what follows is in the ledger",
    "POST /platform/proofs": "changes nothing; the proof is a record of its own",
}
ENROLMENT: Final = "POST /kiosks/enroll"
"""By whoever has the code; see `test_a_booth_is_enrolled_on_record`."""

ON_RECORD: Final = {
    "add-master": "test_the_operator_is_on_record",
    "recover-master": "test_the_operator_is_on_record",
    "demo-data": "test_the_operator_is_on_record",
    "restore": "tests/central/test_restore.py: test_the_commands_of_an_operator",
    "upgrade-database": "test_what_is_done_to_the_database_is_on_record",
    "distribute": "test_what_is_done_to_the_database_is_on_record",
}
CHANGES_NOTHING: Final = {
    "run": "serves",
    "web": "serves",
    "worker": "serves",
    "migrate": "the database's own list of migrations says which, and when",
    "backup": "reads, also a database that is older than the log's table is now",
    "psql": "whoever may run it has the whole database, and could write in the log what they like",
    "audit-ledger": "reads",
    "credits": "reads",
}


def peoples_changes() -> set[str]:
    described = Described()
    return {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for method, path, operation in described.operations()
        if method in CHANGING and not any("kiosk_token" in each for each in operation.get("security", []))
    }


def test_every_operation_that_changes_something_is_known() -> None:
    known = [deed.operation for deed in DEEDS] + [*NOT_ON_RECORD, ENROLMENT]
    assert len(known) == len(set(known))
    assert set(known) == peoples_changes()


def test_everything_that_people_change_is_on_record() -> None:
    stage = Stage()
    for deed in DEEDS:
        person = getattr(stage, deed.who) if deed.who else None
        seen = set(AuditEntry.objects.values_list("id", flat=True))
        answer = stage.do(deed)
        assert answer.status_code in (200, 201, 204), f"{deed.operation}: {answer.content[:300]}"
        entries = AuditEntry.objects.exclude(id__in=seen).filter(what=deed.what, subject_kind=deed.subject)
        assert entries, f"{deed.operation} left {list(AuditEntry.objects.exclude(id__in=seen).values())}"
        for entry in entries:
            assert entry.actor == (person.actor if person else f"user:{entry.subject_id}"), deed.operation
            assert (entry.origin, entry.address) == ("network", "127.0.0.1"), deed.operation
    assert_no_secret(stage)


def assert_no_secret(stage: Stage) -> None:
    """Neither PINs nor passwords, tokens, codes nor hashes of them are told."""
    told = str(list(AuditEntry.objects.values()))
    secrets = ["975310", "864209", "correct horse", "another long password", "argon2", stage.ids["token"]]
    assert [each for each in secrets if each in told] == []
    assert len(told) > 10_000


def test_what_is_repeated_or_changes_nothing_is_recorded_once() -> None:
    stage = Stage()
    requests: tuple[tuple[str, str, dict[str, Any]], ...] = (
        ("patch", f"/events/{stage.event.id}", {"name": "Same"}),
        ("patch", f"/clients/{stage.client.id}", {"phone": "1"}),
        ("put", f"/events/{stage.event.id}/state", {"state": "paused"}),
        ("patch", f"/partners/{stage.world.tenant_id}/branding", {"primary_color": "#112233"}),
        ("post", f"/people/{stage.leaver.user.id}/deactivate", {}),
    )
    for method, path, body in requests:
        seen = AuditEntry.objects.count()
        person = stage.master if path.startswith("/people") else stage.partner
        for _ in range(2):
            assert getattr(person, method)(path, **body).status_code == 200
        assert AuditEntry.objects.count() == seen + 1, path


def test_what_is_refused_is_not_recorded() -> None:
    stage = Stage()
    seen = AuditEntry.objects.count()
    assert stage.host.patch(f"/clients/{stage.client.id}", name="x").status_code == 403
    much = {"id": str(new_id()), "credits": 900_000}
    assert stage.partner.post(f"/clients/{stage.client.id}/allocations", **much).status_code == 402
    assert stage.partner.patch(f"/events/{stage.event.id}", slug="another").status_code == 409
    assert AuditEntry.objects.count() == seen


def test_a_booth_is_enrolled_on_record() -> None:
    stage = Stage()
    kiosk = f"kiosk:{stage.ids['kiosk_id']}"
    entry = AuditEntry.objects.get(actor=kiosk)
    assert (entry.what, entry.subject_kind, entry.subject_id) == ("enrolled", "kiosk", stage.ids["kiosk_id"])
    assert {"name", "event_id", "pairing_code"} == set(entry.changes)


def commands() -> set[str]:
    [sub] = [each for each in command_line._parser()._actions if isinstance(each, argparse._SubParsersAction)]
    return set(sub.choices)


def test_every_command_that_changes_something_is_known() -> None:
    assert {*ON_RECORD, *CHANGES_NOTHING} == commands()
    assert not {*ON_RECORD} & {*CHANGES_NOTHING}


def test_the_operator_is_on_record(database: str, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    monkeypatch.setenv("DATABASE_URL", database)
    monkeypatch.setenv("SUDO_USER", "ana")
    monkeypatch.setattr(os, "umask", lambda mask: mask)
    monkeypatch.setattr(command_line, "_migrate_now", lambda: None)  # It is migrated.
    monkeypatch.setattr(install, "sample", lambda look, number: b"a picture")  # Drawing them takes long.
    monkeypatch.setattr(command_line, "_new_password", lambda: "a long password")
    for arguments in (["add-master", "m@x.example"], ["recover-master", "m@x.example"], ["demo-data"]):
        assert command_line.main(arguments) == 0
    entries = AuditEntry.objects.filter(actor="operator").order_by("at")
    assert [(each.what, each.subject_kind) for each in entries] == [
        ("created", "person"), ("master_recovered", "person"), ("demo_data_added", "platform"),
    ]  # fmt: skip
    assert {(each.origin, each.address) for each in entries} == {("command_line", "ana")}


def test_what_is_done_to_the_database_is_on_record(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the doing: no Citus comes by pip, and `test_embedded_database` upgrades a real database."""
    monkeypatch.setattr(os, "umask", lambda mask: mask)
    monkeypatch.setattr(command_line, "_migrate_now", lambda: None)
    monkeypatch.setattr(distribution, "distribute", lambda: ["tenants_auditentry: done"])
    monkeypatch.setattr(postgres_upgrade, "upgrade", lambda data: data / "postgres.old")
    assert command_line.main(["distribute"]) == command_line.main(["upgrade-database"]) == 0
    told = list(AuditEntry.objects.order_by("at").values_list("what", "actor", "origin"))
    assert told == [
        ("database_distributed", "operator", "command_line"),
        ("database_upgraded", "operator", "command_line"),
    ]
