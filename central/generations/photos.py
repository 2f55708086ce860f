"""Photos that have arrived whole: checked, kept for their sender alone, and put to use."""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from central.blobs.errors import RangeMismatch
from central.blobs.holdings import Holder, keep_upload, photos_kept, release
from central.blobs.models import Holding, Purpose
from central.blobs.pictures import examine
from central.blobs.strays import lock, no_strays
from central.blobs.uploads import Upload, unfinished
from central.generations.erasure import refuse_erased
from central.generations.errors import PhotoNotSent, TooManyPhotos
from central.generations.models import Generation
from central.generations.requests import lock_photos_of, photo_arrived
from contract.sync import GenerationState

MOST_UNUSED: Final = 20
"""Photos of one user that no picture was made of."""
UNUSED_FOR: Final = timedelta(days=7)


def is_kept(holder: Holder, sha256: str) -> bool:
    """Whether this user's photo has been kept."""
    photos = Holding.objects.filter(tenant_id=holder.tenant_id, user_id=holder.user_id, sha256=sha256)
    return photos.filter(purpose=Purpose.PHOTO).exists()


def refuse_hoarding(holder: Holder, upload: Upload) -> None:
    """Raises TooManyPhotos when a user with too many unused photos, or parts, begins another."""
    unused = _unused().filter(tenant_id=holder.tenant_id, user_id=holder.user_id).count()
    if not upload.held() and unused + unfinished(upload.sender_id) >= MOST_UNUSED:
        raise TooManyPhotos(MOST_UNUSED)


def take_from_kiosk(holder: Holder, upload: Upload) -> None:
    """Keep the finished upload and queue the generations that waited for it, in one transaction.

    Raises BlobError or PhotoErased, and then nothing of it is kept. Of two connections that finish one upload
    at once, the second one finds it taken.
    """
    try:
        _take_from_kiosk(holder, upload)
    except RangeMismatch:
        if not photos_kept(holder.tenant_id, upload.sender_id, frozenset((upload.sha256,))):
            raise


def _take_from_kiosk(holder: Holder, upload: Upload) -> None:
    with upload.verified() as file:
        picture = examine(file)
        with no_strays(holder.tenant_id, upload.sha256), transaction.atomic():
            lock(upload.sha256)
            lock_photos_of(upload.sender_id)
            refuse_erased(holder, upload)
            keep_upload(holder, upload.sha256, file, picture)
            photo_arrived(holder.tenant_id, upload.sender_id, upload.sha256)


def take_from_user(holder: Holder, upload: Upload) -> None:
    """Keep the finished upload. Raises BlobError, and then nothing of it is kept; repeated as a kiosk's."""
    try:
        _take_from_user(holder, upload)
    except RangeMismatch:
        if not is_kept(holder, upload.sha256):
            raise


def _take_from_user(holder: Holder, upload: Upload) -> None:
    with upload.verified() as file:
        picture = examine(file)
        with no_strays(holder.tenant_id, upload.sha256), transaction.atomic():
            keep_upload(holder, upload.sha256, file, picture)


def use(holder: Holder, sha256: str) -> None:
    """Ensure that the photo is kept until the caller's transaction has recorded its use.

    Raises PhotoNotSent.
    """
    lock(sha256)
    if not is_kept(holder, sha256):
        raise PhotoNotSent


def sweep_unused() -> int:
    """Release photos that went unused for a week; how many."""
    old = _unused().filter(created_at__lt=timezone.now() - UNUSED_FOR)
    ids = list(old.values_list("tenant_id", "id", "sha256"))
    return sum(_let_go(tenant_id, holding_id, sha256) for tenant_id, holding_id, sha256 in ids)


def _let_go(tenant_id: UUID, holding_id: UUID, sha256: str) -> int:
    with transaction.atomic():
        lock(sha256)
        unused = _unused().filter(tenant_id=tenant_id, id=holding_id).first()
        if unused is None:
            return 0
        release(Holder(tenant_id, user_id=unused.user_id), sha256, Purpose.PHOTO)
    return 1


def _unused() -> QuerySet[Holding]:
    uses = Generation.objects.filter(
        tenant_id=OuterRef("tenant_id"),
        user_id=OuterRef("user_id"),
        photo_sha256=OuterRef("sha256"),
    ).exclude(state=GenerationState.ERASED)
    return Holding.objects.filter(~Exists(uses), user_id__isnull=False, purpose=Purpose.PHOTO)
