"""Clients, with what of the catalogue they may use (P3, L2)."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import transaction

from central.catalogue.grants import Named, allow_client, granted_to
from central.fleet.state_announcements import announce_client
from central.server.hashing import password_hash
from central.tenants import audit_log, clients
from central.tenants.audit_log import AdminCommand
from central.tenants.clients import NewClient
from central.tenants.hashes_for_people import hashed_for
from central.tenants.models import AuditKind, Client

_USABLE = frozenset({"packs", "styles"})


def create(tenant_id: UUID, new: NewClient, by: AdminCommand) -> tuple[Client, bool]:
    """The client; whether it is new. Raises what `clients.create` does, NoSuchPack, NoSuchStyle,
    HashingBusy, TooManyAttempts."""
    hashed = _hashed(new.password, by)  # Takes its time, so outside of the transaction.
    with transaction.atomic():
        client, made = clients.create(tenant_id, new, hashed, by)
        if made and (new.packs or new.styles):
            _allow(client, Named(), Named(frozenset(new.packs), frozenset(new.styles)), by)
    return client, made


def _hashed(password: str | None, by: AdminCommand) -> str | None:
    return None if password is None else hashed_for(by.actor, lambda: password_hash(password))


def edit(tenant_id: UUID, client_id: UUID, changes: Mapping[str, Any], by: AdminCommand) -> Client:
    """Change what is named. With neither packs nor styles it may use all that its partner may.

    Raises what `clients.edit` does, and NoSuchPack, NoSuchStyle.
    """
    described = {name: value for name, value in changes.items() if name not in _USABLE}
    with transaction.atomic():
        client = clients.edit(tenant_id, client_id, described, by)
        if _USABLE & changes.keys():
            known = granted_to(tenant_id, client_id)
            packs, styles = changes.get("packs", known.packs), changes.get("styles", known.styles)
            _allow(client, known, Named(frozenset(packs), frozenset(styles)), by)
            announce_client(tenant_id, client_id)
    return client


def _allow(client: Client, known: Named, things: Named, by: AdminCommand) -> None:
    allow_client(client.tenant_id, client.id, things)
    changes = {
        name: audit_log.exchanged(getattr(known, name), getattr(things, name)) for name in ("packs", "styles")
    }
    if things != known:
        audit_log.record(client.subject, AuditKind.EDITED, by.actor, changes=changes)
