"""The partner that a host belongs to, as their card shows it."""

from central.tenants.models import Tenant, User


def partner_of(person: User) -> Tenant:
    """Whom the host asks for help and for credits."""
    return Tenant.objects.get(id=person.tenant_id)
