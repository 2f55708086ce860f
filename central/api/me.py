"""A person's own pictures: asked for, paid for, looked at; and what they can still make (C6-C8, C12)."""

from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from ninja import Router

from central.api.people import person_auth, require
from central.api.shapes import After, Limit, Row, Status
from central.generations import user_generations
from central.generations.models import Generation
from central.generations.quota import quota_of
from central.ledger.accounts import AccountKind, balance_of
from central.tenants.models import Role, User
from contract.shape import Moment, Sha256, Shape
from contract.sync import GenerationState

router = Router(tags=["own pictures"], auth=person_auth)

_GIVEN_BACK: Final = (GenerationState.FAILED, GenerationState.CANCELLED)
_ABOUT_THE_PHOTO: Final = {"photo_unreadable", "photo_missing"}
_ABOUT_THE_STYLE: Final = {"style_deleted", "style_broken", "provider_unknown"}


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


@router.get("/me/generations", response=list[OwnPicture], summary="One's own pictures, the newest first")
def pictures(request: HttpRequest, after: After = None, limit: Limit = 50) -> list[OwnPicture]:
    """Those that follow the one named by `after`."""
    return [_shown(each) for each in user_generations.newest(_person(request), after, limit)]


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
    state = GenerationState(generation.state)
    return OwnPicture(
        id=generation.id,
        style_id=generation.style_id,
        photo_sha256=generation.photo_sha256,
        state=state,
        price=generation.price,
        given_back=state in _GIVEN_BACK,
        failure=_failure(generation) if state is GenerationState.FAILED else "",
        requested_at=generation.requested_at,
        finished_at=generation.finished_at,
    )


def _failure(generation: Generation) -> str:
    """For the person who waits; what the provider said is for staff."""
    if generation.failure_code in _ABOUT_THE_PHOTO:
        reason = "This photo cannot be used; try another one."
    elif generation.failure_code in _ABOUT_THE_STYLE:
        reason = "This style is not available any more; choose another one."
    else:
        reason = "The picture could not be made."
    return f"{reason} {_returned(generation.price)}"


def _returned(price: int) -> str:
    return f"Your {price} credits were given back." if price else "It cost you nothing."
