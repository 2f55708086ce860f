"""Serving the guest of a refused request: the same picture is asked for anew, and paid by an event's pool.

As a booth's staff do by `kiosk retry`, but by whoever runs the event, who need not be at the booth. The
picture keeps the id by which its booth and its guest's page know it, so both follow (decision 53).
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from pydantic import ValidationError

from central.base.refusals import DomainError
from central.catalogue.snapshot import packs_for
from central.changefeed.changes import publish
from central.events import queries
from central.events.models import Event
from central.events.states import Asked, refusal_of
from central.fleet.sentences import SENTENCES
from central.generations import claim_codes, refused_requests
from central.generations.models import ClaimCode, Generation
from central.generations.requests import AcceptedRequest, begin, record
from central.idempotency.creations import is_new
from central.ledger.kiosk_charges import Charge, Purse
from central.tenants import audit_log
from central.tenants.errors import NotFound
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind
from central.tenants.subjects import Subject, SubjectKind
from central.tenants.visibility import Scope
from contract.problem import Code
from contract.sync import GenerationRequested


class RetryRefused(DomainError):
    """It cannot be asked for anew, or not at this event."""


@dataclass(frozen=True, slots=True)
class Retry:
    """Whoever retries chooses `id`, which becomes the transfer's. `event_id` None: the event first asked."""

    id: UUID
    event_id: UUID | None
    actor: str


def retry(scope: Scope, generation_id: UUID, wanted: Retry) -> tuple[Generation, bool]:
    """The picture, paid for and begun; whether that was done now, or by an earlier retry with this id.

    Raises NotFound, RetryRefused, PartnerInactive, OtherContent, Conflict; then nothing has changed.
    """
    with transaction.atomic():
        claim = refused_requests.find(scope, generation_id)
        served = _served(scope, generation_id) if claim is None else None
        tenant_id = _tenant_of(claim or served)
        lock_active(tenant_id)
        content = {"generation_id": generation_id, "event_id": wanted.event_id}
        if not is_new(tenant_id, "retry", wanted.id, content):
            return Generation.objects.get(tenant_id=tenant_id, id=generation_id), False
        if claim is None:
            raise RetryRefused("This guest has been served already.", Code.CONFLICT)
        _make(scope, claim, wanted, timezone.now())
    return Generation.objects.get(tenant_id=tenant_id, id=generation_id), True


def _tenant_of(known: ClaimCode | Generation | None) -> UUID:
    if known is None:
        raise NotFound("refused request")
    return known.tenant_id


def _served(scope: Scope, generation_id: UUID) -> Generation | None:
    """The picture that was made of a request in sight meanwhile."""
    made = Generation.objects.filter(id=generation_id, kiosk_id__isnull=False)
    made = made if scope.tenant_id is None else made.filter(tenant_id=scope.tenant_id)
    generation = made.first()
    if generation is not None and scope.client_id is not None:
        queries.in_sight(scope, generation.event_id or generation_id)
    return generation


def _make(scope: Scope, claim: ClaimCode, wanted: Retry, now: datetime) -> None:
    kiosk_id, request = _request(claim)
    event = queries.in_sight(scope, wanted.event_id or request.event_id)
    if event.tenant_id != claim.tenant_id:
        raise NotFound("event")
    request = request.model_copy(
        update={"event_id": event.id, "price": _price(event, request, now), "lease_id": None}
    )
    _take_code(claim, kiosk_id, request)
    if not record(claim.tenant_id, kiosk_id, [AcceptedRequest(wanted.id, now, request)]):
        raise RetryRefused("Its picture's id is another one's: ask for it at the booth.", Code.CONFLICT)
    charge = Charge(wanted.id, event.id, None, request.price, now)
    [refusal] = Purse(claim.tenant_id, kiosk_id, [charge], wanted.actor).pay([charge])
    if refusal is not None:
        raise RetryRefused(SENTENCES[refusal], refusal)
    begin(claim.tenant_id, kiosk_id, [request])
    picture = Subject(claim.tenant_id, SubjectKind.PICTURE, request.generation_id, event.client_id)
    audit_log.record(picture, AuditKind.RETRIED, wanted.actor, credits=request.price, transfer_id=wanted.id)
    publish(claim.tenant_id, kiosk_id, "generation", str(request.generation_id))


def _request(claim: ClaimCode) -> tuple[UUID, GenerationRequested]:
    """The booth that asked for it, and what it asked for; the last request with this code counts."""
    with connection.cursor() as cursor:
        cursor.execute(_REFUSED, [claim.tenant_id, claim.code])
        rows = cursor.fetchall()
    for kiosk_id, payload in rows:
        try:
            request = GenerationRequested.model_validate_json(payload)
        except ValidationError:
            continue
        if request.generation_id == claim.generation_id:
            return kiosk_id, request
    raise RetryRefused("Too little is known of this request: ask for it at the booth.", Code.INVALID)


def _price(event: Event, request: GenerationRequested, now: datetime) -> int:
    """What the style costs at the event, which takes pictures now. Raises RetryRefused."""
    refusal = refusal_of(event, Asked(now, now, now))
    offered = {style.id: style.price for pack in packs_for(event) for style in pack.styles}
    if refusal is None and request.style_id not in offered:
        refusal = Code.STYLE_NOT_ALLOWED
    if refusal is not None:
        raise RetryRefused(SENTENCES[refusal], refusal)
    return offered[request.style_id]


def _take_code(claim: ClaimCode, kiosk_id: UUID, request: GenerationRequested) -> None:
    """Of several at once, one gets it."""
    asked = claim_codes.Asked(
        claim.code,
        request.generation_id,
        request.event_id,
        request.ticket,
        request.ticket_prefix,
        request.language,
    )
    if claim_codes.take(claim.tenant_id, kiosk_id, [asked]).get(claim.code) is not False:
        raise RetryRefused("This guest has been served already, or has erased it.", Code.CONFLICT)


# As the index of migration 0005 has it.
_REFUSED = """
SELECT kiosk_id, payload FROM sync_op
WHERE tenant_id = %s AND status = 'rejected' AND kind = 'generation.requested'
  AND substring(payload FROM '"claim_code": ?"([0-9A-Z]{26})"') = %s
ORDER BY recorded_at DESC
"""
