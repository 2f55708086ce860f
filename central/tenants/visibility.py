"""Who sees what: a master everything, a partner what is its own, a client what is its own."""

from dataclasses import dataclass
from uuid import UUID

from central.tenants.models import Role, User


@dataclass(frozen=True, slots=True)
class Scope:
    """What somebody may see: all tenants' things (None), one partner's, or one client's of it."""

    tenant_id: UUID | None = None
    client_id: UUID | None = None


def scope_of(user: User) -> Scope:
    """What this person may see."""
    if user.role == Role.MASTER:
        return Scope()
    return Scope(user.tenant_id, user.client_id)
