"""How a booth becomes a kiosk (Y1): a code that works once, for a quarter of an hour."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from central.changefeed.changes import VOID, publish
from central.fleet import history
from central.fleet.errors import EpochMismatch, WrongPairingCode
from central.fleet.models import Happening, Kiosk, PairingCode
from central.server import keys
from central.tenants import audit_log
from central.tenants.attempts import Slowing, forgive, note_attempt
from central.tenants.errors import PartnerInactive
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind
from central.tokens import new_token, token_hash
from contract.enrollment import Enrollment, EnrollRequest
from contract.ids import new_id, new_pairing_code, normalise_code
from contract.signature import public_key_text

CODE_LIVES: Final = timedelta(minutes=15)
WRONG_CODES_OF_A_BEGINNING: Final = Slowing(5)
"""From one network address, with the same first half: who tries an expired code again and again keeps nobody
else waiting."""
WRONG_CODES_FROM_AN_ADDRESS: Final = Slowing(30)
"""Whoever is right gets in within a minute; a code has 40 bits and lives for a quarter of an hour."""


def new_code(  # noqa: PLR0913 - what a code is for, and who made it
    tenant_id: UUID,
    name: str,
    event_id: UUID | None,
    kiosk_id: UUID | None = None,
    *,
    code_id: UUID | None = None,
    actor: str = "platform",
) -> PairingCode:
    """A code for a new kiosk of this name, or for `kiosk_id` once more; what it may be for is not checked."""
    return PairingCode.objects.create(
        tenant_id=tenant_id,
        id=code_id or new_id(),
        code=new_pairing_code(),
        created_by=actor,
        name=name,
        event_id=event_id,
        kiosk_id=kiosk_id,
        expires_at=timezone.now() + CODE_LIVES,
    )


def enrol(request: EnrollRequest, address: str) -> Enrollment:
    """Use the code up and make the kiosk. Raises WrongPairingCode, TooManyAttempts.

    PartnerInactive: the code was right, and is good for later, should the partner be reactivated meanwhile.
    """
    typed = normalise_code(request.code)
    attempt = note_attempt(_limits(typed, address))
    try:
        with transaction.atomic():
            code = _use(typed)
            enrollment = _enrol(code, request) if code else None
    except PartnerInactive:
        forgive(attempt)
        raise
    if enrollment is None:
        raise WrongPairingCode
    forgive(attempt)
    return enrollment


def refuse_copy(kiosk: Kiosk, epoch: int) -> None:
    """Raises EpochMismatch unless the request was made in the kiosk's present epoch (Y11)."""
    if kiosk.epoch != epoch:
        raise EpochMismatch


def _limits(typed: str, address: str) -> dict[str, Slowing]:
    return {
        f"pairing from {address} with {typed[:4]}": WRONG_CODES_OF_A_BEGINNING,
        f"pairing from {address}": WRONG_CODES_FROM_AN_ADDRESS,
    }


def _use(typed: str) -> PairingCode | None:
    """The code, if it is valid; of two booths that use it at once, one gets it. Raises PartnerInactive."""
    now = timezone.now()
    for code in PairingCode.objects.filter(code=typed, used_at=None, expires_at__gt=now):
        lock_active(code.tenant_id)
        code.enrolled_kiosk_id = code.kiosk_id or new_id()
        free = PairingCode.objects.filter(tenant_id=code.tenant_id, id=code.id, used_at=None)
        if free.update(used_at=now, enrolled_kiosk_id=code.enrolled_kiosk_id):
            return code
    return None


def _enrol(code: PairingCode, request: EnrollRequest) -> Enrollment:
    token = new_token(code.tenant_id)
    kiosk = _again(code, code.kiosk_id, token) if code.kiosk_id else _new(code, token)
    now = timezone.now()
    Kiosk.objects.filter(tenant_id=kiosk.tenant_id, id=kiosk.id).update(
        hardware=dict(request.hardware), app_version=request.app_version, last_seen_at=now
    )
    actor = code.created_by or "platform"
    history.entry(kiosk, Happening.ENROLLED, actor, at=now, subject_id=kiosk.event_id).save()
    described = audit_log.initially(name=kiosk.name, event_id=kiosk.event_id, pairing_code=code.id)
    audit_log.record(kiosk.subject, AuditKind.ENROLLED, f"kiosk:{kiosk.id}", changes=described)
    return Enrollment.model_validate(
        {
            "kiosk_id": kiosk.id,
            "token": token,
            "epoch": kiosk.epoch,
            "server_key": public_key_text(keys.server_key()),
        }
    )


def _new(code: PairingCode, token: str) -> Kiosk:
    assert code.enrolled_kiosk_id is not None, "it has been used by then"
    return Kiosk.objects.create(
        tenant_id=code.tenant_id,
        id=code.enrolled_kiosk_id,
        name=code.name,
        event_id=code.event_id,
        token_hash=token_hash(token),
    )


def _again(code: PairingCode, kiosk_id: UUID, token: str) -> Kiosk:
    """The same kiosk in its next epoch: a copy with the old token is refused from now on (Y11).

    In service, if it was retired; at the code's event, if it names one.
    """
    same = Kiosk.objects.filter(tenant_id=code.tenant_id, id=kiosk_id)
    anew = {"epoch": F("epoch") + 1, "token_hash": token_hash(token), "ack_seq": 0, "settled_ahead": []}
    there = {} if code.event_id is None else {"event_id": code.event_id}
    same.update(**anew, **there, retired_at=None, health={})
    publish(code.tenant_id, kiosk_id, VOID, str(kiosk_id))
    return same.get()
