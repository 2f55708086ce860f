"""Outcomes of an attempt: each is one transaction that also tells the booth."""

import logging
import random
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils import timezone

from central.blobs.errors import BlobError
from central.blobs.holdings import keep_made
from central.blobs.models import Purpose
from central.blobs.pictures import LONGEST_SIDE, rendition, size_of
from central.blobs.store import digest_of_bytes
from central.blobs.strays import no_strays
from central.changefeed.changes import publish
from central.generations.claims import Claim, end_claim
from central.generations.erasure import keep_for_removal
from central.generations.milestones import tell_milestone
from central.generations.models import Generation
from central.generations.providers.base import (
    Accepted,
    Finished,
    PermanentError,
    ProviderError,
    TemporaryError,
    Work,
)
from central.generations.queue import enqueue
from central.generations.refunds import refund_if_promised
from central.generations.turns import Owner
from contract.sync import GenerationState

RESULT_QUALITY: Final = 92
BEFORE_SIDE: Final = 1080
THUMBNAIL_SIDE: Final = 720
THUMBNAIL_QUALITY: Final = 82
_FIRST_WAIT_SECONDS: Final = 2.0
_LONGEST_WAIT_SECONDS: Final = 300.0
_STORE_WAIT_SECONDS: Final = 60.0
_POLL_FOR: Final = timedelta(hours=24)
"""How long accepted work is polled for, as a time-out is no failure while the work goes on (N6); and how long
a picture waits for a store that fails."""

log = logging.getLogger(__name__)


def finished(claim: Claim, made: Finished, work: Work, provider: str) -> None:
    """Keep the finished picture, without metadata, and announce it."""
    generation = claim.generation
    try:
        result = _result(made, generation, work)
    except BlobError as error:
        failed(claim, PermanentError(f"the provider's answer is no picture: {error}", "provider_bad_picture"))
        return
    before = rendition(work.photo, BEFORE_SIDE)
    thumbnail = rendition(result, THUMBNAIL_SIDE, THUMBNAIL_QUALITY)
    now = timezone.now()
    pictures = map(digest_of_bytes, (result, before, thumbnail))
    with no_strays(generation.tenant_id, *pictures), transaction.atomic():
        won = end_claim(
            claim,
            state=GenerationState.READY,
            result_sha256=_keep(generation, Purpose.RESULT, result),
            before_sha256=_keep(generation, Purpose.BEFORE, before),
            thumbnail_sha256=_keep(generation, Purpose.THUMBNAIL, thumbnail),
            provider=provider,
            provider_model=work.model or work.look,
            cost_micros=made.cost_micros,
            finished_at=now,
            latency_ms=_latency(generation, now),
            last_error="",
        )
        if not won:
            transaction.set_rollback(True)
            log.info("generation %s: another attempt was first", generation.id)
            return
        _tell_the_booth(generation)
        tell_milestone(generation)


def accepted(claim: Claim, progress: Accepted, provider: str) -> None:
    """The provider works on it: poll again later, from whichever worker is free then."""
    again = timezone.now() + timedelta(seconds=progress.poll_after)
    if not _requeue(claim, again, attempts=0, provider=provider, provider_handle=progress.handle):
        keep_for_removal(claim.generation, provider, progress.handle)


def postponed(claim: Claim, error: TemporaryError, max_attempts: int) -> None:
    """Try again later, with full jitter, until the attempts are used up."""
    generation = claim.generation
    if _is_given_up(generation, max_attempts):
        failed(claim, error)
        return
    ceiling = min(_LONGEST_WAIT_SECONDS, _FIRST_WAIT_SECONDS * 2**generation.attempts)
    wait = max(error.retry_after, random.uniform(0, ceiling))  # noqa: S311 - jitter, no secret
    _requeue(claim, timezone.now() + timedelta(seconds=wait), last_error=error.sentence)


def put_off(claim: Claim, error: TemporaryError) -> None:
    """Try again within a minute, for a day; this attempt does not count."""
    generation = claim.generation
    if _waited_too_long(generation):
        failed(claim, error)
        return
    wait = random.uniform(_STORE_WAIT_SECONDS / 2, _STORE_WAIT_SECONDS)  # noqa: S311 - jitter, no secret
    again = timezone.now() + timedelta(seconds=wait)
    _requeue(claim, again, attempts=generation.attempts - 1, last_error=error.sentence)


def failed(claim: Claim, error: ProviderError) -> None:
    """There will be no picture: record why, refund where that was promised, tell the booth."""
    generation = claim.generation
    now = timezone.now()
    with transaction.atomic():
        won = end_claim(
            claim,
            state=GenerationState.FAILED,
            failure_code=error.code,
            failure=error.sentence,
            last_error=error.sentence,
            finished_at=now,
            latency_ms=_latency(generation, now),
        )
        if won:
            refund_if_promised(generation)
            _tell_the_booth(generation)


def _requeue(claim: Claim, at: datetime, **changes: object) -> bool:
    """False: the claim had lapsed, or the picture was erased."""
    generation = claim.generation
    with transaction.atomic():
        won = end_claim(claim, state=GenerationState.QUEUED, not_before=at, **changes)
        if won:
            enqueue(Owner(generation.tenant_id, generation.user_id), [generation.id], at)
    return won


def _is_given_up(generation: Generation, max_attempts: int) -> bool:
    if generation.provider_handle and generation.queued_at:
        return _waited_too_long(generation)
    return generation.attempts >= max_attempts


def _waited_too_long(generation: Generation) -> bool:
    return generation.queued_at is not None and timezone.now() - generation.queued_at > _POLL_FOR


def _result(made: Finished, generation: Generation, work: Work) -> bytes:
    """A booth's picture has its photo's shape, whatever the provider gave: screen and sheet show it so."""
    shape = size_of(work.photo) if generation.kiosk_id is not None else None
    return rendition(made.picture, LONGEST_SIDE, RESULT_QUALITY, shape)


def _keep(generation: Generation, purpose: Purpose, content: bytes) -> str:
    return keep_made(generation.holder, purpose, content)


def _latency(generation: Generation, now: datetime) -> int | None:
    """Milliseconds from queue to end."""
    return None if generation.queued_at is None else int((now - generation.queued_at).total_seconds() * 1000)


def _tell_the_booth(generation: Generation) -> None:
    """A user's own picture has no booth; their page polls."""
    if generation.kiosk_id is not None:
        publish(generation.tenant_id, generation.kiosk_id, "generation", str(generation.id))
