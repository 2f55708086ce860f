"""The brand that an event shows: partner, client, event (E3)."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from central.events.models import Event
from central.events.queries import find
from central.tenants.branding import Branded, merged, traced
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
    levels, name = _levels(event)
    return merged([row for _, row in levels], name)


class BrandLevel(StrEnum):
    """Who says something about a brand."""

    PLATFORM = "platform"
    PARTNER = "partner"
    CLIENT = "client"
    EVENT = "event"


@dataclass(frozen=True, slots=True)
class BrandField:
    """What an event shows of one field, and whose word that is; the platform's, if nobody says anything.

    `inherited`: what it would show without its own word; `overridden`: it has one, which can be removed.
    """

    value: object
    whence: BrandLevel
    inherited: object
    overridden: bool


def event_brand_fields(event: Event) -> dict[str, BrandField]:
    """Of each field of the event's brand, what is shown, whence, and what would be shown without its own."""
    levels, name = _levels(event)
    fields = traced([row for _, row in levels], name)
    return {
        field: BrandField(
            value=each.value,
            whence=BrandLevel.PLATFORM if each.level is None else levels[each.level][0],
            inherited=each.inherited,
            overridden=each.overridden,
        )
        for field, each in fields.items()
    }


def _levels(event: Event) -> tuple[list[tuple[BrandLevel, Branded]], str]:
    """The levels of its brand, its own last; and the name that it has if none says one."""
    tenant = Tenant.objects.get(id=event.tenant_id)
    levels: list[tuple[BrandLevel, Branded]] = [(BrandLevel.PARTNER, tenant)]
    if event.client_id is not None:
        clients = Client.objects.filter(tenant_id=event.tenant_id, id=event.client_id)
        levels += [(BrandLevel.CLIENT, client) for client in clients]
    return [*levels, (BrandLevel.EVENT, event)], tenant.name


def brand_of(tenant_id: UUID, event_id: UUID | None) -> tuple[Branding, str]:
    """An event's brand and name; without an event, the platform's brand and no name."""
    event = find(tenant_id, event_id)
    return (event_brand(event), event.name) if event else (platform_brand(), "")


def accent_of(tenant_id: UUID, event_id: UUID | None) -> str:
    """An event's colour, `#rrggbb`; without an event the platform's."""
    return brand_of(tenant_id, event_id)[0].primary_color
