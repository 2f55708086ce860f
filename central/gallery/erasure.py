"""Erasure by the guest (G12, X6): from the platform at once, from the booth by the change feed."""

from django.db import transaction
from django.utils import timezone

from central.blobs.holdings import release
from central.blobs.models import Purpose
from central.changefeed.changes import publish
from central.generations.models import Generation
from contract.sync import GenerationState


def erase(generation: Generation) -> None:
    """Erase the photo and everything made from it; credit movements stay. Repeating changes nothing."""
    with transaction.atomic():
        held = Generation.objects.filter(tenant_id=generation.tenant_id, id=generation.id)
        erased = held.exclude(state=GenerationState.ERASED).update(
            state=GenerationState.ERASED,
            claim_id=None,
            claimed_until=None,
            result_sha256="",
            before_sha256="",
            thumbnail_sha256="",
            finished_at=timezone.now(),
        )
        if erased:
            _release_pictures(generation)
            if generation.kiosk_id is not None:
                publish(generation.tenant_id, generation.kiosk_id, "generation", str(generation.id))


def _release_pictures(generation: Generation) -> None:
    """Release each picture that no other generation of this kiosk or user still needs."""
    holder = generation.holder
    kept = Generation.objects.filter(
        tenant_id=holder.tenant_id, kiosk_id=holder.kiosk_id, user_id=holder.user_id
    ).exclude(state=GenerationState.ERASED)
    for field, purpose in (
        ("photo_sha256", Purpose.PHOTO),
        ("before_sha256", Purpose.BEFORE),
        ("result_sha256", Purpose.RESULT),
        ("thumbnail_sha256", Purpose.THUMBNAIL),
    ):
        sha256 = getattr(generation, field)
        if sha256 and not kept.filter(**{field: sha256}).exists():
            release(holder, sha256, purpose)
