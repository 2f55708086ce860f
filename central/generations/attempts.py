"""One attempt at one picture: claim it, run its provider, record the outcome."""

import logging
from typing import Final
from uuid import UUID

from central.blobs import store
from central.blobs.errors import BlobError, BlobMissing
from central.blobs.pictures import LONGEST_SIDE, rendition
from central.blobs.sent_photos import read_photo
from central.catalogue.lookup import style_asked_for
from central.catalogue.models import Style
from central.events.branding import accent_of
from central.generations import heavy, outcomes
from central.generations.claims import Claim, claim
from central.generations.models import Generation
from central.generations.providers.base import (
    Finished,
    PermanentError,
    Progress,
    Provider,
    TemporaryError,
    Work,
)
from central.generations.providers.registry import provider_called
from contract.problem import Code

MAX_ATTEMPTS: Final = 6
_SHORTEST_CLAIM_SECONDS: Final = 30.0
_PHOTO_QUALITY: Final = 97
_BYTES_A_PIXEL: Final = 8
"""What a rendition of a photo takes of memory."""

log = logging.getLogger(__name__)


class _StoreAway(Exception):
    """The store of pictures cannot be read or written at the moment; that is not the picture's fault."""


def make(tenant_id: UUID, generation_id: UUID) -> None:
    """Make one attempt, unless another worker is at it or nothing is left to do."""
    generation = Generation.objects.filter(tenant_id=tenant_id, id=generation_id).first()
    if generation is None:
        return
    style = style_asked_for(tenant_id, generation.style_id)
    _keep_its_present_id(generation, style)
    attempt = claim(tenant_id, generation_id, _claim_seconds(generation, style))
    if attempt is not None:
        _attempt(attempt, style)


def _keep_its_present_id(generation: Generation, style: Style | None) -> None:
    """A style that was asked for by a former id is the same one in every count."""
    if style is not None and style.id != generation.style_id:
        Generation.objects.filter(tenant_id=generation.tenant_id, id=generation.id).update(style_id=style.id)


def _attempt(attempt: Claim, style: Style | None) -> None:
    """Run the provider. A bug of ours is retried like a busy provider, so every picture ends."""
    generation = attempt.generation
    try:
        _refuse_poison(generation)
        work = _work(generation, style)
        progress = _advance(generation, provider_called(_provider_name(generation, style)), work)
    except PermanentError as error:
        outcomes.failed(attempt, error)
    except _StoreAway:
        _wait_for_the_store(attempt)
    except TemporaryError as error:
        outcomes.postponed(attempt, error, MAX_ATTEMPTS)
    except Exception:
        log.exception("generation %s: the attempt broke", generation.id)
        broken = TemporaryError(
            "the picture could not be made because of an internal error", "internal_error"
        )
        outcomes.postponed(attempt, broken, MAX_ATTEMPTS)
    else:
        _hand_over(attempt, style, progress, work)


def _hand_over(attempt: Claim, style: Style | None, progress: Progress, work: Work) -> None:
    provider = _provider_name(attempt.generation, style)
    if isinstance(progress, Finished):
        try:
            outcomes.finished(attempt, progress, work, provider)
        except OSError:
            _wait_for_the_store(attempt)
    else:
        outcomes.accepted(attempt, progress, provider)


def _wait_for_the_store(attempt: Claim) -> None:
    """A disk that is full or away, perhaps for hours, takes no guest's picture away."""
    log.exception("generation %s: the store of pictures fails", attempt.generation.id)
    outcomes.put_off(
        attempt, TemporaryError("the platform cannot store pictures at the moment", "store_unavailable")
    )


def _advance(generation: Generation, provider: Provider, work: Work) -> Progress:
    if generation.provider_handle:
        return provider.poll(generation.provider_handle, work)
    _look_for_room()
    return provider.submit(work)


def _look_for_room() -> None:
    """A provider is paid for each picture, also for one that cannot be kept."""
    try:
        store.look_for_room()
    except Exception as error:
        raise _StoreAway from error


def _work(generation: Generation, style: Style | None) -> Work:
    if style is None:
        raise PermanentError("the style has been deleted", "style_deleted")
    try:
        sent = _read(generation)
        photo = heavy.made(rendition, _BYTES_A_PIXEL, sent, LONGEST_SIDE, _PHOTO_QUALITY)
    except BlobMissing as error:
        raise PermanentError("the photo is gone", Code.PHOTO_MISSING) from error
    except BlobError as error:
        raise PermanentError(str(error), error.code) from error
    accent = accent_of(generation.tenant_id, generation.event_id)
    return Work(photo, style.look, style.provider_model, style.prompt, accent)


def _read(generation: Generation) -> bytes:
    try:
        return read_photo(generation.holder, generation.photo_sha256)
    except OSError as error:
        raise _StoreAway from error


def _refuse_poison(generation: Generation) -> None:
    """A picture that has killed its workers repeatedly must not kill any more."""
    if generation.attempts > MAX_ATTEMPTS and not generation.provider_handle:
        raise PermanentError(generation.last_error or "its workers died", "attempts_exhausted")


def _provider_name(generation: Generation, style: Style | None) -> str:
    """Accepted work stays with the provider that accepted it, whatever the style says now."""
    if generation.provider_handle or style is None:
        return generation.provider
    return style.provider


def _claim_seconds(generation: Generation, style: Style | None) -> float:
    try:
        return provider_called(_provider_name(generation, style)).attempt_seconds
    except PermanentError:
        return _SHORTEST_CLAIM_SECONDS
