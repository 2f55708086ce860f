"""Changes of the platform's catalogue, announced to the booths that show what was changed (M8)."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.db import transaction

import looks
from central.blobs.pictures import rendition
from central.catalogue import editing
from central.catalogue.editing import NewStyle
from central.catalogue.errors import NoSuchMaker
from central.catalogue.models import Pack, Style
from central.fleet.state_announcements import announce_packs
from central.generations.providers.registry import provider_names
from central.server.db_pool import let_go
from central.tenants.audit_log import AdminCommand

_SAMPLE_SIDE = 1200
"""In pixels, of a sample's longer side: what a booth's screen shows large."""


def create_style(new: NewStyle, by: AdminCommand) -> tuple[Style, bool]:
    """The style; whether it is new. Raises NoSuchMaker, CatalogueError, OtherContent."""
    _refuse_unknown_makers({"look": new.look, "provider": new.provider})
    with transaction.atomic():
        style, made = editing.create_style(new, by)
        if made:
            announce_packs([style.pack_id])
    return style, made


def edit_pack(pack_id: UUID, changes: Mapping[str, object], by: AdminCommand) -> Pack:
    """Raises NoSuchPack, SlugTaken."""
    with transaction.atomic():
        pack = editing.edit_pack(pack_id, changes, by)
        announce_packs([pack_id])
    return pack


def edit_style(style_id: UUID, changes: Mapping[str, object], by: AdminCommand) -> Style:
    """Raises NoSuchMaker, NoSuchStyle, NoSuchPack, SlugTaken."""
    _refuse_unknown_makers(changes)
    with transaction.atomic():
        former_pack = editing.find_style(style_id).pack_id
        style = editing.edit_style(style_id, changes, by)
        announce_packs({former_pack, style.pack_id})
    return style


def set_sample(style_id: UUID, picture: bytes, by: AdminCommand) -> Style:
    """Show this picture for the style, as it is kept of what was sent. Raises NoSuchStyle, BlobError."""
    editing.find_style(style_id)
    let_go()
    jpeg = rendition(picture, _SAMPLE_SIDE)
    with transaction.atomic():
        style = editing.set_sample(style_id, jpeg, by)
        announce_packs([style.pack_id])
    return style


def order_packs(pack_ids: Sequence[UUID], by: AdminCommand) -> None:
    """Raises WrongOrder."""
    with transaction.atomic():
        editing.order_packs(pack_ids, by)
        announce_packs(pack_ids)


def order_styles(pack_id: UUID, style_ids: Sequence[UUID], by: AdminCommand) -> None:
    """Raises NoSuchPack, WrongOrder."""
    with transaction.atomic():
        editing.order_styles(pack_id, style_ids, by)
        announce_packs([pack_id])


def _refuse_unknown_makers(changes: Mapping[str, object]) -> None:
    for what, known in (("look", looks.names()), ("provider", provider_names())):
        if what in changes and changes[what] not in known:
            raise NoSuchMaker(what, str(changes[what]), known)
