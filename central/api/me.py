"""A user's own pictures and balance (C6-C8, C12)."""

from uuid import UUID

import ninja
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import timezone
from ninja import Query, Router

from central.api import files
from central.api.auth import person_asking, sitter_auth
from central.api.shapes import Page, Row, Status, created
from central.base import pages
from central.base.pages import PageRequest
from central.generations import user_generations
from central.generations.models import Generation
from central.generations.quota import FreeTurns, quota_of
from central.generations.user_generations import PictureRequest
from central.ledger.accounts import AccountKind, balance_of
from central.tenants.models import User
from contract.shape import Moment, Sha256, Shape
from contract.sync import GenerationState

router = Router(tags=["own pictures"], auth=sitter_auth)


class Balance(Row):
    """In credits. `low`: less than `picture_price`. `free` null: no free pictures and no daily limit."""

    balance: int
    picture_price: int
    low: bool
    free: FreeTurns | None


class OwnPicture(Row):
    """A user's picture. `price` in credits; `given_back`: there is no picture, and the price was refunded."""

    id: UUID
    style_id: UUID
    photo_sha256: Sha256
    state: GenerationState
    price: int
    given_back: bool
    failure: str
    requested_at: Moment
    finished_at: Moment | None


class PictureResult(Shape):
    """The picture, whether this request created it, and the remaining balance."""

    status: Status
    picture: OwnPicture
    balance: int


@router.get("/me/balance", response=Balance, summary="Get the user's balance")
def balance(request: HttpRequest) -> Balance:
    """Credits, and today's free pictures."""
    return Balance.of(quota_of(person_asking(request), timezone.now()))


@router.post(
    "/me/generations", response={200: PictureResult, 201: PictureResult}, summary="Request a picture"
)
def ask(request: HttpRequest, body: PictureRequest) -> ninja.Status[PictureResult]:
    """Charged and queued at once. 402 says what is missing, 429 when free pictures are available again."""
    user = person_asking(request)
    generation, new = user_generations.request(user, body, timezone.now())
    made = PictureResult(status=Status.of(new), picture=_shown(generation), balance=_balance(user))
    return created(made, new)


@router.get("/me/generations", response=Page[OwnPicture], summary="List the user's pictures")
def pictures(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[OwnPicture]:
    """Newest first."""
    return user_generations.page(person_asking(request), asked).map(_shown)


@router.get("/me/generations/{generation_id}", response=OwnPicture, summary="Get a picture's status")
def picture(request: HttpRequest, generation_id: UUID) -> OwnPicture:
    """Its state, its price and, if it failed, why."""
    return _shown(user_generations.find(person_asking(request), generation_id))


@router.get(
    "/me/generations/{generation_id}/picture",
    summary="Download a finished picture",
    openapi_extra=files.file_given("image/jpeg"),
)
def picture_bytes(request: HttpRequest, generation_id: UUID) -> StreamingHttpResponse:
    """JPEG without metadata, only for its owner. 404 until it is ready."""
    jpeg = user_generations.picture(person_asking(request), generation_id)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    response = StreamingHttpResponse(jpeg, content_type="image/jpeg", headers=headers)
    response["Content-Length"] = str(jpeg.length)
    return response


@router.post("/me/generations/{generation_id}/cancel", response=PictureResult, summary="Cancel a picture")
def cancel(request: HttpRequest, generation_id: UUID) -> PictureResult:
    """Before work on it begins; its price is refunded. 409 `conflict` afterwards."""
    user = person_asking(request)
    generation, now = user_generations.cancel(user, generation_id)
    return PictureResult(status=Status.of(now), picture=_shown(generation), balance=_balance(user))


def _balance(user: User) -> int:
    return balance_of(user.tenant_id, AccountKind.USER, user.id)


def _shown(generation: Generation) -> OwnPicture:
    given_back = user_generations.is_given_back(generation)
    failure = user_generations.explanation(generation)
    return OwnPicture.of(generation, given_back=given_back, failure=failure)
