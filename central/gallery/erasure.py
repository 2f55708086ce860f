"""Erasure by the guest (G12, X6): from the platform at once, from the booth by the change feed."""

from django.db import transaction

from central.generations import erasure
from central.generations.models import Generation
from central.sync.scrubbing import scrub


def erase(generation: Generation) -> None:
    """Erase the photo and everything made from it; credit movements stay. Repeating changes nothing."""
    with transaction.atomic():
        if erasure.erase(generation) and generation.op_id is not None:
            scrub(generation.tenant_id, generation.op_id)
