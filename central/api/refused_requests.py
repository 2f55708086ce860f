"""Guests whose requests were refused: found by their ticket, and served (Y10)."""

from uuid import UUID

import ninja
from django.http import HttpRequest
from ninja import Query, Router

from central.api.auth import host_auth, person_asking
from central.api.shapes import Body, Page, Row, Status, created
from central.base import pages
from central.base.pages import PageRequest
from central.generations import refused_requests
from central.generations.models import ClaimCode, Generation
from central.generations.refused_requests import RefusedFilter
from central.sync import retries
from central.tenants.visibility import scope_of
from contract.problem import KnownCode
from contract.shape import Moment, NewId, Shape
from contract.sync import GenerationState
from contract.tickets import ticket_label

router = Router(tags=["refused requests"], auth=host_auth)


class RefusedRequest(Row):
    """A guest's request that was refused, and why. `generation_id` names it, `ticket` is on its paper."""

    generation_id: UUID
    tenant_id: UUID
    kiosk_id: UUID
    event_id: UUID | None
    ticket: str
    code: KnownCode
    recorded_at: Moment


class NewRetry(Body):
    """The caller chooses `id`: the picture is paid for once. `event_id` null: the event asked at first."""

    id: NewId
    event_id: UUID | None = None


class RetriedPicture(Row):
    """The picture that is now being made."""

    generation_id: UUID
    event_id: UUID | None
    ticket: str
    state: GenerationState


class RetryResult(Shape):
    """The picture in its present state."""

    status: Status
    picture: RetriedPicture


@router.get("/refused-requests", response=Page[RefusedRequest], summary="List refused requests")
def list_refused(
    request: HttpRequest, wanted: Query[RefusedFilter], asked: Query[PageRequest]
) -> pages.Page[RefusedRequest]:
    """Whose guests were not served since. A client sees those of its events. Newest first."""
    return refused_requests.page(scope_of(person_asking(request)), wanted, asked).map(_refused)


@router.post(
    "/refused-requests/{generation_id}/retries",
    response={200: RetryResult, 201: RetryResult},
    summary="Retry a refused request",
)
def retry(request: HttpRequest, generation_id: UUID, body: NewRetry) -> ninja.Status[RetryResult]:
    """An event's pool pays its present price. The guest's page and the booth follow. 409 `conflict`: done."""
    person = person_asking(request)
    wanted = retries.Retry(body.id, body.event_id, person.actor)
    picture, now = retries.retry(scope_of(person), generation_id, wanted)
    return created(RetryResult(status=Status.of(now), picture=_retried(picture)), now)


def _refused(claim: ClaimCode) -> RefusedRequest:
    return RefusedRequest.of(claim, ticket=_label(claim), code=claim.refusal)


def _retried(picture: Generation) -> RetriedPicture:
    return RetriedPicture.of(picture, generation_id=picture.id, ticket=_label(picture))


def _label(asked: ClaimCode | Generation) -> str:
    return ticket_label(asked.ticket_prefix, asked.ticket) if asked.ticket else ""
