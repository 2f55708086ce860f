"""A person's picture of themselves: small, square, nothing but pixels, and gone when they take it back."""

from typing import Final

from django.db import transaction

from central.blobs import holdings, store
from central.blobs.errors import BlobMissing
from central.blobs.holdings import Holder, keep_made, of_sender
from central.blobs.models import Holding, Purpose
from central.blobs.pictures import rendition
from central.server.db_pool import let_go
from central.tenants import audit_log
from central.tenants.models import User

SIDE: Final = 256
"""In pixels: twice what the largest place for it has."""
_QUALITY: Final = 85


def set_avatar(person: User, picture: bytes) -> None:
    """Show this picture, as it is kept of what was sent. Raises BlobError."""
    let_go()
    jpeg = rendition(picture, SIDE, _QUALITY, (SIDE, SIDE))  # Takes its time, so before anything is locked.
    with transaction.atomic():
        _change(person, keep_made(_holder(person), Purpose.AVATAR, jpeg))


def remove_avatar(person: User) -> None:
    """Show none. Harmless if there is none."""
    with transaction.atomic():
        _change(person, "")


def avatar_of(person: User) -> bytes:
    """The JPEG. Raises BlobMissing."""
    if not person.avatar_sha256:
        raise BlobMissing("There is no avatar.")
    return store.read(holdings.readable(_holder(person), person.avatar_sha256).stored)


def _change(person: User, sha256: str) -> None:
    audit_log.record_edit(person.subject, person, {"avatar_sha256": sha256}, person.actor)
    User.objects.filter(id=person.id).update(avatar_sha256=sha256)
    others = Holding.objects.filter(of_sender(_holder(person)), purpose=Purpose.AVATAR)
    for other in others.exclude(sha256=sha256).values_list("sha256", flat=True):
        holdings.release(_holder(person), other, Purpose.AVATAR)


def _holder(person: User) -> Holder:
    return Holder(person.tenant_id, user_id=person.id)
