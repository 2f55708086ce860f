"""Requests whose photo never came fail after a month."""

from datetime import datetime, timedelta
from typing import Final

from central.changefeed.changes import publish
from central.generations.models import Generation
from central.generations.refunds import refund_if_promised
from central.incidents.isolation import About, each_alone
from contract.problem import Code
from contract.sync import GenerationState

PHOTO_WAITS: Final = timedelta(days=30)
"""A booth may be switched off for weeks after its party, with photos still in it."""
_SENTENCE: Final = "The photo never reached the platform."
_AT_ONCE: Final = 500


def give_up_on_photos(now: datetime) -> int:
    """Fail requests that have waited too long, refunded by the event's policy as any failure; how many."""
    waiting = Generation.objects.filter(
        state=GenerationState.AWAITING_PHOTO, recorded_at__lt=now - PHOTO_WAITS
    )
    # In any order, lest those that cannot be given up come first each time.
    due = list(waiting.exclude(kiosk_id=None).order_by("?")[:_AT_ONCE])

    def give_up(generation: Generation) -> bool:
        return _give_up(generation, now)

    return sum(each_alone("generations.photos", due, give_up, _about, is_all=len(due) < _AT_ONCE))


def _about(generation: Generation) -> About:
    return About(generation.tenant_id, f"generation:{generation.id}")


def _give_up(generation: Generation, now: datetime) -> bool:
    """False: the photo came at the last moment."""
    still = Generation.objects.filter(
        tenant_id=generation.tenant_id, id=generation.id, state=GenerationState.AWAITING_PHOTO
    )
    given_up = still.update(
        state=GenerationState.FAILED, failure_code=Code.PHOTO_MISSING, failure=_SENTENCE, finished_at=now
    )
    if given_up and generation.kiosk_id is not None:
        refund_if_promised(generation)
        publish(generation.tenant_id, generation.kiosk_id, "generation", str(generation.id))
    return bool(given_up)
