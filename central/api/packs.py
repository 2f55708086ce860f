"""Packs and styles that a user can choose from, and the unlocking of premium packs (C4)."""

from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from central.api.auth import person_asking, sitter_auth, user_auth
from central.api.shapes import Body, CreditsMoved, Row, Status
from central.catalogue import availability
from central.catalogue.unlocks import unlock
from central.generations.user_generations import chooser
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.transfer_requests import TransferRequest
from contract.config import Localized
from contract.shape import NewId, Sha256

router = Router(tags=["packs"], auth=user_auth)


class PackStyle(Row):
    """A style. `price`: credits for one picture."""

    id: UUID
    slug: str
    name: Localized
    price: int
    premium: bool
    sample_sha256: Sha256


class StylePack(Row):
    """A pack, in gallery order. `unlock_price`: credits to unlock it; 0 once it is unlocked."""

    id: UUID
    slug: str
    name: Localized
    premium: bool
    unlocked: bool
    unlock_price: int
    styles: list[PackStyle]


class UnlockRequest(Body):
    """`id`: a new UUID, so that repeating is safe."""

    id: NewId


@router.get("/packs", response=list[StylePack], summary="List packs, styles and prices", auth=sitter_auth)
def packs(request: HttpRequest) -> list[StylePack]:
    """All active packs of the platform. A premium pack is `unlocked` once it is paid for."""
    person = chooser(person_asking(request))
    return [_pack(each) for each in availability.packs_for(person)]


@router.post("/packs/{pack_id}/unlock", response=CreditsMoved, summary="Unlock a premium pack")
def unlock_pack(request: HttpRequest, pack_id: UUID, body: UnlockRequest) -> CreditsMoved:
    """Permanent, not refundable, never sold twice: 409 `already_unlocked` for another `id`."""
    user = person_asking(request)
    transfer = TransferRequest(body.id, user.actor, timezone.now())
    done_now = unlock(user.tenant_id, user.id, pack_id, transfer)
    return CreditsMoved(
        status=Status.of(done_now), balance=balance_of(user.tenant_id, AccountKind.USER, user.id)
    )


def _pack(open_pack: availability.OpenPack) -> StylePack:
    styles = [PackStyle.of(each.style, price=each.price) for each in open_pack.styles]
    terms = {"unlocked": open_pack.unlocked, "unlock_price": open_pack.unlock_price}
    return StylePack.of(open_pack.pack, styles=styles, **terms)
