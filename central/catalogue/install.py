"""The platform's first catalogue: a style for each look. Everything in it can be edited afterwards."""

from collections.abc import Iterator

from django.db import transaction

from central.blobs import store
from central.blobs.holdings import Holder, keep_all_made
from central.blobs.models import Purpose
from central.catalogue.models import Pack, Style
from central.catalogue.samples import sample
from central.tenants.models import PLATFORM_ID
from looks.catalogue import PACKS, PREMIUM_PRICE, Name, PackDesign, StyleDesign


def install() -> None:
    """Create what is missing of the catalogue. What is there stays as its people edited it."""
    styles = {style.slug: style for style in Style.objects.filter(tenant_id=PLATFORM_ID)}
    lost = [styles[slug] for slug in _places() if slug in styles and not _is_kept(styles[slug])]
    missing = [slug for slug in _places() if slug not in styles]
    with transaction.atomic():
        packs = _packs()
        new = [_style(packs[pack.slug], design) for pack, design in _designs() if design.slug in missing]
        _keep_samples([*lost, *new])
        for style in lost:
            style.save(update_fields=["sample_sha256"])
        Style.objects.bulk_create(new, ignore_conflicts=True)


def _designs() -> Iterator[tuple[PackDesign, StyleDesign]]:
    return ((pack, style) for pack in PACKS for style in pack.styles)


def _places() -> dict[str, int]:
    """Where each style stands in the catalogue."""
    return {design.slug: place for place, (_, design) in enumerate(_designs())}


def _is_kept(style: Style) -> bool:
    return store.is_kept(style.sample_sha256)


def _packs() -> dict[str, Pack]:
    new = [
        Pack(
            tenant_id=PLATFORM_ID, slug=design.slug, premium=design.premium, position=position,
            **_names(design.name),
        )
        for position, design in enumerate(PACKS)
    ]  # fmt: skip
    Pack.objects.bulk_create(new, ignore_conflicts=True)
    return {pack.slug: pack for pack in Pack.objects.filter(tenant_id=PLATFORM_ID)}


def _style(pack: Pack, design: StyleDesign) -> Style:
    premium = design.premium or pack.premium
    return Style(
        tenant_id=pack.tenant_id,
        pack_id=pack.id,
        slug=design.slug,
        look=design.look,
        premium=premium,
        price=PREMIUM_PRICE if design.price is None and premium else design.price,
        position=_places()[design.slug],
        **_names(design.name),
    )


def _keep_samples(styles: list[Style]) -> None:
    places = _places()
    drawn = [sample(style.look, places[style.slug]) for style in styles]
    for style, sha256 in zip(styles, keep_all_made(Holder(PLATFORM_ID), Purpose.SAMPLE, drawn), strict=True):
        style.sample_sha256 = sha256


def _names(name: Name) -> dict[str, str]:
    return {f"name_{language}": text for language, text in name.items()}
