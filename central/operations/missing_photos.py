"""Photos that pictures wait for though their booth is online: it is asked for them again.

However a photo may have been lost on its way, the loss is not silent: the booth looks whether the platform
has it, and sends it if not. Booths that do not know the question pass over it.
"""

import logging
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from central.changefeed.changes import publish
from central.fleet.models import Kiosk
from central.generations.models import Generation
from central.generations.requests import lock_photos_of
from contract.sync import GenerationState

PATIENCE: Final = timedelta(minutes=3)
"""From a request to the first question; it doubles with each one, up to a day."""
_LONGEST: Final = timedelta(days=1)
_ONLINE: Final = timedelta(minutes=2)
_AT_ONCE: Final = 500

log = logging.getLogger(__name__)


def ask_for_photos(now: datetime) -> int:
    """Ask every booth that is online for what is due; for how many pictures. One failure stops no other."""
    return sum(_ask(*kiosk, generations, now) for kiosk, generations in _due(now))


def _due(now: datetime) -> Iterator[tuple[tuple[UUID, UUID], list[Generation]]]:
    online = Kiosk.objects.filter(last_seen_at__gt=now - _ONLINE)
    due = Q(ask_for_photo_at=None, recorded_at__lt=now - PATIENCE) | Q(ask_for_photo_at__lte=now)
    waiting = Generation.objects.filter(
        due, state=GenerationState.AWAITING_PHOTO, kiosk_id__in=online.values("id")
    )
    oldest = waiting.order_by(F("ask_for_photo_at").asc(nulls_first=True), "recorded_at")[:_AT_ONCE]
    by_kiosk = sorted(oldest, key=_kiosk_of)
    return ((kiosk, list(generations)) for kiosk, generations in groupby(by_kiosk, key=_kiosk_of))


def _kiosk_of(generation: Generation) -> tuple[UUID, UUID]:
    assert generation.kiosk_id is not None
    return generation.tenant_id, generation.kiosk_id


def _ask(tenant_id: UUID, kiosk_id: UUID, generations: Sequence[Generation], now: datetime) -> int:
    try:
        with transaction.atomic():
            lock_photos_of(kiosk_id)  # Before the rows, as when a photo arrives.
            still = [each for each in generations if _count(each, now)]
            publish(tenant_id, kiosk_id, "photo", *{each.photo_sha256 for each in still})
    except Exception:
        log.exception("the kiosk %s could not be asked for its photos", kiosk_id)
        return 0
    return len(still)


def _count(generation: Generation, now: datetime) -> bool:
    """Count the question and set the next one's time. False: the photo has come, or was asked for."""
    asks = generation.photo_asks
    unchanged = Generation.objects.filter(
        tenant_id=generation.tenant_id,
        id=generation.id,
        state=GenerationState.AWAITING_PHOTO,
        photo_asks=asks,
    )
    pause = min(PATIENCE * 2 ** min(asks + 1, 10), _LONGEST)
    return bool(unchanged.update(photo_asks=asks + 1, ask_for_photo_at=now + pause))
