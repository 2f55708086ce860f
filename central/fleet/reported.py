"""Ops that report what happened at the booth: kept as rows, with their effect."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from uuid import UUID

from django.db.models import Model

from central.fleet.models import Alert, Erasure, GuestSession, Kiosk, Sheet
from central.fleet.ops import APPLIED, Incoming, Verdict, refused
from central.generations import requests
from central.generations.models import Generation
from central.generations.refunds import refund_if_promised
from central.ledger import leases
from central.ledger.errors import LeaseError
from contract.problem import Code
from contract.sync import (
    AlertRaised,
    GenerationCancelled,
    LeaseReturned,
    PhotoErased,
    PrintCompleted,
    SessionEnded,
)

_Row = TypeVar("_Row", bound=Model)


def apply_reports(kiosk: Kiosk, ops: Sequence[Incoming]) -> dict[UUID, Verdict]:
    """Keep every report, and say for each op what became of it."""
    _keep(Sheet, _rows(kiosk, ops, PrintCompleted, _sheet))
    _keep(GuestSession, _rows(kiosk, ops, SessionEnded, _session))
    _keep(Erasure, _rows(kiosk, ops, PhotoErased, _erasure))
    _keep(Alert, _rows(kiosk, ops, AlertRaised, _alert))
    return {op.op_id: _effect(kiosk, op) for op in ops}


def _keep(table: type[_Row], rows: Sequence[_Row]) -> None:
    """One insert; a thing that was reported before, under another op, stays as it was."""
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
        event_id=kiosk.event_id,
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
        event_id=kiosk.event_id,
        started_at=min(ended.started_at, op.occurred_at),
        ended_at=op.occurred_at,
        outcome=ended.outcome,
        shots=ended.shots,
    )


def _erasure(kiosk: Kiosk, op: Incoming, erased: PhotoErased) -> Erasure:
    return Erasure(
        tenant_id=kiosk.tenant_id, id=erased.generation_id, kiosk_id=kiosk.id, erased_at=op.occurred_at
    )


def _alert(kiosk: Kiosk, op: Incoming, raised: AlertRaised) -> Alert:
    return Alert(
        tenant_id=kiosk.tenant_id,
        id=op.op_id,
        kiosk_id=kiosk.id,
        part=raised.part,
        sentence=raised.sentence,
        raised_at=op.occurred_at,
    )


def _effect(kiosk: Kiosk, op: Incoming) -> Verdict:
    if isinstance(op.payload, LeaseReturned):
        return _return_lease(kiosk, op, op.payload)
    if isinstance(op.payload, GenerationCancelled):
        _cancel(kiosk, op.payload)
    return APPLIED


def _return_lease(kiosk: Kiosk, op: Incoming, returned: LeaseReturned) -> Verdict:
    lease = leases.Returned(returned.lease_id, kiosk.id, op.op_id, op.occurred_at, f"kiosk:{kiosk.id}")
    try:
        leases.give_back(kiosk.tenant_id, lease)
    except LeaseError as error:
        return refused(Code.LEASE_UNKNOWN, str(error))
    return APPLIED


def _cancel(kiosk: Kiosk, cancelled: GenerationCancelled) -> None:
    """Cancelled before its work began, it costs what a failed picture costs (C13). Later, it goes on."""
    if requests.cancel(kiosk.tenant_id, kiosk.id, cancelled.generation_id):
        refund_if_promised(Generation.objects.get(tenant_id=kiosk.tenant_id, id=cancelled.generation_id))
