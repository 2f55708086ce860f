"""Users' own pictures: charged and queued in one transaction, refunded when they fail (C12)."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.base.shapes import StrictShape
from central.blobs.holdings import Holder
from central.blobs.parts import Part
from central.catalogue.availability import Chooser, chosen
from central.generations import photos
from central.generations.errors import NoSuchPicture, NotThereYet, UnderWay
from central.generations.models import Generation
from central.generations.queue import enqueue
from central.generations.quota import platform_day, seconds_left_of_day
from central.generations.refunds import refund_if_promised
from central.generations.turns import Owner
from central.idempotency.creations import is_new
from central.ledger import user_charges
from central.ledger.errors import DailyLimit
from central.tenants.models import Role, User
from central.tenants.tariff import tariff
from contract.shape import NewId, Sha256
from contract.sync import GenerationState

_ABOUT_THE_STYLE: Final = {"style_deleted", "style_broken", "provider_unknown"}


class PictureRequest(StrictShape):
    """The photo was uploaded before to `/me/photos/{sha256}`. `id`: a new UUID, so that repeating is safe."""

    id: NewId
    style_id: UUID
    photo_sha256: Sha256


def request(user: User, asked: PictureRequest, at: datetime) -> tuple[Generation, bool]:
    """The generation, charged and queued; whether that was done now, or by an earlier request.

    Raises CatalogueError, OwnPictureError, DailyLimit, Shortfall, OtherContent; then nothing has changed.
    """
    content = asked.model_dump() | {"user": user.id}
    with transaction.atomic():
        new = is_new(user.tenant_id, "generation", asked.id, content)
        known = Generation.objects.filter(tenant_id=user.tenant_id, id=asked.id).first()
        if not new or known is not None:
            return find(user, asked.id), False
        price = chosen(chooser(user), asked.style_id).price
        photos.use(holder(user), asked.photo_sha256)
        charge = _charged(user, asked, price, at)
        generation = _record(user, asked, charge.price, at)
        enqueue(Owner(user.tenant_id, user.id), [generation.id])
    return generation, True


def cancel(user: User, generation_id: UUID) -> tuple[Generation, bool]:
    """Cancel a picture that is not being made yet, and refund its price; whether that was done now.

    Raises NoSuchPicture; UnderWay also while a remote provider has the work, as it may still deliver.
    """
    with transaction.atomic():
        mine = Generation.objects.filter(tenant_id=user.tenant_id, user_id=user.id, id=generation_id)
        cancelled = mine.filter(state=GenerationState.QUEUED, provider_handle="").update(
            state=GenerationState.CANCELLED, finished_at=timezone.now()
        )
        generation = find(user, generation_id)
        if cancelled:
            refund_if_promised(generation)
        elif generation.state != GenerationState.CANCELLED:
            raise UnderWay
    return generation, bool(cancelled)


def find(user: User, generation_id: UUID) -> Generation:
    """The person's own generation. Raises NoSuchPicture."""
    mine = Generation.objects.filter(tenant_id=user.tenant_id, user_id=user.id, id=generation_id)
    generation = mine.first()
    if generation is None:
        raise NoSuchPicture
    return generation


def page(user: User, asked: PageRequest) -> Page[Generation]:
    """The person's own generations, the newest first. Raises CursorError."""
    mine = Generation.objects.filter(tenant_id=user.tenant_id, user_id=user.id)
    return pages.page(mine, ("recorded_at", "id"), asked)


def is_given_back(generation: Generation) -> bool:
    """Whether the picture failed or was cancelled, so that its price was refunded."""
    return generation.state in (GenerationState.FAILED, GenerationState.CANCELLED)


def explanation(generation: Generation) -> str:
    """Why the picture failed, as the user is told; the provider's own words are for staff. Else empty."""
    if generation.state != GenerationState.FAILED:
        return ""
    if generation.failed_by_its_photo:
        reason = "This photo cannot be used; try another one."
    elif generation.failure_code in _ABOUT_THE_STYLE:
        reason = "This style is no longer available; choose another one."
    else:
        reason = "The picture could not be made."
    returned = f"Your {generation.price} credits were returned." if generation.price else "It was free."
    return f"{reason} {returned}"


def picture(user: User, generation_id: UUID) -> Part:
    """The finished picture as JPEG, without metadata. Raises NoSuchPicture, NotThereYet."""
    generation = find(user, generation_id)
    if generation.state != GenerationState.READY:
        raise NotThereYet
    return Part(generation.result_sha256)


def holder(user: User) -> Holder:
    """On whose behalf the person's photos are kept."""
    return Holder(user.tenant_id, user_id=user.id)


def chooser(user: User) -> Chooser:
    """The user as the catalogue sees them."""
    return Chooser(user.tenant_id, user.id, user.role == Role.MASTER)


def _charged(user: User, asked: PictureRequest, price: int, at: datetime) -> user_charges.UserCharge:
    try:
        return user_charges.charge(user.tenant_id, user.id, _charge_request(user, asked, price, at))
    except DailyLimit as error:
        error.retry_after = seconds_left_of_day(at)
        raise


def _charge_request(
    user: User, asked: PictureRequest, price: int, at: datetime
) -> user_charges.ChargeRequest:
    return user_charges.ChargeRequest(
        id=asked.id,
        price=price,
        actor=user.actor,
        at=at,
        day=platform_day(at),
        free_a_day=tariff().free_a_day,
        waived=user.role == Role.MASTER,
        reference=f"style:{asked.style_id}",
    )


def _record(user: User, asked: PictureRequest, price: int, at: datetime) -> Generation:
    return Generation.objects.create(
        tenant_id=user.tenant_id,
        id=asked.id,
        user_id=user.id,
        style_id=asked.style_id,
        price=price,
        photo_sha256=asked.photo_sha256,
        requested_at=at,
        state=GenerationState.QUEUED,
        queued_at=timezone.now(),
    )
