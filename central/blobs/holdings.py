"""Keeping, reading and releasing blobs on behalf of a tenant."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from io import BytesIO
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from central.blobs import store
from central.blobs.errors import BlobMissing
from central.blobs.models import Holding, Purpose
from central.blobs.strays import lock, stray_with_this_transaction


@dataclass(frozen=True, slots=True)
class Holder:
    """On whose behalf: a tenant; of it an event; of it one kiosk - or of the tenant one person.

    None means any of them.
    """

    tenant_id: UUID
    event_id: UUID | None = None
    kiosk_id: UUID | None = None
    user_id: UUID | None = None


def keep_made(holder: Holder, purpose: Purpose, content: bytes, media_type: str = "image/jpeg") -> str:
    """Store a picture that the platform made or cleaned; its SHA-256."""
    return keep_all_made(holder, purpose, [content], media_type)[0]


def keep_all_made(
    holder: Holder, purpose: Purpose, contents: Sequence[bytes], media_type: str = "image/jpeg"
) -> list[str]:
    """The same for several, with as many statements as for one."""
    sha256s = [store.digest_of_bytes(content) for content in contents]
    named = dict(zip(sha256s, contents, strict=True))
    with transaction.atomic():
        lock(*named)
        for sha256, content in named.items():
            store.keep(sha256, BytesIO(content))
        made = [
            Holding(
                **asdict(holder), sha256=sha256, stored_sha256=sha256, purpose=purpose, media_type=media_type,
                size=len(content),
            )
            for sha256, content in named.items()
        ]  # fmt: skip
        Holding.objects.bulk_create(made, ignore_conflicts=True)
    return sha256s


def readable(reader: Holder, sha256: str) -> Holding:
    """The holding by which this reader may read the blob. Raises BlobMissing, even if others hold it."""
    own = Q(kiosk_id=reader.kiosk_id, user_id=reader.user_id)
    shared = Q(kiosk_id=None, user_id=None) & (Q(event_id=None) | Q(event_id=reader.event_id))
    holding = Holding.objects.filter(own | shared, tenant_id=reader.tenant_id, sha256=sha256).first()
    if holding is None:
        raise BlobMissing("There is no such blob.")
    return holding


def release(holder: Holder, sha256: str, purpose: Purpose) -> None:
    """Release a kiosk's or person's blob; after the commit, the bytes are deleted unless others hold them."""
    with transaction.atomic():
        held = Holding.objects.filter(of_sender(holder), sha256=sha256, purpose=purpose)
        stored = {holding.stored for holding in held.select_for_update()} or {sha256}
        held.delete()
        for each in stored:
            stray_with_this_transaction(holder.tenant_id, each, known_as=sha256)


def of_sender(holder: Holder) -> Q:
    """The holdings of exactly this kiosk or person, at whatever event."""
    return Q(tenant_id=holder.tenant_id, kiosk_id=holder.kiosk_id, user_id=holder.user_id)


def hold(holder: Holder, sha256: str, purpose: Purpose, **facts: object) -> None:
    """Note that the blob is the holder's. `facts` are those of a new holding."""
    Holding.objects.get_or_create(
        tenant_id=holder.tenant_id,
        event_id=holder.event_id,
        kiosk_id=holder.kiosk_id,
        user_id=holder.user_id,
        sha256=sha256,
        purpose=purpose,
        defaults=facts,
    )
