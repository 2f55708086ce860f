"""Packs and styles, as masters make, change and order them (M8): the platform's, and partners' own.

New packs are the platform's. A partner's own are those that had been edited when partners' copies of the
platform's packs became grants (decision 49).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeVar, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from central.base import pages
from central.base.pages import Page, PageRequest
from central.blobs.holdings import Holder, keep_made
from central.blobs.models import Purpose
from central.catalogue.errors import CatalogueFull, NoSuchPack, NoSuchStyle, WrongOrder
from central.catalogue.grants import MOST_PACKS, MOST_STYLES
from central.catalogue.models import Pack, Style
from central.catalogue.samples import sample
from central.idempotency.creations import is_new
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import SlugTaken
from central.tenants.models import PLATFORM_ID, AuditKind
from central.tenants.slugs import create_under, free_slugs
from central.tenants.subjects import Subject, SubjectKind

Row = TypeVar("Row", Pack, Style)


@dataclass(frozen=True, slots=True)
class NewPack:
    """What a pack is made from; without a `slug` it gets one of its name. It comes last."""

    id: UUID
    name_es: str
    name_en: str = ""
    name_pt: str = ""
    slug: str | None = None
    premium: bool = False
    active: bool = True
    for_users: bool = True


@dataclass(frozen=True, slots=True)
class NewStyle:
    """What a style is made from; it comes last. Its sample shows its look until another one is uploaded."""

    id: UUID
    pack_id: UUID
    look: str
    name_es: str
    name_en: str = ""
    name_pt: str = ""
    slug: str | None = None
    premium: bool = False
    active: bool = True
    price: int | None = None
    provider: str = "looks"
    provider_model: str = ""
    prompt: str = ""
    needs_internet: bool = True


def all_packs() -> list[Pack]:
    """The platform's, in gallery order, inactive ones included."""
    return list(_packs().order_by("position", "slug"))


def partners_packs(partner_id: UUID | None, asked: PageRequest) -> Page[Pack]:
    """Those that are partners' own, or this partner's. Raises CursorError."""
    own = Pack.objects.exclude(tenant_id=PLATFORM_ID)
    own = own if partner_id is None else own.filter(tenant_id=partner_id)
    return pages.page(own, ("tenant_id", "id"), asked)


def styles_of(packs: Collection[Pack]) -> dict[UUID, list[Style]]:
    """Each pack's, in gallery order, inactive ones included."""
    by_pack: dict[UUID, list[Style]] = {pack.id: [] for pack in packs}
    for style in Style.objects.filter(pack_id__in=by_pack).order_by("position", "slug"):
        by_pack[style.pack_id].append(style)
    return by_pack


def find_pack(pack_id: UUID) -> Pack:
    """The platform's or a partner's. Raises NoSuchPack."""
    pack = Pack.objects.filter(id=pack_id).first()
    if pack is None:
        raise NoSuchPack
    return pack


def find_style(style_id: UUID) -> Style:
    """The platform's or a partner's. Raises NoSuchStyle."""
    style = Style.objects.filter(id=style_id).first()
    if style is None:
        raise NoSuchStyle
    return style


def create_pack(new: NewPack, by: AdminCommand) -> tuple[Pack, bool]:
    """The pack, with no style in it; whether it is new. Raises SlugTaken, CatalogueFull, OtherContent."""
    with transaction.atomic():
        if not is_new(PLATFORM_ID, "pack", new.id, asdict(new)):
            return find_pack(new.id), False
        if _packs().count() >= MOST_PACKS:
            raise CatalogueFull
        pack = _created(_packs(), asdict(new) | {"tenant_id": PLATFORM_ID}, "pack")
        described = audit_log.initially(**asdict(new) | {"slug": pack.slug, "id": None})
        audit_log.record(pack.subject, AuditKind.CREATED, by.actor, changes=described)
    return pack, True


def create_style(new: NewStyle, by: AdminCommand) -> tuple[Style, bool]:
    """The style; whether it is new. Raises NoSuchPack, SlugTaken, CatalogueFull, OtherContent."""
    sample_sha256 = _sample_of(new.look)  # May take a second, so before anything is locked.
    with transaction.atomic():
        if not is_new(PLATFORM_ID, "style", new.id, asdict(new)):
            return find_style(new.id), False
        tenant_id = find_pack(new.pack_id).tenant_id
        beside = Style.objects.filter(tenant_id=tenant_id)
        if beside.count() >= MOST_STYLES:
            raise CatalogueFull
        more = {"tenant_id": tenant_id, "sample_sha256": sample_sha256}
        style = _created(beside, asdict(new) | more, "style")
        described = audit_log.initially(**asdict(new) | {"slug": style.slug, "id": None})
        audit_log.record(style.subject, AuditKind.CREATED, by.actor, changes=described)
    return style, True


def edit_pack(pack_id: UUID, changes: Mapping[str, object], by: AdminCommand) -> Pack:
    """Raises NoSuchPack, SlugTaken."""
    with transaction.atomic():
        pack = find_pack(pack_id)
        _edit(Pack.objects.filter(tenant_id=pack.tenant_id), pack, changes, by)
    return find_pack(pack_id)


def edit_style(style_id: UUID, changes: Mapping[str, object], by: AdminCommand) -> Style:
    """Raises NoSuchStyle, NoSuchPack, SlugTaken. It moves among the packs of whoever has it only."""
    with transaction.atomic():
        style = find_style(style_id)
        pack_id = changes.get("pack_id")
        if isinstance(pack_id, UUID) and find_pack(pack_id).tenant_id != style.tenant_id:
            raise NoSuchPack
        _edit(Style.objects.filter(tenant_id=style.tenant_id), style, changes, by)
    return find_style(style_id)


def set_sample(style_id: UUID, jpeg: bytes, by: AdminCommand) -> Style:
    """Show this picture for the style; the former one stays for booths that have not heard.

    Raises NoSuchStyle.
    """
    with transaction.atomic():
        style = find_style(style_id)
        sha256 = keep_made(Holder(PLATFORM_ID), Purpose.SAMPLE, jpeg)
        sample = {"sample_sha256": sha256}
        audit_log.record_edit(style.subject, style, sample, by.actor, AuditKind.SAMPLE_SET)
        Style.objects.filter(tenant_id=style.tenant_id, id=style_id).update(sample_sha256=sha256)
    return find_style(style_id)


def order_packs(pack_ids: Sequence[UUID], by: AdminCommand) -> None:
    """Show the platform's packs in this order; all of them are named. Raises WrongOrder."""
    catalogue = Subject(PLATFORM_ID, SubjectKind.PLATFORM, PLATFORM_ID)
    _order(_packs(), pack_ids, catalogue, by)


def order_styles(pack_id: UUID, style_ids: Sequence[UUID], by: AdminCommand) -> None:
    """Show the pack's styles in this order; all of them are named. Raises NoSuchPack, WrongOrder."""
    pack = find_pack(pack_id)
    _order(Style.objects.filter(tenant_id=pack.tenant_id, pack_id=pack.id), style_ids, pack.subject, by)


def _packs() -> QuerySet[Pack]:
    return Pack.objects.filter(tenant_id=PLATFORM_ID)


def _created(rows: QuerySet[Row], asked: dict[str, Any], kind: str) -> Row:
    slug = asked.pop("slug")
    last = rows.order_by("-position").values_list("position", flat=True).first()
    described = asked | {"position": 0 if last is None else last + 1}
    slugs = free_slugs(rows, str(asked["name_es"]), kind) if slug is None else iter([slug])
    return cast("Row", create_under(slugs, rows, described)[0])


def _edit(rows: QuerySet[Row], row: Row, changes: Mapping[str, object], by: AdminCommand) -> None:
    try:
        with transaction.atomic():
            if changes:
                rows.filter(id=row.id).update(**changes)
            audit_log.record_edit(row.subject, row, changes, by.actor)
    except IntegrityError as error:
        raise SlugTaken from error


def _order(rows: QuerySet[Row], ids: Sequence[UUID], subject: Subject, by: AdminCommand) -> None:
    with transaction.atomic():
        known = {row.id: row for row in rows.order_by("position", "slug")}
        if len(ids) != len(known) or set(ids) != set(known):
            raise WrongOrder
        if list(ids) != list(known):
            order = {"order": ([row.slug for row in known.values()], [known[each].slug for each in ids])}
            audit_log.record(subject, AuditKind.ORDERED, by.actor, changes=order)
        for position, row_id in enumerate(ids):
            known[row_id].position = position
        rows.bulk_update(known.values(), ["position"])


def _sample_of(look: str) -> str:
    """That of a style with this look, else a new one."""
    same = (
        Style.objects.filter(tenant_id=PLATFORM_ID, look=look)
        .exclude(sample_sha256="")
        .order_by("position")
        .first()
    )
    if same is not None:
        return same.sample_sha256
    return keep_made(Holder(PLATFORM_ID), Purpose.SAMPLE, sample(look, 0))
