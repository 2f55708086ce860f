"""A person's own pictures: asked for, paid for, looked at; and what they can still make (C6-C8, C12)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Query, Router

from central.api.people import person_auth, require
from central.api.shapes import Page, Row, Status
from central.base import pages
from central.base.pages import PageRequest
from central.generations import user_generations
from central.generations.models import Generation
from central.generations.quota import quota_of
from central.ledger.accounts import AccountKind, balance_of
from central.tenants.models import Role, User
from contract.shape import Moment, Sha256, Shape
from contract.sync import GenerationState

router = Router(tags=["own pictures"], auth=person_auth)


class FreeTurns(Row):
    """Free pictures of today, for somebody who never had credits."""

    left: int
    a_day: int
    resets_at: Moment


class Balance(Row):
    """In credits. `low`: it is under `picture_price`. `free` null: no free turns, and no daily limit."""

    balance: int
    picture_price: int
    low: bool
    free: FreeTurns | None


class PictureWanted(Shape):
    """The photo was sent before, to `/me/photos/{sha256}`. `id`, a new UUID, makes it happen once."""

    id: UUID
    style_id: UUID
    photo_sha256: Sha256


class OwnPicture(Shape):
    """A picture of one's own. `price` in credits; `given_back`: none came, and the price was returned."""

    id: UUID
    style_id: UUID
    photo_sha256: Sha256
    state: GenerationState
    price: int
    given_back: bool
    failure: str
    requested_at: Moment
    finished_at: Moment | None


class PictureAsked(Shape):
    """Whether it was asked for by this request, the picture, and the balance that is left."""

    status: Status
    picture: OwnPicture
    balance: int


@router.get("/me/balance", response=Balance, summary="What one can still make")
def balance(request: HttpRequest) -> Balance:
    """Credits, and today's free pictures."""
    return Balance.model_validate(quota_of(_person(request), timezone.now()))


@router.post("/me/generations", response=PictureAsked, summary="Make a picture of one's own")
def ask(request: HttpRequest, body: PictureWanted) -> PictureAsked:
    """Charged and queued at once; 402 names what is missing, 429 says when free pictures come again."""
    user = _person(request)
    asked = user_generations.PictureRequest(body.id, body.style_id, body.photo_sha256)
    generation, new = user_generations.request(user, asked, timezone.now())
    return PictureAsked(status=Status.of(new), picture=_shown(generation), balance=_balance(user))


@router.get("/me/generations", response=Page[OwnPicture], summary="List one's own pictures")
def pictures(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[OwnPicture]:
    """The newest first."""
    return user_generations.page(_person(request), asked).map(_shown)


@router.get("/me/generations/{generation_id}", response=OwnPicture, summary="How a picture stands")
def picture(request: HttpRequest, generation_id: UUID) -> OwnPicture:
    """Its state, its price, and why it did not come."""
    return _shown(user_generations.find(_person(request), generation_id))


@router.get("/me/generations/{generation_id}/picture", summary="The finished picture as JPEG")
def picture_bytes(request: HttpRequest, generation_id: UUID) -> HttpResponse:
    """Without metadata, and for nobody else. 404 until it is ready."""
    jpeg = user_generations.picture(_person(request), generation_id)
    headers = {"Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(jpeg, content_type="image/jpeg", headers=headers)


@router.post("/me/generations/{generation_id}/cancel", response=PictureAsked, summary="Give up on a picture")
def cancel(request: HttpRequest, generation_id: UUID) -> PictureAsked:
    """While nobody works on it; its price is given back. 409 `conflict` afterwards."""
    user = _person(request)
    generation, now = user_generations.cancel(user, generation_id)
    return PictureAsked(status=Status.of(now), picture=_shown(generation), balance=_balance(user))


def _person(request: HttpRequest) -> User:
    """Users make pictures for themselves, and so do masters; partners and clients have events."""
    return require(request, Role.USER, Role.MASTER)


def _balance(user: User) -> int:
    return balance_of(user.tenant_id, AccountKind.USER, user.id)


def _shown(generation: Generation) -> OwnPicture:
    return OwnPicture(
        id=generation.id,
        style_id=generation.style_id,
        photo_sha256=generation.photo_sha256,
        state=GenerationState(generation.state),
        price=generation.price,
        given_back=user_generations.is_given_back(generation),
        failure=user_generations.explanation(generation),
        requested_at=generation.requested_at,
        finished_at=generation.finished_at,
    )
