"""Round numbers of an event's pictures, which its client is told."""

from typing import Final

from central.events.notices import facts_of
from central.events.queries import find
from central.generations.models import Generation
from central.notices.kinds import NoticeKind
from central.notices.telling import Told, tell
from contract.sync import GenerationState

MILESTONES: Final = (50, 100, 500)
_LATEST: Final = 20
"""So many pictures later nobody is congratulated any more. Some may be finished at the same moment, and none
of them sees the others."""


def tell_milestone(generation: Generation) -> None:
    """Tell of the milestone that the event has reached with this picture, in the caller's transaction.

    No more rows are read than it takes to reach the last milestone.
    """
    if generation.event_id is None:
        return
    ready = Generation.objects.filter(
        tenant_id=generation.tenant_id, event_id=generation.event_id, state=GenerationState.READY
    )
    count = len(ready.values_list("id")[: MILESTONES[-1] + _LATEST])
    reached = next((each for each in MILESTONES if each <= count < each + _LATEST), None)
    event = find(generation.tenant_id, generation.event_id) if reached else None
    if event is not None and event.client_id is not None:
        facts = facts_of(event, pictures=reached)
        key = f"milestone:{event.id}:{reached}"
        tell(Told(event.tenant_id, NoticeKind.MILESTONE, key, client_id=event.client_id, facts=facts))
