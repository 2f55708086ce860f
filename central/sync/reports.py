"""Ops that report what happened at the booth: kept as rows, with their effect."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from central.events.queries import existing
from central.fleet.models import Kiosk
from central.generations import requests
from central.generations.refunds import refund_guests
from central.sync.models import Alert, Erasure, GuestSession, Sheet
from central.sync.ops import APPLIED, Incoming, Verdict, refused
from central.sync.returns import return_leases
from contract.problem import Code
from contract.sync import (
    AlertRaised,
    GenerationCancelled,
    PhotoErased,
    PrintCompleted,
    SessionEnded,
)

_Row = TypeVar("_Row", bound=Model)


def apply_reports(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """Keep every report, at the event that it names; each op's outcome."""
    if not ops:
        return {}
    misplaced = _misplaced(kiosk, ops)
    ops = [op for op in ops if op.op_id not in misplaced]
    _keep(Sheet, _rows(kiosk, ops, PrintCompleted, _sheet))
    _keep(GuestSession, _rows(kiosk, ops, SessionEnded, _session))
    _keep(Erasure, _rows(kiosk, ops, PhotoErased, _erasure))
    _keep(Alert, _rows(kiosk, ops, AlertRaised, _alert))
    _cancel(kiosk, ops)
    return misplaced | {op.op_id: APPLIED for op in ops} | return_leases(kiosk, ops)


def _misplaced(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """Refuse reports of events that the partner does not have, as those of a booth that was another's."""
    named = {op.op_id: op.payload.event_id for op in ops if op.payload is not None and op.payload.event_id}
    elsewhere = set(named.values()) - {kiosk.event_id}
    known = {kiosk.event_id, *existing(kiosk.tenant_id, elsewhere)}
    unknown = refused(Code.INVALID, "This kiosk's partner has no such event.")
    return {op_id: unknown for op_id, event_id in named.items() if event_id not in known}


def _keep(table: type[_Row], rows: Sequence[_Row]) -> None:
    """One insert; what was reported before, under another op, stays as it was."""
    if rows:
        table._default_manager.bulk_create(rows, ignore_conflicts=True)


def _rows(
    kiosk: Kiosk, ops: Sequence[Incoming], shape: type[Any], make: Callable[[Kiosk, Incoming, Any], _Row]
) -> list[_Row]:
    return [make(kiosk, op, op.payload) for op in ops if isinstance(op.payload, shape)]


def _sheet(kiosk: Kiosk, op: Incoming, printed: PrintCompleted) -> Sheet:
    return Sheet(
        tenant_id=kiosk.tenant_id,
        id=printed.print_id,
        kiosk_id=kiosk.id,
        event_id=printed.event_id or kiosk.event_id,
        session_id=printed.session_id,
        generation_id=printed.generation_id,
        sheet=printed.sheet,
        printer=printed.printer,
        printed_at=op.occurred_at,
    )


def _session(kiosk: Kiosk, op: Incoming, ended: SessionEnded) -> GuestSession:
    return GuestSession(
        tenant_id=kiosk.tenant_id,
        id=ended.session_id,
        kiosk_id=kiosk.id,
        event_id=ended.event_id or kiosk.event_id,
        started_at=min(ended.started_at, op.occurred_at),
        ended_at=op.occurred_at,
        outcome=ended.outcome,
        shots=ended.shots,
    )


def _erasure(kiosk: Kiosk, op: Incoming, erased: PhotoErased) -> Erasure:
    return Erasure(
        tenant_id=kiosk.tenant_id,
        id=op.op_id,
        generation_id=erased.generation_id,
        kiosk_id=kiosk.id,
        erased_at=op.occurred_at,
    )


def _alert(kiosk: Kiosk, op: Incoming, raised: AlertRaised) -> Alert:
    return Alert(
        tenant_id=kiosk.tenant_id,
        id=op.op_id,
        kiosk_id=kiosk.id,
        event_id=raised.event_id or kiosk.event_id,
        part=raised.part,
        sentence=raised.sentence,
        raised_at=op.occurred_at,
    )


def _cancel(kiosk: Kiosk, ops: Sequence[Incoming]) -> None:
    """Cancelled before work began, a picture costs what a failed one does (C13); later, it is made."""
    cancelled = [op.payload for op in ops if isinstance(op.payload, GenerationCancelled)]
    lost = [each.generation_id for each in cancelled if each.photo_lost]
    named = [each.generation_id for each in cancelled if not each.photo_lost]
    if named:
        refund_guests(kiosk.tenant_id, requests.cancel(kiosk.tenant_id, kiosk.id, named))
    if lost:
        refund_guests(kiosk.tenant_id, requests.fail_without_photo(kiosk.tenant_id, kiosk.id, lost))
