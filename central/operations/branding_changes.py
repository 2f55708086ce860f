"""Changes of a brand (E3) on one of its levels - partner, client, event - told to the booths that show it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from central.blobs.holdings import Holder, keep_made
from central.blobs.models import Holding, Purpose
from central.blobs.pictures import logo
from central.blobs.strays import stray_in_a_while
from central.events import editing
from central.events.branding import client_brand, event_brand, tenant_brand
from central.events.models import Event
from central.fleet import config_snapshots
from central.fleet.state_announcements import announce_client, announce_partner
from central.server.db_pool import let_go
from central.tenants import audit_log, clients, partners
from central.tenants.audit_log import AdminCommand
from central.tenants.branding import Branded
from central.tenants.models import AuditKind, Client, Tenant
from central.tenants.subjects import Subject
from contract.config import Branding

_INHERITED = {"display_name": "", "primary_color": "", "corner_radius": None, "logo_sha256": ""}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a brand: its row, which is `held` against others who change it, and who holds its logo."""

    subject: Subject
    rows: QuerySet[Any]
    holder: Holder
    hold: Callable[[], object]
    announce: Callable[[], None]
    brand: Callable[[], Branding]

    @property
    def own(self) -> Branded:
        """What this level says itself; what is empty is inherited."""
        row: Branded = self.rows.get()
        return row


def of_partner(tenant: Tenant) -> Level:
    """The partner's, which its clients and events inherit."""
    return Level(
        subject=tenant.subject,
        rows=Tenant.objects.filter(id=tenant.id),
        holder=Holder(tenant.id),
        hold=lambda: partners.hold(tenant.id),
        announce=lambda: announce_partner(tenant.id),
        brand=lambda: tenant_brand(tenant.id),
    )


def of_client(client: Client) -> Level:
    """The client's, which its events inherit."""
    return Level(
        subject=client.subject,
        rows=Client.objects.filter(tenant_id=client.tenant_id, id=client.id),
        holder=Holder(client.tenant_id),
        hold=lambda: clients.hold(client.tenant_id, client.id),
        announce=lambda: announce_client(client.tenant_id, client.id),
        brand=lambda: client_brand(client.tenant_id, client.id),
    )


def of_event(event: Event) -> Level:
    """The event's alone."""
    rows = Event.objects.filter(tenant_id=event.tenant_id, id=event.id)
    return Level(
        subject=event.subject,
        rows=rows,
        holder=Holder(event.tenant_id, event.id),
        hold=lambda: editing.hold(event),
        announce=lambda: config_snapshots.announce(event),
        brand=lambda: event_brand(rows.get()),
    )


def edit(level: Level, changes: Mapping[str, object], by: AdminCommand) -> None:
    """Change what is named; None: it is inherited again. Raises TenantError, EventOver."""
    stored = {name: _INHERITED[name] if value is None else value for name, value in changes.items()}
    with transaction.atomic():
        level.hold()
        if stored:
            audit_log.record_edit(level.subject, level.own, stored, by.actor, AuditKind.BRAND_EDITED)
            level.rows.update(**stored)
            level.announce()


def set_logo(level: Level, picture: bytes, by: AdminCommand) -> None:
    """Show this picture, as it is kept of what was sent. Raises BlobError, TenantError, EventOver."""
    let_go()
    png = logo(picture)  # Takes its time, so before anything is locked.
    with transaction.atomic():
        level.hold()
        _replace(level, keep_made(level.holder, Purpose.LOGO, png, "image/png"), by)


def remove_logo(level: Level, by: AdminCommand) -> None:
    """Inherit the logo again. Raises TenantError, EventOver."""
    with transaction.atomic():
        level.hold()
        _replace(level, "", by)


def _replace(level: Level, sha256: str, by: AdminCommand) -> None:
    own, logo = level.own, {"logo_sha256": sha256}
    former = own.logo_sha256
    audit_log.record_edit(level.subject, own, logo, by.actor, AuditKind.BRAND_EDITED)
    level.rows.update(logo_sha256=sha256)
    if former not in ("", sha256):
        _release(level.holder, former)
    level.announce()


def _release(holder: Holder, sha256: str) -> None:
    """Let go of a logo, unless another level with the same holder shows it, too."""
    if holder.event_id is None and _is_shown(holder.tenant_id, sha256):
        return
    Holding.objects.filter(
        tenant_id=holder.tenant_id,
        event_id=holder.event_id,
        kiosk_id=None,
        user_id=None,
        sha256=sha256,
        purpose=Purpose.LOGO,
    ).delete()
    stray_in_a_while(holder.tenant_id, sha256)


def _is_shown(tenant_id: UUID, sha256: str) -> bool:
    of_partner = Tenant.objects.filter(id=tenant_id, logo_sha256=sha256)
    return of_partner.exists() or Client.objects.filter(tenant_id=tenant_id, logo_sha256=sha256).exists()
