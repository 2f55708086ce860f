"""From where people have logged in before: there, nobody else's wrong guesses keep them out.

Kept as a digest, of the platform's tenant: it tells neither who logs in nor from where.
"""

from datetime import timedelta
from typing import Final

from django.utils import timezone
from django.utils.crypto import salted_hmac

from central.tenants.models import PLATFORM_ID, KnownAddress

REMEMBERED: Final = timedelta(days=90)
_FRESH: Final = timedelta(days=1)


def is_known(email: str, address: str) -> bool:
    """Whether the person with this e-mail address has logged in from there."""
    return _seen_since(email, address, REMEMBERED)


def remember(email: str, address: str) -> None:
    """The person has logged in from there. Written once a day."""
    if _seen_since(email, address, _FRESH):
        return
    seen = KnownAddress(tenant_id=PLATFORM_ID, digest=_digest(email, address), at=timezone.now())
    KnownAddress.objects.bulk_create(
        [seen], update_conflicts=True, unique_fields=["tenant_id", "digest"], update_fields=["at"]
    )


def purge() -> int:
    """Delete what is no longer known; how many."""
    old = KnownAddress.objects.filter(tenant_id=PLATFORM_ID, at__lte=timezone.now() - REMEMBERED)
    return old.delete()[0]


def _seen_since(email: str, address: str, span: timedelta) -> bool:
    seen = KnownAddress.objects.filter(tenant_id=PLATFORM_ID, digest=_digest(email, address))
    return seen.filter(at__gt=timezone.now() - span).exists()


def _digest(email: str, address: str) -> bytes:
    return salted_hmac("cabina.known-address", f"{email} {address}", algorithm="sha256").digest()
