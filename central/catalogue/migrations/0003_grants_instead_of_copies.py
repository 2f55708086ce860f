"""Partners had copies of the platform's packs: they become grants.

A copy that was edited is no copy any more: it stays, with its styles, as the partner's own pack. Of the others the
ids live on, in the pictures and offers that named them as the platform's, and for booths as former ids.
"""

from itertools import groupby
from uuid import UUID

from django.apps.registry import Apps
from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import Model

from contract.ids import new_id

SAME_PACK = ("name_es", "name_en", "name_pt", "premium", "active")
SAME_STYLE = (*SAME_PACK, "look", "provider", "provider_model", "prompt", "price", "needs_internet")


def forward(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    tenant_rows = apps.get_model("tenants", "Tenant")
    platform = tenant_rows.objects.filter(kind="platform").first()
    if platform is None:
        return
    originals = _packs(apps, platform.id)
    for partner_id in tenant_rows.objects.filter(kind="partner").values_list("id", flat=True):
        copies = _packs(apps, partner_id)
        copied = {
            pack: originals[slug] for slug, pack in copies.items() if _is_copy(pack, originals.get(slug))
        }
        for pack, original in copied.items():
            _forget(apps, partner_id, pack, original)
        granted = [original.row.id for original in copied.values()]
        if not copies:
            granted = [pack.row.id for pack in originals.values() if pack.row.active]
        grant_rows = apps.get_model("catalogue", "Grant")
        grant_rows.objects.bulk_create(
            grant_rows(tenant_id=partner_id, id=new_id(), pack_id=pack_id) for pack_id in granted
        )
        _release_samples(apps, partner_id, platform.id)


class _Pack:
    """A pack with its styles by slug."""

    def __init__(self, row: Model, styles: dict[str, Model]) -> None:
        self.row = row
        self.styles = styles


def _packs(apps: Apps, tenant_id: UUID) -> dict[str, _Pack]:
    styles = apps.get_model("catalogue", "Style").objects.filter(tenant_id=tenant_id).order_by("pack_id")
    by_pack = {pack_id: list(group) for pack_id, group in groupby(styles, lambda style: style.pack_id)}
    packs = apps.get_model("catalogue", "Pack").objects.filter(tenant_id=tenant_id)
    return {
        pack.slug: _Pack(pack, {style.slug: style for style in by_pack.get(pack.id, ())}) for pack in packs
    }


def _is_copy(pack: _Pack, original: _Pack | None) -> bool:
    if original is None or not _same(pack.row, original.row, SAME_PACK):
        return False
    return all(
        slug in original.styles and _same(style, original.styles[slug], SAME_STYLE)
        for slug, style in pack.styles.items()
    )


def _same(copy: Model, original: Model, columns: tuple[str, ...]) -> bool:
    return all(getattr(copy, column) == getattr(original, column) for column in columns)


def _forget(apps: Apps, partner_id: UUID, pack: _Pack, original: _Pack) -> None:
    """Name everywhere what the pack was a copy of, and delete it."""
    offers, packs, styles, former_styles = (
        apps.get_model("catalogue", name) for name in ("Offer", "Pack", "Style", "FormerStyle")
    )
    renamed = {style.id: original.styles[slug].id for slug, style in pack.styles.items()}
    offers.objects.filter(tenant_id=partner_id, pack_id=pack.row.id).update(pack_id=original.row.id)
    for former, present in renamed.items():
        offers.objects.filter(tenant_id=partner_id, style_id=former).update(style_id=present)
    _rename_pictures(partner_id, renamed)
    former_styles.objects.bulk_create(
        former_styles(tenant_id=partner_id, id=former, style_id=present)
        for former, present in renamed.items()
    )
    styles.objects.filter(tenant_id=partner_id, pack_id=pack.row.id).delete()
    packs.objects.filter(tenant_id=partner_id, id=pack.row.id).delete()


def _rename_pictures(partner_id: UUID, renamed: dict[UUID, UUID]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE generations_generation SET style_id = renamed.present"
            " FROM unnest(%s::uuid[], %s::uuid[]) AS renamed (former, present)"
            " WHERE tenant_id = %s AND style_id = renamed.former",
            [list(renamed), list(renamed.values()), partner_id],
        )


def _release_samples(apps: Apps, partner_id: UUID, platform_id: UUID) -> None:
    """The platform holds the same pictures; those of packs that stay remain the partner's, too."""
    holding_rows = apps.get_model("blobs", "Holding")
    style_rows = apps.get_model("catalogue", "Style")
    own = style_rows.objects.filter(tenant_id=partner_id).values_list("sample_sha256", flat=True)
    held = holding_rows.objects.filter(tenant_id=platform_id, purpose="sample").values_list(
        "sha256", flat=True
    )
    samples = holding_rows.objects.filter(tenant_id=partner_id, purpose="sample", sha256__in=list(held))
    samples.exclude(sha256__in=list(own)).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("blobs", "0004_refused_photos"),
        ("catalogue", "0002_platform_catalogue"),
        ("generations", "0005_erased_claim_codes"),
        ("tenants", "0005_no_last_login"),
    ]

    operations = [migrations.RunPython(forward, migrations.RunPython.noop)]
