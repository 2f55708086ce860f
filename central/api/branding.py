"""Brands on their three levels (E3, P6): partner, client, event; what a level leaves empty it inherits."""

from typing import Annotated, Literal
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router
from pydantic import AfterValidator

from central.api import files
from central.api.auth import command_of, host_auth, keeper_auth, person_asking
from central.api.shapes import Line, Patch, Row, optional
from central.blobs import store
from central.blobs.errors import BlobMissing
from central.blobs.holdings import readable
from central.events import queries
from central.operations import branding_changes
from central.operations.branding_changes import Level
from central.tenants import clients, partners
from central.tenants.visibility import scope_of
from contract.config import Branding
from contract.shape import Color, Shape

router = Router(tags=["branding"], auth=host_auth)


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


@router.get(
    "/partners/{partner_id}/branding", response=Brand, summary="Get a partner's brand", auth=keeper_auth
)
def partner_brand(request: HttpRequest, partner_id: UUID) -> Brand:
    """Its clients and events inherit it."""
    return _brand(_partner(request, partner_id))


@router.patch(
    "/partners/{partner_id}/branding", response=Brand, summary="Edit a partner's brand", auth=keeper_auth
)
def edit_partner_brand(request: HttpRequest, partner_id: UUID, body: BrandPatch) -> Brand:
    """Its booths show it at once."""
    return _edited(request, _partner(request, partner_id), body)


@router.put(
    "/partners/{partner_id}/branding/logo",
    response=Brand,
    summary="Set a partner's logo",
    auth=keeper_auth,
    openapi_extra=files.PICTURE_TAKEN,
)
def put_partner_logo(request: HttpRequest, partner_id: UUID) -> Brand:
    """The body is a picture of at most 1 MB; its metadata is not kept."""
    return _with_logo(request, _partner(request, partner_id))


@router.delete(
    "/partners/{partner_id}/branding/logo",
    response=Brand,
    summary="Remove a partner's logo",
    auth=keeper_auth,
)
def delete_partner_logo(request: HttpRequest, partner_id: UUID) -> Brand:
    """Nothing is shown in its place."""
    return _without_logo(request, _partner(request, partner_id))


@router.get(
    "/partners/{partner_id}/branding/logo",
    summary="Download a partner's logo",
    auth=keeper_auth,
    openapi_extra=files.LOGO_GIVEN,
)
def partner_logo(request: HttpRequest, partner_id: UUID) -> HttpResponse:
    """A PNG; 404 if it has none."""
    return _logo(_partner(request, partner_id))


@router.get("/clients/{client_id}/branding", response=Brand, summary="Get a client's brand")
def client_brand(request: HttpRequest, client_id: UUID) -> Brand:
    """Its events inherit it."""
    return _brand(_client(request, client_id))


@router.patch("/clients/{client_id}/branding", response=Brand, summary="Edit a client's brand")
def edit_client_brand(request: HttpRequest, client_id: UUID, body: BrandPatch) -> Brand:
    """The booths of its events show it at once."""
    return _edited(request, _client(request, client_id), body)


@router.put(
    "/clients/{client_id}/branding/logo",
    response=Brand,
    summary="Set a client's logo",
    openapi_extra=files.PICTURE_TAKEN,
)
def put_client_logo(request: HttpRequest, client_id: UUID) -> Brand:
    """The body is a picture of at most 1 MB; its metadata is not kept."""
    return _with_logo(request, _client(request, client_id))


@router.delete("/clients/{client_id}/branding/logo", response=Brand, summary="Remove a client's logo")
def delete_client_logo(request: HttpRequest, client_id: UUID) -> Brand:
    """Its partner's is shown again."""
    return _without_logo(request, _client(request, client_id))


@router.get(
    "/clients/{client_id}/branding/logo", summary="Download a client's logo", openapi_extra=files.LOGO_GIVEN
)
def client_logo(request: HttpRequest, client_id: UUID) -> HttpResponse:
    """A PNG; its partner's if it has none of its own; 404 without either."""
    return _logo(_client(request, client_id))


@router.get("/events/{event_id}/branding", response=Brand, summary="Get an event's brand")
def event_brand(request: HttpRequest, event_id: UUID) -> Brand:
    """What booths, prints and guests' pages show."""
    return _brand(_event(request, event_id))


@router.patch("/events/{event_id}/branding", response=Brand, summary="Edit an event's brand")
def edit_event_brand(request: HttpRequest, event_id: UUID, body: BrandPatch) -> Brand:
    """Its booths show it at once, and guests' pages also after its end."""
    return _edited(request, _event(request, event_id), body)


@router.put(
    "/events/{event_id}/branding/logo",
    response=Brand,
    summary="Set an event's logo",
    openapi_extra=files.PICTURE_TAKEN,
)
def put_event_logo(request: HttpRequest, event_id: UUID) -> Brand:
    """The body is a picture of at most 1 MB; its metadata is not kept."""
    return _with_logo(request, _event(request, event_id))


@router.delete("/events/{event_id}/branding/logo", response=Brand, summary="Remove an event's logo")
def delete_event_logo(request: HttpRequest, event_id: UUID) -> Brand:
    """Its client's or partner's is shown again."""
    return _without_logo(request, _event(request, event_id))


@router.get(
    "/events/{event_id}/branding/logo", summary="Download an event's logo", openapi_extra=files.LOGO_GIVEN
)
def event_logo(request: HttpRequest, event_id: UUID) -> HttpResponse:
    """A PNG: the one that is shown there; 404 without any."""
    return _logo(_event(request, event_id))


def _partner(request: HttpRequest, partner_id: UUID) -> Level:
    return branding_changes.of_partner(partners.in_sight(scope_of(person_asking(request)), partner_id))


def _client(request: HttpRequest, client_id: UUID) -> Level:
    return branding_changes.of_client(clients.in_sight(scope_of(person_asking(request)), client_id))


def _event(request: HttpRequest, event_id: UUID) -> Level:
    return branding_changes.of_event(queries.in_sight(scope_of(person_asking(request)), event_id))


def _edited(request: HttpRequest, level: Level, body: BrandPatch) -> Brand:
    branding_changes.edit(level, body.changes(), command_of(person_asking(request)))
    return _brand(level)


def _with_logo(request: HttpRequest, level: Level) -> Brand:
    branding_changes.set_logo(level, request.body, command_of(person_asking(request)))
    return _brand(level)


def _without_logo(request: HttpRequest, level: Level) -> Brand:
    branding_changes.remove_logo(level, command_of(person_asking(request)))
    return _brand(level)


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
