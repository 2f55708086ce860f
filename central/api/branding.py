"""Brands on their three levels (E3, P6): partner, client, event; what a level leaves empty it inherits."""

from collections.abc import Callable
from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.params.functions import Path
from pydantic import AfterValidator

from central.api.auth import PersonAuth, command_of, host_auth, keeper_auth, person_asking
from central.api.files import LOGO_GIVEN, PICTURE_TAKEN
from central.api.shapes import Line, Patch, Row, optional
from central.blobs import store
from central.blobs.errors import BlobMissing
from central.blobs.holdings import readable
from central.events import queries
from central.operations import branding_changes
from central.operations.branding_changes import Level
from central.tenants import clients, partners
from central.tenants.models import User
from central.tenants.visibility import scope_of
from contract.config import Branding
from contract.shape import Color, Shape

router = Router(tags=["branding"])


def _not_empty(name: str) -> str:
    if not name:
        raise ValueError("null, not an empty text, inherits the name")
    return name


class BrandPatch(Patch):
    """Fields left out keep their values; null: it is inherited again."""

    display_name: Annotated[Line, AfterValidator(_not_empty)] | None = optional()
    primary_color: Color | None = optional()
    corner_radius: Literal[4, 8, 12, 20] | None = optional()


class OwnBrand(Row):
    """What a level says itself; null: it is inherited."""

    display_name: str | None
    primary_color: str | None
    corner_radius: int | None
    logo_sha256: str | None


class Brand(Shape):
    """A level's own brand, and what is shown: with what it inherits."""

    own: OwnBrand
    shown: Branding


def _partner(asking: User, partner_id: UUID) -> Level:
    return branding_changes.of_partner(partners.in_sight(scope_of(asking), partner_id))


def _client(asking: User, client_id: UUID) -> Level:
    return branding_changes.of_client(clients.in_sight(scope_of(asking), client_id))


def _event(asking: User, event_id: UUID) -> Level:
    return branding_changes.of_event(queries.in_sight(scope_of(asking), event_id))


def _serve(of: str, whose: str, level_of: Callable[[User, UUID], Level], auth: PersonAuth) -> None:
    """One level's operations: `of` a partner, say; `whose`: as people say it."""
    path, owner = f"/{of}s/{{{of}_id}}/branding", Path(alias=f"{of}_id")
    logo_path = f"{path}/logo"

    @router.get(path, response=Brand, summary=f"Get {whose} brand", auth=auth)
    def get_brand(request: HttpRequest, owner_id: UUID = owner) -> Brand:
        """What it says itself, and what is shown: with what it inherits from above."""
        return _brand(level_of(person_asking(request), owner_id))

    @router.patch(path, response=Brand, summary=f"Edit {whose} brand", auth=auth)
    def edit_brand(request: HttpRequest, body: BrandPatch, owner_id: UUID = owner) -> Brand:
        """Booths that show it do so at once, and guests' pages; also those of events that are over."""
        level = level_of(person_asking(request), owner_id)
        branding_changes.edit(level, body.changes(), command_of(person_asking(request)))
        return _brand(level)

    @router.put(
        logo_path, response=Brand, summary=f"Set {whose} logo", auth=auth, openapi_extra=PICTURE_TAKEN
    )
    def put_logo(request: HttpRequest, owner_id: UUID = owner) -> Brand:
        """The body is a picture of at most 1 MB; its metadata is not kept."""
        level = level_of(person_asking(request), owner_id)
        branding_changes.set_logo(level, request.body, command_of(person_asking(request)))
        return _brand(level)

    @router.delete(logo_path, response=Brand, summary=f"Remove {whose} logo", auth=auth)
    def delete_logo(request: HttpRequest, owner_id: UUID = owner) -> Brand:
        """The one from above is shown again, if there is one."""
        level = level_of(person_asking(request), owner_id)
        branding_changes.remove_logo(level, command_of(person_asking(request)))
        return _brand(level)

    @router.get(logo_path, summary=f"Download {whose} logo", auth=auth, openapi_extra=LOGO_GIVEN)
    def get_logo(request: HttpRequest, owner_id: UUID = owner) -> HttpResponse:
        """A PNG: its own or the one from above; 404 without either."""
        return _logo(level_of(person_asking(request), owner_id))


_serve("partner", "a partner's", _partner, keeper_auth)
_serve("client", "a client's", _client, host_auth)
_serve("event", "an event's", _event, host_auth)


def _brand(level: Level) -> Brand:
    own = {name: getattr(level.own, name) or None for name in OwnBrand.model_fields}
    return Brand(own=OwnBrand(**own), shown=level.brand())


def _logo(level: Level) -> HttpResponse:
    shown = level.brand().logo_sha256
    if shown is None:
        raise BlobMissing("There is no logo.")
    png = store.read(readable(level.holder, shown).stored)
    headers = {"Cache-Control": "private, no-cache", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(png, content_type="image/png", headers=headers)
