"""Retail packs (C2): what one person buys, at a price that the master sets."""

from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from central.payments.errors import NotForSale
from central.payments.models import CreditPack
from central.payments.money import Currency
from central.tenants import audit_log
from central.tenants.models import PLATFORM_ID, AuditKind, Role, User
from central.tenants.subjects import Subject, SubjectKind

_SUBJECT: Final = Subject(PLATFORM_ID, SubjectKind.CREDIT_PACK, PLATFORM_ID)
"""All of them: a pack has no id; the entry's note is its slug."""

_FIRST: Final = (
    ("starter", "Starter", 500, 4_000_00),
    ("standard", "Standard", 1_100, 8_000_00),
    ("business", "Business", 1_500, 10_000_00),
)


def install() -> None:
    """Create the first packs of a platform that has none. What is there stays as its master edited it."""
    if CreditPack.objects.filter(tenant_id=PLATFORM_ID).exists():
        return
    packs = [
        CreditPack(
            tenant_id=PLATFORM_ID,
            slug=slug,
            name=name,
            credits=credits,
            price=price,
            currency=Currency.ARS,
            position=position,
        )
        for position, (slug, name, credits, price) in enumerate(_FIRST)
    ]
    CreditPack.objects.bulk_create(packs, ignore_conflicts=True)


def all_packs() -> QuerySet[CreditPack]:
    """Every pack in display order, including those no longer sold."""
    return CreditPack.objects.filter(tenant_id=PLATFORM_ID).order_by("position", "slug")


def packs_shown_to(user: User) -> QuerySet[CreditPack]:
    """A master sees all packs, everybody else those that are sold."""
    return all_packs() if user.role == Role.MASTER else packs_for_sale()


def packs_for_sale() -> QuerySet[CreditPack]:
    """The packs for sale, in display order."""
    return CreditPack.objects.filter(tenant_id=PLATFORM_ID, active=True).order_by("position", "slug")


def pack_for_sale(slug: str) -> CreditPack:
    """Raises NotForSale."""
    pack = CreditPack.objects.filter(tenant_id=PLATFORM_ID, active=True, slug=slug).first()
    if pack is None:
        raise NotForSale(f"There is no pack {slug} on sale.")
    return pack


def put(slug: str, actor: str, **described: object) -> CreditPack:
    """Create or update the pack by its columns; purchases already made keep their price."""
    with transaction.atomic():
        known = all_packs().select_for_update().filter(slug=slug).first()
        pack, made = CreditPack.objects.update_or_create(tenant_id=PLATFORM_ID, slug=slug, defaults=described)
        changes = audit_log.differences(known, described) if known else audit_log.initially(**described)
        if changes:
            what = AuditKind.CREATED if made else AuditKind.EDITED
            audit_log.record(_SUBJECT, what, actor, note=slug, changes=changes)
    return pack
