"""What a claim code opens."""

from dataclasses import dataclass
from enum import StrEnum

from central.events.branding import brand_of, platform_brand
from central.gallery.erasure import Copies, copies
from central.generations import claim_codes
from central.generations.models import ClaimCode, Generation
from contract.config import Branding
from contract.sync import GenerationState
from contract.tickets import ticket_label


class PageState(StrEnum):
    """What the guest is shown. An unknown code is on its way: its op may not have come yet (Y14).

    `erasing`: erased, but a copy is left somewhere.
    """

    PENDING = "pending"
    READY = "ready"
    REFUSED = "refused"
    FAILED = "failed"
    ERASING = "erasing"
    ERASED = "erased"


_STATES = {
    GenerationState.READY: PageState.READY,
    GenerationState.FAILED: PageState.FAILED,
    GenerationState.CANCELLED: PageState.FAILED,
}


@dataclass(frozen=True, slots=True)
class GuestPicture:
    """A generation as its guest may see it; without one its request was refused, or has not come yet."""

    state: PageState
    branding: Branding
    event_name: str = ""
    generation: Generation | None = None
    claim: ClaimCode | None = None
    left: Copies | None = None

    @property
    def ticket(self) -> str:
        """The number on the guest's ticket; empty while nobody knows it."""
        number = self.claim.ticket if self.claim else None
        return ticket_label(self.claim.ticket_prefix, number) if self.claim and number else ""


def find(claim_code: str) -> GuestPicture:
    """What this well-formed code opens. Nothing but this code opens it."""
    claim = claim_codes.find(claim_code)
    if claim is None:
        return GuestPicture(PageState.PENDING, platform_brand())
    # A picture outlives its event: the brand is then the platform's.
    brand, event_name = brand_of(claim.tenant_id, claim.event_id)
    generation = _generation(claim)
    if claim.erased_at or (generation and generation.state == GenerationState.ERASED):
        left = copies(claim)
        state = PageState.ERASING if left.names else PageState.ERASED
        return GuestPicture(state, brand, event_name, claim=claim, left=left)
    if claim.refusal:
        return GuestPicture(PageState.REFUSED, brand, event_name, claim=claim)
    shown = _STATES.get(GenerationState(generation.state)) if generation else None
    return GuestPicture(shown or PageState.PENDING, brand, event_name, generation, claim)


def _generation(claim: ClaimCode) -> Generation | None:
    if claim.generation_id is None:
        return None
    return Generation.objects.filter(tenant_id=claim.tenant_id, id=claim.generation_id).first()
