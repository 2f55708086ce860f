"""Pairing codes as people ask for them: for a new kiosk, or for one that is there once more (Y1)."""

from dataclasses import asdict, dataclass
from typing import Final
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.events import queries
from central.events.errors import EventOver
from central.events.states import state_at
from central.fleet import kiosks
from central.fleet.enrolment import new_code
from central.fleet.errors import LimitReached
from central.fleet.models import PairingCode
from central.idempotency.creations import is_new
from central.tenants import audit_log
from central.tenants.errors import NotFound
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind
from central.tenants.visibility import Scope
from contract.config import EventState

MOST_OPEN: Final = 20
"""Of one partner: each is as good as a key to its credits."""


@dataclass(frozen=True, slots=True)
class NewCode:
    """What a code is for. `name`: of a new kiosk; empty, if it is `kiosk_id` once more.

    `event_id`: where the booth is to work; None: where it worked, or nowhere yet.
    """

    id: UUID
    name: str = ""
    event_id: UUID | None = None
    kiosk_id: UUID | None = None


def create(tenant_id: UUID, new: NewCode, actor: str) -> tuple[PairingCode, bool]:
    """The code; whether it is new. Repeated, it is the same one, used or not.

    Raises NotFound, EventOver, LimitReached, OtherContent, PartnerInactive.
    """
    with transaction.atomic():
        lock_active(tenant_id)
        if not is_new(tenant_id, "pairing", new.id, asdict(new)):
            return PairingCode.objects.get(tenant_id=tenant_id, id=new.id), False
        name = _name(tenant_id, new)
        _refuse_what_is_over(tenant_id, new.event_id)
        _refuse_one_more(tenant_id)
        code = new_code(tenant_id, name, new.event_id, new.kiosk_id, code_id=new.id, actor=actor)
        described = audit_log.initially(name=name, event_id=new.event_id, kiosk_id=new.kiosk_id)
        audit_log.record(code.subject, AuditKind.CREATED, actor, changes=described)
    return code, True


def page(tenant_id: UUID, asked: PageRequest) -> Page[PairingCode]:
    """The partner's codes that can still be used, the newest first. Raises CursorError."""
    return pages.page(_open(tenant_id), ("expires_at", "id"), asked)


def in_sight(scope: Scope, code_id: UUID) -> PairingCode:
    """The code, if it is in sight. Raises NotFound."""
    codes = PairingCode.objects.filter(id=code_id)
    code = (codes if scope.tenant_id is None else codes.filter(tenant_id=scope.tenant_id)).first()
    if code is None:
        raise NotFound("pairing code")
    return code


def withdraw(code: PairingCode, actor: str) -> bool:
    """Let nobody use the code any more. False: nobody could, as it was used or has expired.

    Of a booth that uses it at this moment and whoever withdraws it, one is first.
    """
    still = _open(code.tenant_id).filter(id=code.id)
    with transaction.atomic():
        withdrawn = bool(still.update(expires_at=timezone.now(), withdrawn_by=actor))
        if withdrawn:
            audit_log.record(code.subject, AuditKind.WITHDRAWN, actor)
    return withdrawn


def _open(tenant_id: UUID) -> QuerySet[PairingCode]:
    return PairingCode.objects.filter(tenant_id=tenant_id, used_at=None, expires_at__gt=timezone.now())


def _name(tenant_id: UUID, new: NewCode) -> str:
    return kiosks.in_sight(Scope(tenant_id), new.kiosk_id).name if new.kiosk_id else new.name


def _refuse_what_is_over(tenant_id: UUID, event_id: UUID | None) -> None:
    if event_id is None:
        return
    if state_at(queries.in_sight(Scope(tenant_id), event_id), timezone.now()) is EventState.ENDED:
        raise EventOver


def _refuse_one_more(tenant_id: UUID) -> None:
    """Counted by one at a time; nothing else is locked after this."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"pairing:{tenant_id}"])
    if _open(tenant_id).count() >= MOST_OPEN:
        raise LimitReached(f"There are {MOST_OPEN} open pairing codes; use or withdraw some first.")
