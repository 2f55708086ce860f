"""A client asks for credits, its partner answers (L4, P3)."""

from uuid import UUID

from django.http import HttpRequest
from ninja import Query, Router

from central.api.people import person_auth, require
from central.api.shapes import Credits, Note, Page, Row, Status
from central.base import pages
from central.base.pages import PageRequest
from central.tenants import credit_requests
from central.tenants.credit_requests import Grant, RequestFilter
from central.tenants.models import CreditRequest as RequestRow
from central.tenants.models import RequestState, Role
from central.tenants.visibility import scope_of
from contract.shape import Moment, Shape

router = Router(tags=["credit requests"], auth=person_auth)


class RequestToMake(Shape):
    """`id`, made by whoever asks, becomes the request's."""

    id: UUID
    credits: Credits
    note: Note = ""


class Approval(Shape):
    """`id` becomes the transfer's. Without `credits` as many are given as were asked for."""

    id: UUID
    credits: Credits | None = None


class Refused(Shape):
    """The partner's words to the client, if any."""

    answer: Note = ""


class CreditRequest(Row):
    """What a client asked for, and what became of it."""

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


class RequestAnswered(Shape):
    """The request as it is now."""

    status: Status
    request: CreditRequest


@router.post("/credit-requests", response=RequestAnswered, summary="Ask one's partner for credits")
def ask(request: HttpRequest, body: RequestToMake) -> RequestAnswered:
    """A client does that."""
    client = require(request, Role.CLIENT)
    return _answer(*credit_requests.ask(client, body.id, body.credits, body.note))


@router.get("/credit-requests", response=Page[CreditRequest], summary="List credit requests")
def list_requests(
    request: HttpRequest, wanted: Query[RequestFilter], asked: Query[PageRequest]
) -> pages.Page[RequestRow]:
    """A client's own, a partner's clients', a master's all; the newest first."""
    person = require(request, Role.MASTER, Role.PARTNER, Role.CLIENT)
    return credit_requests.page(scope_of(person), wanted, asked)


@router.post("/credit-requests/{request_id}/approve", response=RequestAnswered, summary="Grant a request")
def approve(request: HttpRequest, request_id: UUID, body: Approval) -> RequestAnswered:
    """The credits move from the partner's wallet with the answer, or neither happens."""
    partner = require(request, Role.PARTNER)
    return _answer(*credit_requests.approve(partner, request_id, Grant(body.id, body.credits)))


@router.post("/credit-requests/{request_id}/decline", response=RequestAnswered, summary="Decline a request")
def decline(request: HttpRequest, request_id: UUID, body: Refused) -> RequestAnswered:
    """The client sees the answer."""
    partner = require(request, Role.PARTNER)
    return _answer(*credit_requests.decline(partner, request_id, body.answer))


def _answer(row: RequestRow, done_now: bool) -> RequestAnswered:
    return RequestAnswered(status=Status.of(done_now), request=CreditRequest.model_validate(row))
