"""Photos that were kept as they were sent, before arrival took their passengers away, are stripped later."""

import logging
from uuid import UUID

from django.db import transaction

from central.blobs import store
from central.blobs.errors import BlobError
from central.blobs.models import Holding, Purpose
from central.blobs.pictures import cleaned
from central.blobs.sent_photos import Sent, restore
from central.blobs.strays import no_strays

_AT_ONCE = 200

log = logging.getLogger(__name__)


def clean_originals() -> int:
    """Strip every photo that is kept as it was sent; how many were. One that cannot be holds up no other."""
    done, after = 0, UUID(int=0)
    as_sent = Holding.objects.filter(purpose=Purpose.PHOTO, stored_sha256="").order_by("id")
    while photos := list(as_sent.filter(id__gt=after)[:_AT_ONCE]):
        done += sum(map(_clean, photos))
        after = photos[-1].id
    return done


def _clean(photo: Holding) -> bool:
    try:
        content = store.read(photo.sha256)
        sent = Sent(photo.sha256, len(content), cleaned(content))
    except BlobError as error:
        log.error("photo %s cannot be stripped: %s", photo.sha256, error)
        return False
    with no_strays(photo.tenant_id, sent.stored_sha256), transaction.atomic():
        return restore(photo, sent)
