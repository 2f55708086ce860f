"""The audit log: who did what to what, when and from where, as far as it is the reader's own."""

import json
from collections.abc import Iterator
from typing import Final
from uuid import UUID

from django.http import HttpRequest, StreamingHttpResponse
from ninja import Query, Router

from central.api import files
from central.api.auth import host_auth, master_auth, person_asking
from central.api.shapes import Page, Row
from central.base import pages
from central.base.csv_files import Lines, csv_file, harmless
from central.base.pages import PageRequest
from central.server.origins import Channel
from central.tenants import audit_log, partners
from central.tenants.audit_log import AuditFilter, Seen
from central.tenants.models import PLATFORM_ID, AuditKind
from central.tenants.subjects import SubjectKind
from central.tenants.visibility import Scope, scope_of
from contract.shape import Moment, Shape

router = Router(tags=["audit log"], auth=host_auth)

Value = bool | int | float | str | list[str] | None
_PLAIN: Final = (
    "at", "what", "subject_kind", "subject_id", "tenant_id", "client_id", "credits", "transfer_id", "origin",
)  # fmt: skip
_WRITTEN: Final = ("actor", "actor_email", "address", "request_id", "note")


class Change(Shape):
    """What a field was, and what it is; of a set, what it lost and what it gained."""

    before: Value
    after: Value


class AuditEntry(Row):
    """What was done. `actor`: `user:` and a person's id, `kiosk:` and a booth's, `operator` or `platform`.

    `tenant_id`: whose it was done to. `transfer_id`: the transfer in the statement that moved `credits`.
    `changes` of a field null: it changed, and what it is nobody is told. `address`: where the request came
    from; at the command line, whose account it was. What somebody else's people noted, and where they were,
    is not shown; nor are the details of entries that are older than two years.
    """

    id: UUID
    tenant_id: UUID
    client_id: UUID | None
    what: AuditKind
    subject_kind: SubjectKind | None
    subject_id: UUID | None
    actor: str
    actor_email: str | None
    at: Moment
    note: str
    credits: int
    transfer_id: UUID | None
    changes: dict[str, Change | None]
    origin: Channel | None
    address: str
    request_id: str


@router.get("/audit-log", response=Page[AuditEntry], summary="List the audit log")
def list_entries(
    request: HttpRequest, wanted: Query[AuditFilter], asked: Query[PageRequest]
) -> pages.Page[AuditEntry]:
    """A client sees what was done to its own things, a partner to its and its clients', a master all."""
    return audit_log.read(_scope(request), wanted, asked).map(_shown)


@router.get("/audit-log.csv", summary="Export the audit log", openapi_extra=files.CSV)
def export(request: HttpRequest, wanted: Query[AuditFilter]) -> StreamingHttpResponse:
    """All that the filters leave, as CSV."""
    columns = ("id", *_PLAIN, *_WRITTEN, "changes")
    return csv_file("audit-log", columns, _parts(_scope(request), wanted))


@router.get(
    "/partners/{partner_id}/audit-log",
    response=Page[AuditEntry],
    summary="List a partner's audit log",
    auth=master_auth,
)
def of_partner(request: HttpRequest, partner_id: UUID, asked: Query[PageRequest]) -> pages.Page[AuditEntry]:
    """What was done to it and to all that it has. Newest first."""
    wanted = AuditFilter(partner_id=partners.find(partner_id).id)
    return audit_log.read(Scope(), wanted, asked).map(_shown)


@router.get(
    "/platform/audit-log",
    response=Page[AuditEntry],
    summary="List the platform's audit log",
    auth=master_auth,
)
def of_platform(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[AuditEntry]:
    """What was done to its masters, users, catalogue and tariff, and at its command line. Newest first."""
    return audit_log.read(Scope(), AuditFilter(partner_id=PLATFORM_ID), asked).map(_shown)


def _scope(request: HttpRequest) -> Scope:
    return scope_of(person_asking(request))


def _shown(seen: Seen) -> AuditEntry:
    entry = seen.entry
    changes = {name: each and Change(before=each[0], after=each[1]) for name, each in entry.changes.items()}
    unknown_before = {"origin": entry.origin or None, "subject_kind": entry.subject_kind or None}
    said = {"changes": changes, "actor_email": seen.actor_email} | unknown_before
    hidden = {} if seen.with_details else {"note": "", "address": "", "request_id": ""}
    return AuditEntry.of(entry, **said, **hidden)


def _parts(scope: Scope, wanted: AuditFilter) -> Iterator[Lines]:
    for entries in pages.parts(lambda asked: audit_log.read(scope, wanted, asked).map(_shown)):
        yield [_cells(entry) for entry in entries]


def _cells(entry: AuditEntry) -> tuple[object, ...]:
    told = entry.model_dump(mode="json")
    texts = (harmless(told[name] or "") for name in _WRITTEN)
    changes = json.dumps(told["changes"], ensure_ascii=False)
    return (entry.id, *(told[name] for name in _PLAIN), *texts, changes)
