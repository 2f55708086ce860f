"""Rate limits on guessing, and on what makes us work for one person alone.

An attempt counts as failed from before it is checked until it turns out to be right, so that guesses made at
the same time count as well.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db.models import Count, Max, Min
from django.utils import timezone

from central.tenants.errors import TooManyAttempts
from central.tenants.models import PLATFORM_ID, FailedAttempt
from contract.ids import new_id

WITHIN: Final = timedelta(minutes=15)
LONGEST_WAIT: Final = timedelta(minutes=1)
_LARGEST_POWER: Final = 6


@dataclass(frozen=True, slots=True)
class Slowing:
    """After `free` failures each attempt has to wait for the last one: a second, two, four, at most a minute.

    For what people share who do not know each other, as a venue's one address: whoever is right is let in
    within a minute, whatever the others guess.
    """

    free: int

    def wait(self, failures: int) -> timedelta:
        """Behind the last of so many failures, of which `free` are over."""
        return min(timedelta(seconds=2.0 ** min(failures - self.free, _LARGEST_POWER)), LONGEST_WAIT)


def note_attempt(limits: Mapping[str, int | Slowing | None]) -> list[UUID]:
    """Note an attempt under each key, of which `limits` says how many may fail, None: any; for `forgive`, in
    the order of the keys.

    Raises TooManyAttempts, and then nothing is noted.
    """
    now = timezone.now()
    noted = [FailedAttempt(tenant_id=PLATFORM_ID, id=new_id(), key=key, at=now) for key in limits]
    FailedAttempt.objects.bulk_create(noted)
    ids = [each.id for each in noted]
    recent = FailedAttempt.objects.filter(tenant_id=PLATFORM_ID, key__in=limits, at__gt=now - WITHIN)
    others = recent.exclude(id__in=ids).values_list("key").annotate(Count("id"), Min("at"), Max("at"))
    ready = max((_ready_at(limits[key], *found) or now for key, *found in others), default=now)
    if ready > now:
        forgive(ids)
        raise TooManyAttempts(math.ceil((ready - now).total_seconds()))
    return ids


def _ready_at(limit: int | Slowing | None, failures: int, first: datetime, last: datetime) -> datetime | None:
    """When one more attempt may come after those failures, the first of which counts no longer then."""
    if isinstance(limit, Slowing):
        return last + limit.wait(failures) if failures >= limit.free else None
    return None if limit is None or failures < limit else first + WITHIN


def forgive(attempts: Iterable[UUID]) -> None:
    """Count these no longer: the guess was right."""
    FailedAttempt.objects.filter(tenant_id=PLATFORM_ID, id__in=list(attempts)).delete()


def purge() -> int:
    """Delete the attempts that no longer count; how many."""
    old = FailedAttempt.objects.filter(tenant_id=PLATFORM_ID, at__lte=timezone.now() - WITHIN)
    return old.delete()[0]
