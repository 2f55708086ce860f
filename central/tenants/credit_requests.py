"""A client asks its partner for credits, and is answered once (L4, P3)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.idempotency.creations import is_new
from central.ledger.transfer_requests import TransferRequest
from central.notices.kinds import NoticeKind
from central.notices.telling import Fact, Told, tell
from central.tenants import audit_log, clients
from central.tenants.errors import AlreadyDecided, NotFound
from central.tenants.locks import lock_active
from central.tenants.models import AuditKind, CreditRequest, RequestState, User
from central.tenants.visibility import Scope, within
from contract.shape import Shape


@dataclass(frozen=True, slots=True)
class Grant:
    """The id of the transfer to be made, and how many credits; None: as many as were asked for.

    `answer`: a few words for the client.
    """

    id: UUID
    credits: int | None = None
    answer: str = ""


class RequestFilter(Shape):
    """Filters of the list of credit requests."""

    partner_id: UUID | None = None
    client_id: UUID | None = None
    state: RequestState | None = None


def ask(user: User, request_id: UUID, credits: int, note: str) -> tuple[CreditRequest, bool]:
    """Ask for credits as one of a client's people; whether it is a new request.

    Raises OtherContent, PartnerInactive.
    """
    assert user.client_id is not None, "only clients ask"
    content = {"client": user.client_id, "credits": credits, "note": note}
    with transaction.atomic():
        lock_active(user.tenant_id)
        is_new(user.tenant_id, "credit request", request_id, content)
        request, made = CreditRequest.objects.get_or_create(
            tenant_id=user.tenant_id,
            id=request_id,
            defaults={
                "client_id": user.client_id,
                "credits": credits,
                "note": note,
                "asked_by": user.id,
                "asked_at": timezone.now(),
            },
        )
        if made:
            audit_log.record(request.subject, AuditKind.CREATED, user.actor, credits=credits)
            _tell_partner(request, user)
    return request, made


def page(scope: Scope, wanted: RequestFilter, asked: PageRequest) -> Page[CreditRequest]:
    """The requests in sight, the newest first. Raises CursorError."""
    requests = within(CreditRequest.objects.all(), scope)
    requests = within(requests, Scope(wanted.partner_id, wanted.client_id))
    if wanted.state is not None:
        requests = requests.filter(state=wanted.state)
    return pages.page(requests, ("asked_at", "id", "tenant_id"), asked)


def in_sight(scope: Scope, request_id: UUID) -> CreditRequest:
    """The request, if it is in sight. Raises NotFound."""
    request = within(CreditRequest.objects.all(), scope).filter(id=request_id).first()
    if request is None:
        raise NotFound("credit request")
    return request


def approve(user: User, request_id: UUID, grant: Grant) -> tuple[CreditRequest, bool]:
    """Say yes as one of the partner's people and move the credits; whether it was done now.

    Raises NotFound, AlreadyDecided, PartnerInactive, Shortfall, Conflict - and then the request stays open.
    """
    with transaction.atomic():
        lock_active(user.tenant_id)
        request = _locked(user.tenant_id, request_id)
        if request.state != RequestState.OPEN:
            return _approved_before(request, grant), False
        request.granted, request.answer = grant.credits or request.credits, grant.answer
        answered = _answer(request, user, RequestState.APPROVED)
        about = f"credit_request:{request.id}"
        transfer = TransferRequest(grant.id, user.actor, answered, request.note, about)
        clients.allocate(user.tenant_id, request.client_id, request.granted, transfer, is_answer=True)
        audit_log.record_transfer(request.subject, AuditKind.APPROVED, request.granted, transfer)
        _tell_client(request, user, NoticeKind.REQUEST_APPROVED)
    return request, True


def decline(user: User, request_id: UUID, answer: str) -> tuple[CreditRequest, bool]:
    """Say no as one of the partner's people; whether it was said now. Raises NotFound, AlreadyDecided."""
    with transaction.atomic():
        request = _locked(user.tenant_id, request_id)
        if request.state == RequestState.APPROVED:
            raise AlreadyDecided("The request was approved.")
        if request.state == RequestState.DECLINED:
            return request, False
        request.answer = answer
        _answer(request, user, RequestState.DECLINED)
        audit_log.record(request.subject, AuditKind.DECLINED, user.actor)
        _tell_client(request, user, NoticeKind.REQUEST_DECLINED)
    return request, True


def _tell_partner(request: CreditRequest, user: User) -> None:
    client = clients.find(request.tenant_id, request.client_id)
    facts: dict[str, Fact] = {"client": client.name, "asked": request.credits, "note": request.note}
    _tell(request, user, NoticeKind.CREDIT_REQUEST, facts)


def _tell_client(request: CreditRequest, user: User, kind: NoticeKind) -> None:
    facts: dict[str, Fact] = {"credits": request.granted, "asked": request.credits, "note": request.answer}
    _tell(request, user, kind, facts, request.client_id)


def _tell(
    request: CreditRequest,
    user: User,
    kind: NoticeKind,
    facts: dict[str, Fact],
    client_id: UUID | None = None,
) -> None:
    about = {"subject": f"credit_request:{request.id}", **facts}
    key = f"{kind}:{request.id}"
    tell(Told(request.tenant_id, kind, key, client_id=client_id, actor=user.actor, facts=about))


def _locked(tenant_id: UUID, request_id: UUID) -> CreditRequest:
    """Of two answers at once, the second one finds the first."""
    requests = CreditRequest.objects.select_for_update(no_key=True)
    request = requests.filter(tenant_id=tenant_id, id=request_id).first()
    if request is None:
        raise NotFound("credit request")
    return request


def _approved_before(request: CreditRequest, grant: Grant) -> CreditRequest:
    if request.state == RequestState.DECLINED:
        raise AlreadyDecided("The request was declined.")
    if grant.credits not in (None, request.granted):
        raise AlreadyDecided(f"The request was approved with {request.granted} credits.")
    return request


def _answer(request: CreditRequest, user: User, state: RequestState) -> datetime:
    request.state = state
    request.answered_by = user.id
    request.answered_at = timezone.now()
    request.save(update_fields=["state", "granted", "answer", "answered_by", "answered_at"])
    return request.answered_at
