"""Rate limits on guessing, and on what makes us work for one person alone.

An attempt counts as failed from before it is checked until it turns out to be right, so that guesses made at
the same time count as well.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count
from django.utils import timezone

from central.tenants.errors import TooManyAttempts
from central.tenants.models import PLATFORM_ID, FailedAttempt
from contract.ids import new_id

WITHIN: Final = timedelta(minutes=15)


def note_attempt(limits: Mapping[str, int | None]) -> list[UUID]:
    """Note an attempt under each key, of which `limits` says how many may fail, None: any; for `forgive`, in
    the order of the keys.

    Raises TooManyAttempts, and then nothing is noted.
    """
    now = timezone.now()
    noted = [FailedAttempt(tenant_id=PLATFORM_ID, id=new_id(), key=key, at=now) for key in limits]
    FailedAttempt.objects.bulk_create(noted)
    recent = FailedAttempt.objects.filter(tenant_id=PLATFORM_ID, key__in=limits, at__gt=now - WITHIN)
    counted = dict(recent.values_list("key").annotate(Count("id")))
    ids = [each.id for each in noted]
    if any(most is not None and counted[key] > most for key, most in limits.items()):
        forgive(ids)
        raise TooManyAttempts(int(WITHIN.total_seconds()))
    return ids


def forgive(attempts: Iterable[UUID]) -> None:
    """Count these no longer: the guess was right."""
    FailedAttempt.objects.filter(tenant_id=PLATFORM_ID, id__in=list(attempts)).delete()


def purge() -> int:
    """Delete the attempts that no longer count; how many."""
    old = FailedAttempt.objects.filter(tenant_id=PLATFORM_ID, at__lte=timezone.now() - WITHIN)
    return old.delete()[0]
