"""Photos that have arrived whole: checked, kept for their sender alone, and put to use."""

from datetime import timedelta
from itertools import chain
from typing import BinaryIO, Final

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone

from central.blobs.errors import BlobError, RangeMismatch
from central.blobs.holdings import Holder, of_sender, release
from central.blobs.models import Holding, Purpose
from central.blobs.pictures import accepted
from central.blobs.sent_photos import Sent, keep_upload, refuse_photo
from central.blobs.strays import lock, no_strays
from central.blobs.uploads import Upload
from central.generations.erasure import refuse_erased
from central.generations.errors import PhotoNotSent
from central.generations.models import Generation
from central.generations.requests import lock_photos_of, photo_arrived
from central.incidents.isolation import About, each_alone
from central.server.db_pool import let_go
from contract.sync import GenerationState

UNUSED_FOR: Final = timedelta(days=7)
UNUSED_BY_A_BOOTH_FOR: Final = timedelta(days=34)
"""Its request may still come. Of one that comes later the booth is asked for the photo again."""
_MOST_LET_GO: Final = 5000


def is_kept(holder: Holder, sha256: str) -> bool:
    """Whether this kiosk's or person's photo has been kept."""
    return Holding.objects.filter(of_sender(holder), sha256=sha256, purpose=Purpose.PHOTO).exists()


def take_from_kiosk(holder: Holder, upload: Upload) -> None:
    """Keep the finished upload and queue the generations that waited for it, in one transaction.

    Raises BlobError or PhotoErased, and then nothing of it is kept; if no picture can be made of it, the
    waiting ends all the same. Of two connections that finish one upload at once, the second one finds it
    taken.
    """
    try:
        _take_from_kiosk(holder, upload)
    except RangeMismatch:
        if not is_kept(holder, upload.sha256):
            raise


def _take_from_kiosk(holder: Holder, upload: Upload) -> None:
    with upload.verified() as file:
        try:
            sent = _sent(upload, file)
        except BlobError as error:
            refuse(holder, upload.sha256, error)
            raise
        with no_strays(holder.tenant_id, sent.stored_sha256), transaction.atomic():
            lock(upload.sha256)
            lock(sent.stored_sha256)
            lock_photos_of(upload.sender_id)
            refuse_erased(holder, upload)
            keep_upload(holder, sent)
            photo_arrived(holder.tenant_id, upload.sender_id, upload.sha256)


def refuse(holder: Holder, sha256: str, error: BlobError) -> None:
    """End the waiting for a kiosk's photo of which no picture can be made: those who make it find out why.

    Whoever asks for such a picture later need not wait, either.
    """
    assert holder.kiosk_id is not None, "people ask for pictures only of photos that were kept"
    with transaction.atomic():
        refuse_photo(holder, sha256, error)
        photo_arrived(holder.tenant_id, holder.kiosk_id, sha256)


def take_from_user(holder: Holder, upload: Upload) -> None:
    """Keep the finished upload. Raises BlobError, and then nothing of it is kept; repeated as a kiosk's."""
    try:
        _take_from_user(holder, upload)
    except RangeMismatch:
        if not is_kept(holder, upload.sha256):
            raise


def _take_from_user(holder: Holder, upload: Upload) -> None:
    with upload.verified() as file:
        sent = _sent(upload, file)
        with no_strays(holder.tenant_id, sent.stored_sha256), transaction.atomic():
            keep_upload(holder, sent)


def _sent(upload: Upload, file: BinaryIO) -> Sent:
    """What is kept of it. It takes its time, and so outside of transactions and without a connection."""
    content = file.read()
    let_go()
    return Sent(upload.sha256, len(content), accepted(content))


def use(holder: Holder, sha256: str) -> None:
    """Ensure that the photo is kept until the caller's transaction has recorded its use.

    Raises PhotoNotSent.
    """
    lock(sha256)
    if not is_kept(holder, sha256):
        raise PhotoNotSent


def sweep_unused() -> int:
    """Release photos that no picture was asked of: users' after a week, booths' after a month; how many."""
    now = timezone.now()
    by_users = unused_by_users().filter(created_at__lt=now - UNUSED_FOR)
    by_booths = unused_by_booths().filter(created_at__lt=now - UNUSED_BY_A_BOOTH_FOR)
    # In any order, lest those that cannot be let go come first each time.
    batches = [list(unused.order_by("?")[:_MOST_LET_GO]) for unused in (by_users, by_booths)]
    is_all = all(len(batch) < _MOST_LET_GO for batch in batches)
    return sum(each_alone("generations.sweep_unused", chain(*batches), _let_go, _about, is_all=is_all))


def _about(photo: Holding) -> About:
    return About(photo.tenant_id, f"holding:{photo.id}")


def _let_go(photo: Holding) -> int:
    """0: a picture was asked of it at the last moment."""
    unused = unused_by_booths() if photo.kiosk_id else unused_by_users()
    with transaction.atomic():
        lock(photo.sha256)
        if photo.kiosk_id is not None:
            lock_photos_of(photo.kiosk_id)
        if not unused.filter(tenant_id=photo.tenant_id, id=photo.id).exists():
            return 0
        holder = Holder(photo.tenant_id, kiosk_id=photo.kiosk_id, user_id=photo.user_id)
        release(holder, photo.sha256, Purpose.PHOTO)
    return 1


def unused_by_users() -> QuerySet[Holding]:
    """People's photos that no picture was asked of."""
    return _unused(user_id=OuterRef("user_id")).filter(user_id__isnull=False)


def unused_by_booths() -> QuerySet[Holding]:
    """Booths' photos that no picture was asked of."""
    return _unused(kiosk_id=OuterRef("kiosk_id")).filter(kiosk_id__isnull=False)


def _unused(**of_the_sender: OuterRef) -> QuerySet[Holding]:
    uses = Generation.objects.filter(
        tenant_id=OuterRef("tenant_id"), photo_sha256=OuterRef("sha256"), **of_the_sender
    ).exclude(state=GenerationState.ERASED)
    return Holding.objects.filter(~Exists(uses), purpose=Purpose.PHOTO)
