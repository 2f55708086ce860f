"""Who sees what: a master everything, a partner and a client only their own."""

from dataclasses import dataclass
from typing import TypeVar
from uuid import UUID

from django.db.models import Model, Q, QuerySet

from central.tenants.models import Client, Role, Tenant, User

Row = TypeVar("Row", bound=Model)
Found = TypeVar("Found", Client, Tenant)


@dataclass(frozen=True, slots=True)
class Scope:
    """What a person may see: everything (None), one partner's things, or those of one of its clients."""

    tenant_id: UUID | None = None
    client_id: UUID | None = None


def within(rows: QuerySet[Row], scope: Scope) -> QuerySet[Row]:
    """Of rows that name their tenant and their client, those in the scope."""
    if scope.tenant_id is not None:
        rows = rows.filter(tenant_id=scope.tenant_id)
    return rows if scope.client_id is None else rows.filter(client_id=scope.client_id)


def named_like(rows: QuerySet[Found], text: str) -> QuerySet[Found]:
    """Those with the text in their name, e-mail address or phone number, whatever its case."""
    if not text:
        return rows
    return rows.filter(Q(name__icontains=text) | Q(email__icontains=text) | Q(phone__icontains=text))


def scope_of(user: User) -> Scope:
    """What this person may see."""
    if user.role == Role.MASTER:
        return Scope()
    return Scope(user.tenant_id, user.client_id)
