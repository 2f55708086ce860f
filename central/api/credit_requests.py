"""A client requests credits, its partner answers (L4, P3)."""

from uuid import UUID

import ninja
from django.http import HttpRequest
from ninja import Query, Router

from central.api.auth import client_auth, host_auth, partner_auth, person_asking
from central.api.shapes import Body, Credits, Note, Page, Row, Status, created
from central.base import pages
from central.base.pages import PageRequest
from central.tenants import credit_requests
from central.tenants.credit_requests import Grant, RequestFilter
from central.tenants.models import CreditRequest as RequestRow
from central.tenants.models import RequestState
from central.tenants.visibility import scope_of
from contract.shape import Moment, NewId, Shape

router = Router(tags=["credit requests"], auth=partner_auth)


class NewCreditRequest(Body):
    """The caller chooses `id`, so that repeating is safe."""

    id: NewId
    credits: Credits
    note: Note = ""


class Approval(Body):
    """`id` becomes the transfer's. Without `credits`, the requested amount is granted."""

    id: NewId
    credits: Credits | None = None


class Decline(Body):
    """An optional answer to the client."""

    answer: Note = ""


class CreditRequest(Row):
    """What a client requested, and the partner's answer."""

    id: UUID
    tenant_id: UUID
    client_id: UUID
    credits: int
    note: str
    asked_by: UUID
    asked_at: Moment
    state: RequestState
    granted: int | None
    answer: str
    answered_by: UUID | None
    answered_at: Moment | None


class CreditRequestResult(Shape):
    """The request in its present state."""

    status: Status
    request: CreditRequest


@router.post(
    "/credit-requests",
    response={200: CreditRequestResult, 201: CreditRequestResult},
    summary="Request credits",
    auth=client_auth,
)
def ask(request: HttpRequest, body: NewCreditRequest) -> ninja.Status[CreditRequestResult]:
    """A client asks its partner."""
    client = person_asking(request)
    asked, new = credit_requests.ask(client, body.id, body.credits, body.note)
    return created(_answer(asked, new), new)


@router.get("/credit-requests", response=Page[CreditRequest], summary="List credit requests", auth=host_auth)
def list_requests(
    request: HttpRequest, wanted: Query[RequestFilter], asked: Query[PageRequest]
) -> pages.Page[RequestRow]:
    """A client sees its own, a partner its clients', a master all. Newest first."""
    return credit_requests.page(scope_of(person_asking(request)), wanted, asked)


@router.post(
    "/credit-requests/{request_id}/approve", response=CreditRequestResult, summary="Approve a credit request"
)
def approve(request: HttpRequest, request_id: UUID, body: Approval) -> CreditRequestResult:
    """The credits leave the partner's wallet with the approval, or neither happens."""
    partner = person_asking(request)
    return _answer(*credit_requests.approve(partner, request_id, Grant(body.id, body.credits)))


@router.post(
    "/credit-requests/{request_id}/decline", response=CreditRequestResult, summary="Decline a credit request"
)
def decline(request: HttpRequest, request_id: UUID, body: Decline) -> CreditRequestResult:
    """The client can read the answer."""
    partner = person_asking(request)
    return _answer(*credit_requests.decline(partner, request_id, body.answer))


def _answer(row: RequestRow, done_now: bool) -> CreditRequestResult:
    return CreditRequestResult(status=Status.of(done_now), request=CreditRequest.of(row))
