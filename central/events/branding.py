"""The brand that an event shows: partner, client, event (E3)."""

from uuid import UUID

from central.events.models import Event
from central.events.queries import find
from central.tenants.branding import Branded, merged
from central.tenants.models import PLATFORM_ID, Client, Tenant
from contract.config import Branding

PLATFORM_NAME = "Cabina"


def platform_brand() -> Branding:
    """The platform's own brand."""
    return merged(Tenant.objects.filter(id=PLATFORM_ID), PLATFORM_NAME)


def tenant_brand(tenant_id: UUID) -> Branding:
    """A partner's own brand."""
    tenant = Tenant.objects.get(id=tenant_id)
    return merged([tenant], tenant.name)


def client_brand(tenant_id: UUID, client_id: UUID) -> Branding:
    """A client's brand, what it leaves empty inherited from its partner."""
    tenant = Tenant.objects.get(id=tenant_id)
    levels: list[Branded] = [tenant, *Client.objects.filter(tenant_id=tenant_id, id=client_id)]
    return merged(levels, tenant.name)


def event_brand(event: Event) -> Branding:
    """The event's brand, what it leaves empty inherited from its client and its partner."""
    tenant = Tenant.objects.get(id=event.tenant_id)
    levels: list[Branded] = [tenant]
    if event.client_id is not None:
        levels += Client.objects.filter(tenant_id=event.tenant_id, id=event.client_id)
    return merged([*levels, event], tenant.name)


def brand_of(tenant_id: UUID, event_id: UUID | None) -> tuple[Branding, str]:
    """An event's brand and name; without an event, the platform's brand and no name."""
    event = find(tenant_id, event_id)
    return (event_brand(event), event.name) if event else (platform_brand(), "")


def accent_of(tenant_id: UUID, event_id: UUID | None) -> str:
    """An event's colour, `#rrggbb`; without an event the platform's."""
    return brand_of(tenant_id, event_id)[0].primary_color
