"""Who is told things: the people of a partner, of a client, of the platform, while they may log in."""

from collections.abc import Collection
from uuid import UUID

from django.conf import settings
from django.db.models import Q, QuerySet

from central.notices.readers import Audience, People, Reader
from central.tenants.models import PLATFORM_ID, Client, Tenant, User


def readers_of(audiences: Collection[Audience]) -> dict[Audience, list[Reader]]:
    """The readers of each audience, in three statements."""
    wanted = Q(pk__in=[])
    for tenant_id, role, client_id in audiences:
        wanted |= Q(tenant_id=tenant_id, role=role, client_id=client_id)
    found: dict[Audience, list[Reader]] = {each: [] for each in audiences}
    for user in _who_may_log_in(User.objects.filter(wanted)):
        audience = Audience(user.tenant_id, user.role, user.client_id)
        found[audience].append(_reader(user))
    return found


def readers_now(user_ids: Collection[UUID]) -> dict[UUID, Reader]:
    """Those of these people who may still be told things, as they are now."""
    return {user.id: _reader(user) for user in _who_may_log_in(User.objects.filter(id__in=user_ids))}


PEOPLE = People(PLATFORM_ID, of=readers_of, now=readers_now)
"""The people of this platform."""


def _who_may_log_in(users: QuerySet[User]) -> list[User]:
    people = list(users.filter(is_active=True).order_by("created_at", "id"))
    tenants = {user.tenant_id for user in people}
    active = set(Tenant.objects.filter(id__in=tenants, active=True).values_list("id", flat=True))
    clients = {user.client_id for user in people if user.client_id is not None}
    closed = Client.objects.filter(tenant_id__in=tenants, id__in=clients, active=False)
    shut = set(closed.values_list("tenant_id", "id"))
    return [
        user for user in people if user.tenant_id in active and (user.tenant_id, user.client_id) not in shut
    ]


def _reader(user: User) -> Reader:
    return Reader(user.tenant_id, user.id, user.email, user.language or settings.LANGUAGE_CODE, user.actor)
