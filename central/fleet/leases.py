"""Leases as kiosks ask for them (Y5): who may have one, how long it lives, what it looks like on the wire."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.base.shapes import shape_of
from central.catalogue.prices import cheapest_price
from central.changefeed.changes import publish
from central.events.models import Event
from central.events.queries import find
from central.events.states import state_at
from central.fleet import kiosks
from central.fleet.enrolment import refuse_copy
from central.fleet.models import Kiosk
from central.fleet.sentences import SENTENCES
from central.incidents.isolation import About, each_alone
from central.ledger import leases
from central.ledger.errors import LeaseError
from central.ledger.transfer_requests import TransferRequest
from central.tenants import audit_log
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind
from central.tenants.subjects import Subject, SubjectKind
from central.tenants.tariff import tariff
from contract.config import EventState
from contract.leases import Lease, LeaseRequest, LeaseReturn, LeaseState
from contract.problem import Code

_CLOSED = {
    EventState.DRAFT: Code.EVENT_NOT_STARTED,
    EventState.SCHEDULED: Code.EVENT_NOT_STARTED,
    EventState.PAUSED: Code.EVENT_PAUSED,
    EventState.ENDED: Code.EVENT_ENDED,
}


def ask(kiosk: Kiosk, request: LeaseRequest) -> Lease:
    """Grant or renew. The same request always gets the same lease.

    Raises EpochMismatch, LeaseError, Conflict, PartnerInactive.
    """
    refuse_copy(kiosk, request.epoch)
    now = timezone.now()
    known = leases.answered(kiosk.tenant_id, kiosk.id, request.request_id)
    if known is not None:
        return lease_shape(known)
    with transaction.atomic():
        lock_active(kiosk.tenant_id)
        # As it is now: it may have been retired or assigned since its token was looked at.
        kiosk = kiosks.lock(kiosk)
        refuse_copy(kiosk, request.epoch)
        event = _open_event(kiosk, now)
        asked = leases.LeaseDemand(
            request_id=request.request_id,
            kiosk_id=kiosk.id,
            epoch=request.epoch,
            event_id=event.id,
            wanted=request.wanted,
            kiosks=Kiosk.objects.filter(tenant_id=kiosk.tenant_id, event_id=event.id).count(),
            renew=request.renew,
            least=tariff().min_lease,
            unit=max(1, cheapest_price(event)),
        )
        # As long as a party lasts, and no longer than this one.
        expires_at = min(now + leases.TTL, event.ends_at)
        return lease_shape(leases.grant(kiosk.tenant_id, asked, now, expires_at))


def give_back(kiosk: Kiosk, lease_id: UUID, request: LeaseReturn) -> Lease:
    """Close the lease; repeating changes nothing. Raises EpochMismatch, LeaseError, Conflict.

    What is not settled by now is not backed by it.
    """
    refuse_copy(kiosk, request.epoch)
    closing = leases.LeaseClosing(
        lease_id, kiosk.id, request.request_id, timezone.now(), f"kiosk:{kiosk.id}", epoch=request.epoch
    )
    return lease_shape(leases.give_back(kiosk.tenant_id, closing))


def reclaim(event: Event, lease_id: UUID, request: TransferRequest) -> leases.Lease:
    """Take a lost kiosk's lease back and tell it so, should it still be there (P5).

    Repeating changes nothing. Raises LeaseError: the event has no such lease.
    """
    with transaction.atomic():
        before = leases.one(event.tenant_id, lease_id)
        lease = leases.reclaim(event.tenant_id, lease_id, request)
        if lease.event_id != event.id:
            raise LeaseError("The event has no such lease.", Code.LEASE_UNKNOWN)
        if before.state is LeaseState.OPEN and lease.state is LeaseState.RECLAIMED:
            left = lease.granted - lease.spent
            audit_log.record_transfer(_subject(event, lease), AuditKind.RECLAIMED, left, request)
        publish(lease.tenant_id, lease.kiosk_id, "lease", str(lease.id))
    return lease


def write_off(event: Event, lease_id: UUID, actor: str) -> leases.Lease:
    """Keep no more promises of a booth that is lost for good. Repeating changes nothing.

    Raises LeaseError: the event has no such lease, or it is open.
    """
    with transaction.atomic():
        before = leases.one(event.tenant_id, lease_id)
        lease = leases.write_off(event.tenant_id, lease_id)
        if lease.event_id != event.id:
            raise LeaseError("The event has no such lease.", Code.LEASE_UNKNOWN)
        if before.released != lease.released:
            written_off = before.outstanding
            audit_log.record(_subject(event, lease), AuditKind.WRITTEN_OFF, actor, credits=written_off)
    return lease


def _subject(event: Event, lease: leases.Lease) -> Subject:
    return Subject(lease.tenant_id, SubjectKind.LEASE, lease.id, event.client_id)


def reclaim_expired() -> int:
    """Take back leases whose grace is over and tell their kiosks; how many."""
    due = leases.overdue(timezone.now())
    return sum(each_alone("fleet.reclaim", due, _reclaim_overdue, _about))


def _reclaim_overdue(due: tuple[UUID, leases.LeaseClosing]) -> bool:
    """False: its kiosk has renewed or returned it meanwhile."""
    lease = leases.give_back(*due)
    if lease.state is LeaseState.RECLAIMED:
        publish(lease.tenant_id, lease.kiosk_id, "lease", str(lease.id))
    return lease.state is LeaseState.RECLAIMED


def _about(due: tuple[UUID, leases.LeaseClosing]) -> About:
    return About(due[0], f"lease:{due[1].lease_id}")


def lease_shape(lease: leases.Lease) -> Lease:
    """The lease on the wire; its time to live counts from now."""
    left = (lease.expires_at - timezone.now()).total_seconds()
    return shape_of(Lease, lease, ttl_seconds=max(0.0, left) if lease.state == LeaseState.OPEN else 0.0)


def _open_event(kiosk: Kiosk, now: datetime) -> Event:
    event = find(kiosk.tenant_id, kiosk.event_id)
    if event is None:
        raise LeaseError("This kiosk is not assigned to an event.", Code.NO_EVENT)
    code = _CLOSED.get(state_at(event, now))
    if code is not None:
        raise LeaseError(SENTENCES[code], code)
    return event
