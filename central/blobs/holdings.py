"""Keeping, reading and releasing blobs on behalf of a tenant."""

from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q

from central.blobs import store
from central.blobs.errors import BlobMissing
from central.blobs.models import Holding, Purpose
from central.blobs.pictures import Picture
from central.blobs.strays import lock, stray_with_this_transaction
from central.pg_arrays import of_hashes


@dataclass(frozen=True, slots=True)
class Holder:
    """On whose behalf: a tenant; of it an event; of it one kiosk - or of the tenant one person.

    None means any of them.
    """

    tenant_id: UUID
    event_id: UUID | None = None
    kiosk_id: UUID | None = None
    user_id: UUID | None = None


def keep_upload(holder: Holder, sha256: str, file: BinaryIO, picture: Picture) -> None:
    """Store a verified photo, readable by its sender only. Inside the caller's transaction."""
    size = file.seek(0, 2)
    file.seek(0)
    lock(sha256)
    store.keep(sha256, file)
    _hold(holder, sha256, Purpose.PHOTO, media_type=picture.media_type, size=size)


def keep_made(holder: Holder, purpose: Purpose, content: bytes, media_type: str = "image/jpeg") -> str:
    """Store a picture that the platform made or cleaned; its SHA-256."""
    sha256 = store.digest_of_bytes(content)
    with transaction.atomic():
        lock(sha256)
        store.keep(sha256, BytesIO(content))
        _hold(holder, sha256, purpose, media_type=media_type, size=len(content))
    return sha256


def readable(reader: Holder, sha256: str) -> Holding:
    """The holding by which this reader may read the blob. Raises BlobMissing, even if others hold it."""
    own = Q(kiosk_id=reader.kiosk_id, user_id=reader.user_id)
    shared = Q(kiosk_id=None, user_id=None) & (Q(event_id=None) | Q(event_id=reader.event_id))
    holding = Holding.objects.filter(own | shared, tenant_id=reader.tenant_id, sha256=sha256).first()
    if holding is None:
        raise BlobMissing("There is no such blob.")
    return holding


def photos_kept(tenant_id: UUID, kiosk_id: UUID, sha256s: frozenset[str]) -> frozenset[str]:
    """Those of the photos that this kiosk has uploaded."""
    with connection.cursor() as cursor:
        cursor.execute(_PHOTOS_KEPT, [tenant_id, kiosk_id, Purpose.PHOTO, of_hashes(sha256s)])
        return frozenset(row[0] for row in cursor.fetchall())


_PHOTOS_KEPT = """
SELECT sha256 FROM blobs_holding
WHERE tenant_id = %s AND kiosk_id = %s AND purpose = %s AND sha256 = ANY(%s::text[])
"""


def release(holder: Holder, sha256: str, purpose: Purpose) -> None:
    """Release a kiosk's or person's blob; after the commit, the bytes are deleted unless others hold them."""
    with transaction.atomic():
        Holding.objects.filter(
            tenant_id=holder.tenant_id,
            kiosk_id=holder.kiosk_id,
            user_id=holder.user_id,
            sha256=sha256,
            purpose=purpose,
        ).delete()
        stray_with_this_transaction(holder.tenant_id, sha256)


def _hold(holder: Holder, sha256: str, purpose: Purpose, **facts: object) -> None:
    Holding.objects.get_or_create(
        tenant_id=holder.tenant_id,
        event_id=holder.event_id,
        kiosk_id=holder.kiosk_id,
        user_id=holder.user_id,
        sha256=sha256,
        purpose=purpose,
        defaults=facts,
    )
