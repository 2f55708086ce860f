"""Uploads that the process which received them left behind when it was killed.

One that is whole is taken. One whose guest has erased it since goes: nobody may ever ask about it again.
"""

import logging
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from central.base.refusals import DomainError
from central.blobs.holdings import Holder
from central.blobs.uploads import Upload, idle_for
from central.generations.erasure import refuse_erased
from central.generations.errors import PhotoErased
from central.generations.models import Generation, Tombstone
from central.generations.photos import take_from_kiosk, take_from_user
from central.tenants.models import User
from contract.sync import GenerationState

IDLE_SECONDS: Final = 60.0
_MOST: Final = 500

log = logging.getLogger(__name__)


def take_whole_uploads() -> int:
    """Take what booths' pictures wait for, and people's own photos; how many. One failure stops no other."""
    idle = {(upload.sender_id, upload.sha256): upload for upload in idle_for(IDLE_SECONDS, _MOST)}
    senders = {sender_id for sender_id, _ in idle}
    if not senders:
        return 0
    holders = dict(_awaited_from_kiosks(idle.keys()))
    people = dict(_people(senders))
    holders |= {key: people[key[0]] for key in idle if key[0] in people}
    return sum(_take(holder, idle[key]) for key, holder in holders.items() if key in idle)


def discard_erased_uploads() -> int:
    """Delete what there is of erased photos that were still arriving after their files had been removed."""
    idle = {(upload.sender_id, upload.sha256): upload for upload in idle_for(IDLE_SECONDS, _MOST)}
    if not idle:
        return 0
    buried = Tombstone.objects.filter(
        kiosk_id__in={sender_id for sender_id, _ in idle}, photo_sha256__in={sha256 for _, sha256 in idle}
    )
    rows = set(buried.values_list("tenant_id", "kiosk_id", "photo_sha256"))
    return sum(
        _discard(Holder(tenant_id, kiosk_id=kiosk_id), idle[kiosk_id, sha256])
        for tenant_id, kiosk_id, sha256 in rows
        if kiosk_id is not None and (kiosk_id, sha256) in idle
    )


def _discard(holder: Holder, upload: Upload) -> bool:
    try:
        refuse_erased(holder, upload)
    except PhotoErased:
        return True
    return False  # Another picture of the booth waits for it.


def _take(holder: Holder, upload: Upload) -> bool:
    try:
        if not upload.is_whole():
            return False
        take = take_from_kiosk if holder.kiosk_id else take_from_user
        take(holder, upload)
    except DomainError as error:
        log.info("the upload %s is not taken: %s", upload.sha256, error)
        return False
    except Exception:
        log.exception("the upload %s could not be taken", upload.sha256)
        return False
    return True


def _awaited_from_kiosks(idle: Iterable[tuple[UUID, str]]) -> Iterator[tuple[tuple[UUID, str], Holder]]:
    awaiting = Generation.objects.filter(
        kiosk_id__in={sender_id for sender_id, _ in idle},
        photo_sha256__in={sha256 for _, sha256 in idle},
        state=GenerationState.AWAITING_PHOTO,
    )
    for row in awaiting.only("tenant_id", "event_id", "kiosk_id", "user_id", "photo_sha256"):
        assert row.kiosk_id is not None
        yield (row.kiosk_id, row.photo_sha256), row.holder


def _people(senders: set[UUID]) -> Iterator[tuple[UUID, Holder]]:
    for tenant_id, user_id in User.objects.filter(id__in=senders).values_list("tenant_id", "id"):
        yield user_id, Holder(tenant_id, user_id=user_id)
