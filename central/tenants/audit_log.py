"""What was done to a tenant, by whom, and why: written once, with the deed itself, and never changed."""

from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from central.tenants.errors import AlreadyUsed
from central.tenants.models import Deed, DeedKind


@dataclass(frozen=True, slots=True)
class Wish:
    """Somebody wants something done. `id`, made by whoever asks, makes it happen once."""

    id: UUID
    actor: str
    note: str = ""


def record(tenant_id: UUID, what: DeedKind, wish: Wish, credits: int = 0) -> bool:
    """Write it down in the caller's transaction. False: it was written before.

    Raises AlreadyUsed when the id stands for another deed. Of two at once, one waits for the other.
    """
    deed, recorded = Deed.objects.get_or_create(
        tenant_id=tenant_id,
        id=wish.id,
        defaults={
            "what": what,
            "actor": wish.actor,
            "at": timezone.now(),
            "note": wish.note,
            "credits": credits,
        },
    )
    if (deed.what, deed.note, deed.credits) != (what, wish.note, credits):
        raise AlreadyUsed(f"The id {wish.id} was used for something else.")
    return recorded


def of(tenant_id: UUID) -> list[Deed]:
    """All that was done to the tenant, in order."""
    return list(Deed.objects.filter(tenant_id=tenant_id).order_by("at"))


def forfeited_by(tenant_id: UUID) -> int:
    """The credits that a deleted tenant forfeited."""
    deleted = Deed.objects.filter(tenant_id=tenant_id, what=DeedKind.DELETED)
    return deleted.values_list("credits", flat=True).get()
