"""Photos by the names under which booths and people sent them: kept without their passengers, or refused."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from central.blobs import store
from central.blobs.errors import BlobError, BlobMissing
from central.blobs.holdings import Holder, hold, of_sender
from central.blobs.models import Holding, Purpose, RefusedPhoto
from central.blobs.pictures import Picture
from central.blobs.strays import lock, stray_in_a_while
from central.pg_arrays import array_of
from contract.problem import Code


@dataclass(frozen=True)
class Sent:
    """A photo under the name by which its sender asks for it; `size` is how many bytes were sent."""

    sha256: str
    size: int
    picture: Picture

    @cached_property
    def stored_sha256(self) -> str:
        """The name under which what is left of it is kept."""
        return store.digest_of_bytes(self.picture.content)


def keep_upload(holder: Holder, sent: Sent) -> None:
    """Store a verified photo, readable by its sender only. Inside the caller's transaction."""
    lock(sent.stored_sha256)
    store.keep(sent.stored_sha256, BytesIO(sent.picture.content))
    hold(
        holder,
        sent.sha256,
        Purpose.PHOTO,
        stored_sha256=sent.stored_sha256,
        media_type=sent.picture.media_type,
        size=sent.size,
    )
    _refused(holder, sent.sha256).delete()


def restore(photo: Holding, sent: Sent) -> bool:
    """Keep in a photo's place what is left of it without its passengers. Inside the caller's transaction.

    False: it was released meanwhile.
    """
    lock(sent.stored_sha256)
    store.keep(sent.stored_sha256, BytesIO(sent.picture.content))
    held = Holding.objects.filter(tenant_id=photo.tenant_id, id=photo.id, stored_sha256="")
    done = held.update(stored_sha256=sent.stored_sha256, media_type=sent.picture.media_type)
    stray_in_a_while(photo.tenant_id, photo.sha256)
    return bool(done)


def read_photo(holder: Holder, sha256: str) -> bytes:
    """The photo that this kiosk or person sent. Raises BlobMissing, or why the photo was refused."""
    kept = Holding.objects.filter(of_sender(holder), sha256=sha256, purpose=Purpose.PHOTO).first()
    if kept is not None:
        return store.read(kept.stored)
    refused = _refused(holder, sha256).first()
    if refused is not None:
        raise BlobError(refused.sentence, Code(refused.code))
    raise BlobMissing("The photo is gone.")


def refuse_photo(holder: Holder, sha256: str, error: BlobError) -> None:
    """Remember that a kiosk's photo has arrived, and that no picture can be made of it."""
    assert holder.kiosk_id is not None, "people ask for pictures only of photos that were kept"
    RefusedPhoto.objects.update_or_create(
        tenant_id=holder.tenant_id,
        kiosk_id=holder.kiosk_id,
        sha256=sha256,
        defaults={"code": error.code, "sentence": str(error)},
    )


def forget_refusals(before: datetime) -> int:
    """Forget refused photos that nobody waits for any more; how many."""
    return RefusedPhoto.objects.filter(created_at__lt=before).delete()[0]


def photos_arrived(tenant_id: UUID, kiosk_id: UUID, sha256s: frozenset[str]) -> frozenset[str]:
    """Those of the photos that this kiosk has uploaded, be they kept or refused."""
    hashes = array_of(sha256s)
    with connection.cursor() as cursor:
        cursor.execute(
            _PHOTOS_ARRIVED, [Purpose.PHOTO, tenant_id, kiosk_id, hashes, tenant_id, kiosk_id, hashes]
        )
        return frozenset(row[0] for row in cursor.fetchall())


_PHOTOS_ARRIVED = """
SELECT sha256 FROM blobs_holding
WHERE purpose = %s AND tenant_id = %s AND kiosk_id = %s AND sha256 = ANY(%s::text[])
UNION ALL
SELECT sha256 FROM blobs_refusedphoto
WHERE tenant_id = %s AND kiosk_id = %s AND sha256 = ANY(%s::text[])
"""


def _refused(holder: Holder, sha256: str) -> QuerySet[RefusedPhoto]:
    if holder.kiosk_id is None:
        return RefusedPhoto.objects.none()
    return RefusedPhoto.objects.filter(tenant_id=holder.tenant_id, kiosk_id=holder.kiosk_id, sha256=sha256)
