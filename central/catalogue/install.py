"""The platform's first catalogue: a style for each look. Everything in it can be edited afterwards."""

from collections.abc import Iterator

from django.db import transaction

from central.blobs import store
from central.blobs.holdings import Holder, keep_made
from central.blobs.models import Purpose
from central.catalogue.models import Pack, Style
from central.catalogue.samples import sample
from central.tenants.models import PLATFORM_ID
from looks.catalogue import PACKS, PREMIUM_PRICE, Name, PackDesign, StyleDesign


def install() -> None:
    """Create what is missing of the catalogue. What is there stays as its people edited it."""
    styles = {style.slug: style for style in Style.objects.filter(tenant_id=PLATFORM_ID)}
    with transaction.atomic():
        for pack, design, position in _designs():
            existing = styles.get(design.slug)
            if existing is None:
                _create_style(pack, design, position)
            elif not store.is_kept(existing.sample_sha256):
                _mend_sample(existing, position)


def _designs() -> Iterator[tuple[Pack, StyleDesign, int]]:
    position = 0
    for order, design in enumerate(PACKS):
        pack = _pack(design, order)
        for style in design.styles:
            yield pack, style, position
            position += 1


def _pack(design: PackDesign, position: int) -> Pack:
    pack, _ = Pack.objects.get_or_create(
        tenant_id=PLATFORM_ID,
        slug=design.slug,
        defaults={"premium": design.premium, "position": position, **_names(design.name)},
    )
    return pack


def _create_style(pack: Pack, design: StyleDesign, position: int) -> None:
    premium = design.premium or pack.premium
    Style.objects.create(
        tenant_id=pack.tenant_id,
        pack_id=pack.id,
        slug=design.slug,
        look=design.look,
        premium=premium,
        price=PREMIUM_PRICE if design.price is None and premium else design.price,
        position=position,
        sample_sha256=_keep_sample(design.look, position),
        **_names(design.name),
    )


def _mend_sample(style: Style, position: int) -> None:
    style.sample_sha256 = _keep_sample(style.look, position)
    style.save(update_fields=["sample_sha256"])


def _keep_sample(look: str, position: int) -> str:
    return keep_made(Holder(PLATFORM_ID), Purpose.SAMPLE, sample(look, position))


def _names(name: Name) -> dict[str, str]:
    return {f"name_{language}": text for language, text in name.items()}
