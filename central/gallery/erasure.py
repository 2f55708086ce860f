"""Erasure by the guest (G12, X6): from the platform at once, from the booth by the change feed."""

from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Final

from django.db import transaction
from django.utils.crypto import salted_hmac

from central.generations import claim_codes, erasure
from central.generations.models import ClaimCode, Generation, Tombstone
from central.sync.models import Erasure
from central.sync.scrubbing import scrub, scrub_refused
from central.tenants.attempts import note_attempt

UNKNOWN_CODES_FROM_AN_ADDRESS: Final = 20
"""Within a quarter of an hour; a whole party may be behind one address."""


@dataclass(frozen=True, slots=True)
class Copies:
    """What is left of an erased picture; `booth` until the booth has confirmed that it erased its own."""

    platform: bool
    booth: bool

    @property
    def names(self) -> str:
        """Where something is left."""
        return " ".join(name for name in ("platform", "booth") if getattr(self, name))


def erase(claim_code: str, address: str = "") -> None:
    """Erase the photo and everything made from it, or to be made; credit movements stay.

    Repeating changes nothing. Raises TooManyAttempts or TooManyErasures when too many codes are to be
    remembered whose requests have not come.
    """
    network = _network_of(address)
    if claim_codes.find(claim_code) is None:
        note_attempt({f"erasure from {network}": UNKNOWN_CODES_FROM_AN_ADDRESS})
    with transaction.atomic():
        claim_codes.erase(claim_code, salted_hmac("central.gallery.erasure", network).hexdigest()[:32])
        claim = claim_codes.find(claim_code)
        if claim is not None and claim.kiosk_id is not None:
            _erase_known(claim)


def _network_of(address: str) -> str:
    """The address, or of one of version 6 the network, all of whose addresses one sender has."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(parsed if parsed.version == 4 else ip_network((parsed, 64), strict=False))


def copies(claim: ClaimCode) -> Copies:
    """What is left of it. Of a picture that nobody has asked for yet, nothing is known."""
    if claim.kiosk_id is None:
        return Copies(platform=True, booth=True)
    of_the_claim = Tombstone.objects.filter(tenant_id=claim.tenant_id, claim_code=claim.code)
    return Copies(
        platform=of_the_claim.filter(removed_at=None).exists(),
        booth=not _is_confirmed(claim),
    )


def _is_confirmed(claim: ClaimCode) -> bool:
    """Whether the booth that has the picture says that it erased it; no other booth's word counts."""
    if claim.kiosk_id is None or claim.generation_id is None:
        return False
    confirmed = Erasure.objects.filter(tenant_id=claim.tenant_id, generation_id=claim.generation_id)
    return confirmed.filter(kiosk_id=claim.kiosk_id).exists()


def _erase_known(claim: ClaimCode) -> None:
    for kiosk_id, refused in scrub_refused(claim.tenant_id, claim.code):
        erasure.erase_refused(claim.tenant_id, kiosk_id, refused)
    if claim.generation_id is None:
        return
    # By both: a refused request may have named the picture of another code.
    same = Generation.objects.filter(tenant_id=claim.tenant_id, id=claim.generation_id, claim_code=claim.code)
    for generation in same:
        if erasure.erase(generation) and generation.op_id is not None:
            scrub(claim.tenant_id, generation.op_id)
