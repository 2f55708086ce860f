"""Photos that somebody sends and no picture is asked of: bounded for each booth and each person."""

from typing import Final

from django.db.models import Count, QuerySet, Sum

from central.blobs.errors import QuotaExceeded
from central.blobs.holdings import Holder
from central.blobs.models import Holding, RefusedPhoto
from central.blobs.quotas import Quota, admit
from central.blobs.uploads import Upload
from central.generations.models import Generation
from central.generations.photos import unused_by_booths, unused_by_users
from contract.sync import GenerationState

_MB: Final = 1024 * 1024
MOST_UNUSED_BY_A_USER: Final = Quota(uploads=20, size=100 * _MB)
"""Kept or arriving."""
MOST_UNUSED_BY_A_BOOTH: Final = Quota(uploads=500, size=1024 * _MB)
"""A request comes before its photo, unless it is refused. Refused photos count as well."""
MOST_ARRIVING_FROM_A_BOOTH: Final = Quota(uploads=20, size=200 * _MB)
"""Booths send one photo after the other."""


def admit_users(holder: Holder, upload: Upload) -> None:
    """Let a user begin an upload, or go on with it.

    Raises QuotaExceeded when they have too many unused photos, or parts of some.
    """
    if upload.has_begun():
        return
    photos, size = _counted(unused_by_users().filter(tenant_id=holder.tenant_id, user_id=holder.user_id))
    most = MOST_UNUSED_BY_A_USER
    left = Quota(most.uploads - photos, most.size - size)
    if left.uploads <= 0 or left.size <= 0:
        raise QuotaExceeded("You have too many unused photos; use one of them, or try again later.")
    admit(upload, left)


def admit_booths(holder: Holder, upload: Upload) -> None:
    """Let a booth begin an upload, or go on with it.

    Raises QuotaExceeded when nobody has asked for the photo yet, nor for too many that came before it; or
    when too many have begun.
    """
    if upload.has_begun():
        return
    if not _is_asked_for(holder, upload):
        _refuse_unasked(holder)
    admit(upload, MOST_ARRIVING_FROM_A_BOOTH)


def _is_asked_for(holder: Holder, upload: Upload) -> bool:
    asked = Generation.objects.filter(
        tenant_id=holder.tenant_id, kiosk_id=holder.kiosk_id, photo_sha256=upload.sha256
    )
    return asked.exclude(state=GenerationState.ERASED).exists()


def _refuse_unasked(holder: Holder) -> None:
    of_the_booth = {"tenant_id": holder.tenant_id, "kiosk_id": holder.kiosk_id}
    photos, size = _counted(unused_by_booths().filter(**of_the_booth))
    photos += RefusedPhoto.objects.filter(**of_the_booth).count()
    if photos >= MOST_UNUSED_BY_A_BOOTH.uploads or size >= MOST_UNUSED_BY_A_BOOTH.size:
        raise QuotaExceeded("Too many photos have come that no picture was asked of; send this one later.")


def _counted(photos: QuerySet[Holding]) -> tuple[int, int]:
    """How many they are, and their bytes as they were sent."""
    counted = photos.aggregate(photos=Count("id"), size=Sum("size", default=0))
    return counted["photos"], counted["size"]
