"""What a claim code opens."""

from dataclasses import dataclass
from enum import StrEnum

from central.events.branding import brand_of, platform_brand
from central.generations.models import Generation
from contract.config import Branding
from contract.sync import GenerationState


class PageState(StrEnum):
    """What the guest is shown. An unknown code is on its way: its op may not have come yet (Y14)."""

    PENDING = "pending"
    READY = "ready"
    FAILED = "failed"
    ERASED = "erased"


_STATES = {
    GenerationState.READY: PageState.READY,
    GenerationState.FAILED: PageState.FAILED,
    GenerationState.CANCELLED: PageState.FAILED,
    GenerationState.ERASED: PageState.ERASED,
}


@dataclass(frozen=True, slots=True)
class GuestPicture:
    """A generation as its guest may see it; without one the platform does not know the code yet."""

    state: PageState
    branding: Branding
    event_name: str = ""
    generation: Generation | None = None


def find(claim_code: str) -> GuestPicture:
    """What this well-formed code opens. Nothing but this code opens it."""
    generation = Generation.objects.filter(claim_code=claim_code).order_by("recorded_at").first()
    if generation is None:
        return GuestPicture(PageState.PENDING, platform_brand())
    state = _STATES.get(GenerationState(generation.state), PageState.PENDING)
    # A picture outlives its event: the brand is then the platform's.
    brand, event_name = brand_of(generation.tenant_id, generation.event_id)
    return GuestPicture(state, brand, event_name, generation)
