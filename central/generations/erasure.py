"""Erased pictures (X6): erased in one transaction, their files removed by the worker afterwards.

What stays is a tombstone. It keeps the photo from being taken again, and says what is still to be removed, so
that nothing is left behind when whoever removes it dies. A photo that another picture of the same booth was
made from stays with that picture, and may come again for it.
"""

import logging
from datetime import timedelta
from typing import Final, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from central.blobs import strays
from central.blobs.holdings import Holder, release
from central.blobs.models import Purpose
from central.blobs.uploads import Upload
from central.changefeed.changes import publish
from central.generations.errors import PhotoErased
from central.generations.models import Generation, Tombstone
from central.generations.providers.base import PermanentError
from central.generations.providers.registry import provider_called
from central.generations.queue import enqueue_removal
from central.generations.refunds import refund_if_promised
from central.generations.requests import CANCELLABLE, lock_photos_of
from central.generations.turns import Owner
from contract.ids import new_id
from contract.sync import GenerationState

_AGAIN: Final = timedelta(minutes=2)
_AT_ONCE: Final = 200
_PICTURES: Final = {
    Purpose.PHOTO: "photo_sha256",
    Purpose.RESULT: "result_sha256",
    Purpose.BEFORE: "before_sha256",
    Purpose.THUMBNAIL: "thumbnail_sha256",
}

log = logging.getLogger(__name__)


class RefusedPicture(NamedTuple):
    """A request that was refused: no picture, but perhaps a photo. All but the code may be missing."""

    generation_id: UUID | None
    photo_sha256: str
    claim_code: str


def erase(generation: Generation) -> bool:
    """Erase a picture, in the caller's transaction; whether that was done now. Its files go after the commit.

    Erased before anybody began to work on it, it costs what a cancelled one does (C13).
    """
    if generation.kiosk_id is not None:
        lock_photos_of(generation.kiosk_id)  # Before the row, as when a photo arrives.
    same = Generation.objects.filter(tenant_id=generation.tenant_id, id=generation.id)
    present = same.exclude(state=GenerationState.ERASED).select_for_update(no_key=True).first()
    if present is None:
        return False
    same.update(
        state=GenerationState.ERASED, claim_id=None, claimed_until=None, not_before=None, language="",
        failure="", last_error="", finished_at=timezone.now(),
    )  # fmt: skip
    _bury(
        Tombstone(
            tenant_id=present.tenant_id,
            id=present.id,
            kiosk_id=present.kiosk_id,
            user_id=present.user_id,
            photo_sha256=present.photo_sha256,
            claim_code=present.claim_code,
        )
    )
    if present.state in CANCELLABLE and not present.provider_handle:
        refund_if_promised(present)
    return True


def erase_refused(tenant_id: UUID, kiosk_id: UUID, refused: RefusedPicture) -> None:
    """Erase the photo of a request that was refused, in the caller's transaction."""
    lock_photos_of(kiosk_id)
    generation_id = refused.generation_id or new_id()
    taken = Generation.objects.filter(tenant_id=tenant_id, id=generation_id).exists()
    _bury(
        Tombstone(
            tenant_id=tenant_id,
            id=new_id() if taken else generation_id,
            kiosk_id=kiosk_id,
            photo_sha256=refused.photo_sha256,
            claim_code=refused.claim_code,
        )
    )


def refuse_erased(holder: Holder, upload: Upload) -> None:
    """Raises PhotoErased, and keeps none of its bytes, when a guest erased what this photo was for."""
    assert holder.kiosk_id is not None, "people may send their own photo again"
    of_the_booth = {"tenant_id": holder.tenant_id, "kiosk_id": holder.kiosk_id}
    if not Tombstone.objects.filter(photo_sha256=upload.sha256, **of_the_booth).exists():
        return
    if not is_needed(holder, Purpose.PHOTO, upload.sha256):
        upload.discard()
        raise PhotoErased


def is_needed(holder: Holder, purpose: Purpose, sha256: str) -> bool:
    """Whether a picture of this booth or person that is not erased has this photo, or is this picture."""
    theirs = Generation.objects.filter(
        tenant_id=holder.tenant_id, kiosk_id=holder.kiosk_id, user_id=holder.user_id
    )
    return theirs.filter(**{_PICTURES[purpose]: sha256}).exclude(state=GenerationState.ERASED).exists()


def remove_due() -> int:
    """Try again to remove what is due; of how many pictures nothing is left."""
    due = Tombstone.objects.filter(removed_at=None, due_at__lte=timezone.now()).order_by("due_at")
    return sum(remove(tenant_id, each) for tenant_id, each in due.values_list("tenant_id", "id")[:_AT_ONCE])


def remove(tenant_id: UUID, generation_id: UUID) -> bool:
    """Remove the files of an erased picture; whether all are gone. If not, they are due again later."""
    tombstone = Tombstone.objects.filter(tenant_id=tenant_id, id=generation_id, removed_at=None).first()
    if tombstone is None:
        return True
    try:
        removed = _remove(tombstone)
    except Exception:
        log.exception("erased picture %s: something of it could not be removed yet", generation_id)
        removed = False
    now = timezone.now()
    same = Tombstone.objects.filter(tenant_id=tenant_id, id=generation_id)
    same.update(**({"removed_at": now} if removed else {"due_at": now + _AGAIN}))
    return removed


def keep_for_removal(generation: Generation, provider: str, handle: str) -> None:
    """A provider accepted work on a picture that was erased meanwhile: it has to forget it, too."""
    with transaction.atomic():
        erased = Generation.objects.filter(
            tenant_id=generation.tenant_id, id=generation.id, state=GenerationState.ERASED
        )
        if erased.update(provider=provider, provider_handle=handle):
            same = Tombstone.objects.filter(tenant_id=generation.tenant_id, id=generation.id)
            same.update(removed_at=None, due_at=timezone.now())
            enqueue_removal(Owner(generation.tenant_id, generation.user_id), generation.id)


def _bury(tombstone: Tombstone) -> None:
    """Leave the tombstone, and tell the booth and the worker."""
    Tombstone.objects.bulk_create([tombstone], ignore_conflicts=True)
    if tombstone.kiosk_id is not None:
        publish(tombstone.tenant_id, tombstone.kiosk_id, "generation", str(tombstone.id))
    enqueue_removal(Owner(tombstone.tenant_id, tombstone.user_id), tombstone.id)


def _remove(tombstone: Tombstone) -> bool:
    """False: something of it is still in the store, or came while this was done."""
    same = Generation.objects.filter(tenant_id=tombstone.tenant_id, id=tombstone.id)
    generation = same.filter(state=GenerationState.ERASED).first()
    pictures = {Purpose.PHOTO: tombstone.photo_sha256}
    if generation is not None:
        pictures |= {purpose: getattr(generation, field) for purpose, field in _PICTURES.items()}
        _forget_at_the_provider(generation)
    for purpose, sha256 in pictures.items():
        if sha256:
            _let_go(tombstone.holder, purpose, sha256)
    return not strays.are_stray(tombstone.tenant_id, pictures.values()) and _forget(generation)


def _let_go(holder: Holder, purpose: Purpose, sha256: str) -> None:
    with transaction.atomic():
        strays.lock(sha256)
        if holder.kiosk_id is not None:
            lock_photos_of(holder.kiosk_id)
        if is_needed(holder, purpose, sha256):
            return
        release(holder, sha256, purpose)
        if purpose is Purpose.PHOTO and holder.kiosk_id is not None:
            Upload(holder.kiosk_id, sha256).discard()


def _forget_at_the_provider(generation: Generation) -> None:
    if not generation.provider_handle:
        return
    try:
        provider_called(generation.provider).forget(generation.provider_handle)
    except PermanentError as error:
        log.warning("erased picture %s: the provider forgets nothing: %s", generation.id, error.sentence)


def _forget(generation: Generation | None) -> bool:
    """Forget what the pictures were called; False: a provider has accepted work on it meanwhile."""
    if generation is None:
        return True
    same = Generation.objects.filter(
        tenant_id=generation.tenant_id, id=generation.id, provider_handle=generation.provider_handle
    )
    return bool(same.update(result_sha256="", before_sha256="", thumbnail_sha256="", provider_handle=""))
