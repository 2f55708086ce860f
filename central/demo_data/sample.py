"""People, an event and a way into it. Idempotent."""

from datetime import timedelta
from typing import Any, Final
from uuid import UUID, uuid5

from django.conf import settings
from django.utils import timezone

from central.catalogue.grants import grant_all
from central.catalogue.install import install as install_catalogue
from central.demo_data import months
from central.events import lifecycle
from central.events.models import Event
from central.fleet.enrolment import new_code
from central.fleet.models import PairingCode
from central.ledger import allocations, issuance
from central.ledger.accounts import AccountKind, account_id
from central.ledger.transfer_requests import TransferRequest
from central.operations import maintenance
from central.tenants.models import Client, Role, Tenant
from central.tenants.provisioning import ensure_client, ensure_partner, ensure_platform, ensure_user
from contract.config import EventState

STAFF_PIN: Final = "246810"
PASSWORD: Final = "cabina-demo"  # noqa: S105 - of a sample platform, printed by the command itself
_PURCHASED: Final = 100_000
_FOR_THE_CLIENT: Final = 30_000
_FOR_THE_EVENT: Final = 20_000
_EVENT_NAME: Final = "Demo Party"
_IDS: Final = UUID("01900000-0000-7000-8000-0000000de110")


def install(full: bool = False) -> dict[str, Any]:
    """Create what is missing; returns logins, the event and a pairing code valid for 15 minutes.

    `full`: with what some months leave behind.
    """
    platform = ensure_platform()
    partner = ensure_partner(
        "demo-partner", "Demo Partner", STAFF_PIN, display_name="Demo Partner", primary_color="#ff5c8a",
        corner_radius=20,
    )  # fmt: skip
    client = ensure_client(partner.id, "demo-client", "Demo Client")
    master = ensure_user("master@demo.example", PASSWORD, Role.MASTER, platform.id)
    seller = ensure_user("partner@demo.example", PASSWORD, Role.PARTNER, partner.id)
    host = ensure_user("client@demo.example", PASSWORD, Role.CLIENT, partner.id, client.id)
    sitter = ensure_user("user@demo.example", PASSWORD, Role.USER, platform.id)
    install_catalogue()
    grant_all(partner.id)
    _fund(partner, client)
    event = _event(partner, client)
    if full:
        months.fill(partner, client, host, seller, event)
    code = _pairing_code(event)
    maintenance.demo_data_was_added()
    return {
        "master": {"email": master.email, "password": PASSWORD},
        "partner": {"id": str(partner.id), "name": partner.name, "email": seller.email, "password": PASSWORD},
        "client": {"id": str(client.id), "name": client.name, "email": host.email, "password": PASSWORD},
        "user": {"email": sitter.email, "password": PASSWORD},
        "event": {
            "id": str(event.id),
            "slug": event.slug,
            "name": event.name,
            "credits": _FOR_THE_EVENT,
            "ends_at": event.ends_at.isoformat(),
        },
        "pairing_code": code.code,
        "pairing_code_expires_at": code.expires_at.isoformat(),
        "staff_pin": STAFF_PIN,
        "server": settings.PUBLIC_URL,
    }


def described(sample: dict[str, Any]) -> str:
    """The same as text."""
    lines = [
        f"{role:8} {sample[role]['email']} / {sample[role]['password']}"
        for role in ("master", "partner", "client", "user")
    ]
    event = sample["event"]
    lines += [
        f"event    {event['name']} ({event['slug']}), {event['credits']} credits",
        f"kiosk    pairing code {sample['pairing_code']} (15 minutes), staff PIN {sample['staff_pin']}",
        f"         kiosk enroll --server {sample['server']} --code {sample['pairing_code']}",
    ]
    return "\n".join(lines)


def _fund(partner: Tenant, client: Client) -> None:
    """Once per partner and client, as the ids of the requests derive from theirs."""
    wallet, balance = account_id(AccountKind.WALLET, partner.id), account_id(AccountKind.CLIENT, client.id)
    now = timezone.now()
    issuance.top_up(
        partner.id, wallet, _PURCHASED, TransferRequest(uuid5(_IDS, partner.id.hex), "demo", now, "demo")
    )
    allocation = TransferRequest(uuid5(_IDS, client.id.hex), "demo", now, "demo")
    allocations.allocate(partner.id, wallet, balance, _FOR_THE_CLIENT, allocation)


def _event(partner: Tenant, client: Client) -> Event:
    known = Event.objects.filter(tenant_id=partner.id, client_id=client.id, ends_at__gt=timezone.now())
    event = known.exclude(decided=EventState.ENDED).order_by("created_at").first()
    if event is not None:
        return event
    now = timezone.now()
    plan = lifecycle.Plan(
        tenant_id=partner.id,
        client_id=client.id,
        name=_EVENT_NAME,
        starts_at=now - timedelta(hours=1),
        ends_at=now + timedelta(days=30),
        time_zone=settings.TIME_ZONE,
        credits=_FOR_THE_EVENT,
        welcome_es="Tocá para tu retrato",
        welcome_en="Touch for your portrait",
        welcome_pt="Toque para o seu retrato",
    )
    return lifecycle.create(plan, "demo")


def _pairing_code(event: Event) -> PairingCode:
    soon = timezone.now() + timedelta(minutes=5)
    good = PairingCode.objects.filter(
        tenant_id=event.tenant_id, event_id=event.id, used_at=None, expires_at__gt=soon
    )
    return good.first() or new_code(event.tenant_id, "Demo Kiosk", event.id)
