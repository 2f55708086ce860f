"""What of the catalogue a partner may use, and what of that its clients may (M4, L2)."""

from collections import defaultdict
from collections.abc import Collection, Hashable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeVar
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from central.catalogue.errors import NoSuchPack, NoSuchStyle
from central.catalogue.models import Grant, Pack, Style
from central.tenants.models import PLATFORM_ID

_Owner = TypeVar("_Owner", bound=Hashable)

MOST_PACKS: Final = 200
MOST_STYLES: Final = 2_000
"""That the platform has, and that somebody names at a time."""


@dataclass(frozen=True, slots=True)
class Named:
    """Packs and styles by their ids."""

    packs: frozenset[UUID] = frozenset()
    styles: frozenset[UUID] = frozenset()

    def without(self, others: "Named") -> "Named":
        """What is named here and not there."""
        return Named(self.packs - others.packs, self.styles - others.styles)

    def includes(self, style: Style) -> bool:
        """Whether the style is named, by itself or with its pack."""
        return style.pack_id in self.packs or style.id in self.styles


@dataclass(slots=True)
class Rights:
    """What some partners and some clients were granted."""

    packs: dict[UUID, set[UUID | None]] = field(default_factory=lambda: defaultdict(set))
    clients: dict[tuple[UUID, UUID], set[UUID | None]] = field(default_factory=lambda: defaultdict(set))

    def allow(self, tenant_id: UUID, client_id: UUID | None, style: Style) -> bool:
        """Whether the partner, or its client, may use this style, its own or the platform's."""
        if style.tenant_id != tenant_id and style.pack_id not in self.packs.get(tenant_id, ()):
            return False
        narrowed = None if client_id is None else self.clients.get((tenant_id, client_id))
        return narrowed is None or style.pack_id in narrowed or style.id in narrowed


def rights_of(owners: Iterable[tuple[UUID, UUID | None]]) -> Rights:
    """Those of the partners, and of the clients with them; one statement, however many there are."""
    keys = set(owners)
    asked = Q(client_id=None) | Q(client_id__in={client_id for _, client_id in keys if client_id})
    rights = Rights()
    rows = Grant.objects.filter(asked, of_tenants({tenant_id for tenant_id, _ in keys}))
    for tenant_id, client_id, *things in rows.values_list("tenant_id", "client_id", "pack_id", "style_id"):
        if client_id is None:
            rights.packs[tenant_id].update(things)
        else:
            rights.clients[tenant_id, client_id].update(things)
    return rights


def usable_packs(tenant_id: UUID) -> QuerySet[Pack]:
    """A partner's own packs, and those of the platform that it was granted."""
    granted = Grant.objects.filter(tenant_id=tenant_id, client_id=None).values("pack_id")
    return Pack.objects.filter(Q(tenant_id=tenant_id) | Q(tenant_id=PLATFORM_ID, id__in=granted))


def usable_styles(tenant_id: UUID) -> QuerySet[Style]:
    """The styles of these packs."""
    packs = usable_packs(tenant_id).values("id")
    return Style.objects.filter(tenant_id__in={tenant_id, PLATFORM_ID}, pack_id__in=packs)


def granted_to(tenant_id: UUID, client_id: UUID | None = None) -> Named:
    """What a partner, or one of its clients, was granted."""
    rows = Grant.objects.filter(tenant_id=tenant_id, client_id=client_id)
    return by_owner([tenant_id], rows.values_list("tenant_id", "pack_id", "style_id"))[tenant_id]


def granted_to_partners(tenants: Collection[UUID]) -> dict[UUID, Named]:
    """What each of these partners was granted, in one statement."""
    rows = Grant.objects.filter(tenant_id__in=tenants, client_id=None)
    return by_owner(tenants, rows.values_list("tenant_id", "pack_id", "style_id"))


def granted_to_clients(clients: Collection[tuple[UUID, UUID]]) -> dict[tuple[UUID, UUID], Named]:
    """What each of these clients, named with its partner before it, was granted; in one statement."""
    tenants, ids = {tenant_id for tenant_id, _ in clients}, {client_id for _, client_id in clients}
    rows = Grant.objects.filter(tenant_id__in=tenants, client_id__in=ids)
    things = rows.values_list("tenant_id", "client_id", "pack_id", "style_id")
    named = (((tenant, client), pack, style) for tenant, client, pack, style in things if client is not None)
    return by_owner(clients, named)


def by_owner(
    owners: Iterable[_Owner], rows: Iterable[tuple[_Owner, UUID | None, UUID | None]]
) -> dict[_Owner, Named]:
    """What rows of owner, pack and style say each of the owners has; nothing is something, too."""
    packs: dict[_Owner, set[UUID]] = {owner: set() for owner in owners}
    styles: dict[_Owner, set[UUID]] = {owner: set() for owner in packs}
    for owner, pack_id, style_id in rows:
        if owner not in packs:
            continue
        if pack_id is not None:
            packs[owner].add(pack_id)
        if style_id is not None:
            styles[owner].add(style_id)
    return {owner: Named(frozenset(packs[owner]), frozenset(styles[owner])) for owner in packs}


def grant(tenant_id: UUID, packs: Collection[UUID]) -> None:
    """Grant the partner these packs of the platform, and no others. Raises NoSuchPack."""
    known = Pack.objects.filter(tenant_id=PLATFORM_ID, id__in=packs)
    if known.count() != len(set(packs)):
        raise NoSuchPack
    _replace(tenant_id, None, Named(frozenset(packs)))


def grant_all(tenant_id: UUID) -> None:
    """Grant the partner every active pack that the platform has now."""
    packs = Pack.objects.filter(tenant_id=PLATFORM_ID, active=True)
    grant(tenant_id, list(packs.values_list("id", flat=True)))


def allow_client(tenant_id: UUID, client_id: UUID, things: Named) -> None:
    """Narrow what the client may use to these things, which its partner may use; none: to nothing less.

    Raises NoSuchPack, NoSuchStyle.
    """
    refuse_unusable(tenant_id, None, things.without(granted_to(tenant_id, client_id)))
    _replace(tenant_id, client_id, things)


def refuse_unusable(tenant_id: UUID, client_id: UUID | None, things: Named) -> None:
    """Raises NoSuchPack, NoSuchStyle unless the partner, or its client, may use all of these.

    Of a pack a client may use some styles only; then it may name those, not the pack.
    """
    own = None if client_id is None else granted_to(tenant_id, client_id)
    narrowed = None if own is None or own == Named() else own
    packs = set(usable_packs(tenant_id).filter(id__in=things.packs).values_list("id", flat=True))
    if things.packs - packs or (narrowed and things.packs - narrowed.packs):
        raise NoSuchPack
    styles = list(usable_styles(tenant_id).filter(id__in=things.styles))
    if len(styles) != len(things.styles) or not all(
        narrowed is None or narrowed.includes(style) for style in styles
    ):
        raise NoSuchStyle


def of_tenants(tenants: Collection[UUID]) -> Q:
    """Rows of these tenants; of a single one they are asked on its own node."""
    return Q(tenant_id__in=tenants) if len(tenants) != 1 else Q(tenant_id=next(iter(tenants)))


def _replace(tenant_id: UUID, client_id: UUID | None, things: Named) -> None:
    """In the caller's lock of the partner or client: two at once would leave what both said."""
    rows = [Grant(tenant_id=tenant_id, client_id=client_id, pack_id=pack) for pack in things.packs]
    rows += [Grant(tenant_id=tenant_id, client_id=client_id, style_id=style) for style in things.styles]
    with transaction.atomic():
        Grant.objects.filter(tenant_id=tenant_id, client_id=client_id).delete()
        Grant.objects.bulk_create(rows)
