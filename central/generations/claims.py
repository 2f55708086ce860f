"""Claims on generations: taken by one conditional UPDATE, so that each gets one result (N1)."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now

from central.generations.models import Generation
from central.generations.queue import enqueue, waiting
from central.generations.turns import Owner
from central.incidents.isolation import About, each_alone
from contract.ids import new_id
from contract.sync import GenerationState

FORGOTTEN_AFTER: Final = timedelta(minutes=2)
"""A job that is due is taken at once, unless others are before it: then it still waits."""
_LOOKED_AT: Final = 500


@dataclass(frozen=True, slots=True)
class Claim:
    """One attempt's right to finish one generation, until it lapses."""

    id: UUID
    generation: Generation


def claim(tenant_id: UUID, generation_id: UUID, seconds: float) -> Claim | None:
    """Claim a generation that is queued, or whose claim lapsed. None: there is nothing to do now."""
    claim_id = new_id()
    won = _free(tenant_id, generation_id).update(
        state=GenerationState.RUNNING,
        claim_id=claim_id,
        claimed_until=Now() + timedelta(seconds=seconds),
        not_before=None,
        attempts=F("attempts") + 1,
    )
    if not won:
        return None
    return Claim(claim_id, Generation.objects.get(tenant_id=tenant_id, id=generation_id))


def end_claim(claim: Claim, **changes: object) -> bool:
    """Record what came of the attempt and end its claim. False: it had lapsed and another worker has it."""
    generation = claim.generation
    held = Generation.objects.filter(
        tenant_id=generation.tenant_id, id=generation.id, claim_id=claim.id, state=GenerationState.RUNNING
    )
    return bool(held.update(claim_id=None, claimed_until=None, **changes))


def revive_lapsed() -> int:
    """Enqueue again what dead workers left claimed; how many. Claims decide if two jobs meet."""
    lapsed = Generation.objects.filter(state=GenerationState.RUNNING, claimed_until__lt=Now())
    return _revive(lapsed.order_by("claimed_until"))


def revive_forgotten() -> int:
    """Enqueue again what has been due for some time and no job waits for; how many.

    The database was away, or its disk full, when a job was to claim its generation, or was to be put back.
    """
    long_ago = Now() - FORGOTTEN_AFTER
    overdue = Q(not_before=None, queued_at__lt=long_ago) | Q(not_before__lt=long_ago)
    queued = Generation.objects.filter(overdue, state=GenerationState.QUEUED)
    return _revive(queued.order_by("queued_at"))


def _revive(generations: QuerySet[Generation]) -> int:
    """But those for which a job waits: else each round would add one more to the others' backlog."""
    found = list(generations.values_list("tenant_id", "user_id", "id")[:_LOOKED_AT])
    waited_for = waiting(generation_id for *_, generation_id in found) if found else frozenset()
    by_owner: dict[Owner, list[UUID]] = {}
    for tenant_id, user_id, generation_id in found:
        if generation_id not in waited_for:
            by_owner.setdefault(Owner(tenant_id, user_id), []).append(generation_id)
    return sum(each_alone("generations.rescue", by_owner.items(), _enqueue_again, _about))


def _enqueue_again(of_owner: tuple[Owner, list[UUID]]) -> int:
    owner, generation_ids = of_owner
    enqueue(owner, generation_ids)
    return len(generation_ids)


def _about(of_owner: tuple[Owner, list[UUID]]) -> About:
    tenant_id, user_id = of_owner[0]
    return About(tenant_id, f"user:{user_id}" if user_id else f"tenant:{tenant_id}")


def _free(tenant_id: UUID, generation_id: UUID) -> QuerySet[Generation]:
    due = Q(not_before=None) | Q(not_before__lte=Now())
    queued = Q(state=GenerationState.QUEUED) & due
    lapsed = Q(state=GenerationState.RUNNING, claimed_until__lt=Now())
    return Generation.objects.filter(queued | lapsed, tenant_id=tenant_id, id=generation_id)
