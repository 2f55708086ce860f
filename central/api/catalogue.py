"""Packs and styles: masters make and edit them (M8), owners of events see theirs (M4, L2)."""

from typing import Annotated, Any
from uuid import UUID

import ninja
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router
from pydantic import Field

from central.api import files
from central.api.auth import command_of, master_auth, owner_auth, person_asking, person_auth
from central.api.shapes import Body, Line, Name, Page, Patch, Row, created, optional
from central.base import pages
from central.base.pages import PageRequest
from central.blobs import store
from central.catalogue import editing, samples, usable
from central.catalogue.editing import NewPack, NewStyle
from central.catalogue.grants import MOST_PACKS, MOST_STYLES
from central.catalogue.models import Pack as PackRow
from central.events import queries
from central.operations import catalogue_changes
from central.tenants.models import PLATFORM_ID, Role
from central.tenants.visibility import scope_of
from contract.config import Localized
from contract.shape import NewId, Sha256, Slug

router = Router(tags=["catalogue"], auth=master_auth)

LookName = Annotated[Line, Field(max_length=80)]
ProviderName = Annotated[Line, Field(max_length=40)]

StylePrice = Annotated[int, Field(strict=True, ge=0, le=1_000_000)]
Prompt = Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00]*$")]


class Names(Body):
    """A name in the booth's three languages; what is empty is shown in Spanish."""

    es: Name
    en: Line = ""
    pt: Line = ""


class PackBody(Body):
    """A pack. The caller chooses `id`, so repeating is safe. `for_users`: users may choose and unlock it.

    Without a `slug` it gets one of its name.
    """

    id: NewId
    name: Names
    slug: Slug | None = None
    premium: bool = False
    active: bool = True
    for_users: bool = True


class PackPatch(Patch):
    """Fields left out keep their values."""

    name: Names = optional()
    slug: Slug = optional()
    premium: bool = optional()
    active: bool = optional()
    for_users: bool = optional()


class StyleBody(Body):
    """A style. The caller chooses `id`: repeating is safe. `look`: the effect that the booth makes by itself.

    `price` in credits; null: the tariff's. `provider` makes the picture on the platform, by `provider_model`
    and `prompt`.
    """

    id: NewId
    pack_id: UUID
    look: LookName
    name: Names
    slug: Slug | None = None
    premium: bool = False
    active: bool = True
    price: StylePrice | None = None
    provider: ProviderName = "looks"
    provider_model: Line = ""
    prompt: Prompt = ""
    needs_internet: bool = True


class StylePatch(Patch):
    """Fields left out keep their values. `price` null: the tariff's. `pack_id`: it moves there."""

    pack_id: UUID = optional()
    look: LookName = optional()
    name: Names = optional()
    slug: Slug = optional()
    premium: bool = optional()
    active: bool = optional()
    price: StylePrice | None = optional()
    provider: ProviderName = optional()
    provider_model: Line = optional()
    prompt: Prompt = optional()
    needs_internet: bool = optional()


class PackSequence(Body):
    """The ids of all packs, in gallery order."""

    packs: Annotated[list[UUID], Field(max_length=MOST_PACKS)]


class StyleSequence(Body):
    """The ids of all styles of the pack, in gallery order."""

    styles: Annotated[list[UUID], Field(max_length=MOST_STYLES)]


class CatalogueStyle(Row):
    """A style as masters see it."""

    id: UUID
    pack_id: UUID
    slug: str
    name: Localized
    look: str
    provider: str
    provider_model: str
    prompt: str
    price: int | None
    premium: bool
    active: bool
    needs_internet: bool
    position: int
    sample_sha256: Sha256


class CataloguePack(Row):
    """A pack as masters see it, with its styles in gallery order. `partner_id`: whose own it is, or null."""

    id: UUID
    partner_id: UUID | None
    slug: str
    name: Localized
    premium: bool
    active: bool
    for_users: bool
    position: int
    styles: list[CatalogueStyle]


class UsableStyle(Row):
    """A style that an event can offer. `price`: credits for one picture; null for clients."""

    id: UUID
    slug: str
    name: Localized
    premium: bool
    needs_internet: bool
    price: int | None
    sample_sha256: Sha256


class UsablePack(Row):
    """A pack, with those of its styles that an event can offer."""

    id: UUID
    slug: str
    name: Localized
    premium: bool
    styles: list[UsableStyle]


@router.get("/catalogue/packs", response=list[CataloguePack], summary="List the platform's packs and styles")
def list_packs(request: HttpRequest) -> list[CataloguePack]:
    """All of them, in gallery order, inactive ones included."""
    return _shown(editing.all_packs())


@router.get(
    "/catalogue/partner-packs", response=Page[CataloguePack], summary="List partners' own packs and styles"
)
def list_partners_packs(
    request: HttpRequest, asked: Query[PageRequest], partner_id: UUID | None = None
) -> pages.Page[CataloguePack]:
    """All of them or one partner's, partner by partner. New packs are the platform's, which it grants."""
    found = editing.partners_packs(partner_id, asked)
    return pages.Page(_shown(found.items), found.next)


@router.post("/catalogue/packs", response={200: CataloguePack, 201: CataloguePack}, summary="Create a pack")
def make_pack(request: HttpRequest, body: PackBody) -> ninja.Status[CataloguePack]:
    """It comes last, and is granted to nobody yet."""
    master = person_asking(request)
    pack, made = editing.create_pack(NewPack(**_columns(body.model_dump())), command_of(master))
    return created(_one(pack), made)


@router.patch("/catalogue/packs/{pack_id}", response=CataloguePack, summary="Edit a pack")
def edit_pack(request: HttpRequest, pack_id: UUID, body: PackPatch) -> CataloguePack:
    """Also one that is a partner's own. Booths that show it are told at once."""
    master = person_asking(request)
    return _one(catalogue_changes.edit_pack(pack_id, _columns(body.changes()), command_of(master)))


@router.put("/catalogue/order", response=list[CataloguePack], summary="Order the packs")
def order_packs(request: HttpRequest, body: PackSequence) -> list[CataloguePack]:
    """In galleries everywhere."""
    catalogue_changes.order_packs(body.packs, command_of(person_asking(request)))
    return _shown(editing.all_packs())


@router.put("/catalogue/packs/{pack_id}/order", response=CataloguePack, summary="Order the styles of a pack")
def order_styles(request: HttpRequest, pack_id: UUID, body: StyleSequence) -> CataloguePack:
    """In galleries everywhere."""
    catalogue_changes.order_styles(pack_id, body.styles, command_of(person_asking(request)))
    return _one(editing.find_pack(pack_id))


@router.post(
    "/catalogue/styles", response={200: CatalogueStyle, 201: CatalogueStyle}, summary="Create a style"
)
def make_style(request: HttpRequest, body: StyleBody) -> ninja.Status[CatalogueStyle]:
    """It comes last in its pack, and shows a sample of its look."""
    master = person_asking(request)
    new = NewStyle(**_columns(body.model_dump()))
    style, made = catalogue_changes.create_style(new, command_of(master))
    return created(CatalogueStyle.of(style), made)


@router.patch("/catalogue/styles/{style_id}", response=CatalogueStyle, summary="Edit a style")
def edit_style(request: HttpRequest, style_id: UUID, body: StylePatch) -> CatalogueStyle:
    """Everywhere at once. What booths promised at the former price is kept."""
    master = person_asking(request)
    return CatalogueStyle.of(
        catalogue_changes.edit_style(style_id, _columns(body.changes()), command_of(master))
    )


@router.put(
    "/catalogue/styles/{style_id}/sample",
    response=CatalogueStyle,
    summary="Set a style's sample",
    openapi_extra=files.PICTURE_TAKEN,
)
def put_sample(request: HttpRequest, style_id: UUID) -> CatalogueStyle:
    """The body is a picture of at most 1 MB. What is kept of it is a JPEG without metadata."""
    master = person_asking(request)
    return CatalogueStyle.of(catalogue_changes.set_sample(style_id, request.body, command_of(master)))


@router.get(
    "/catalogue/samples/{sha256}",
    summary="Download a style's sample",
    auth=person_auth,
    openapi_extra=files.file_given("image/jpeg"),
)
def get_sample(request: HttpRequest, sha256: Sha256) -> HttpResponse:
    """A JPEG, by its SHA-256; for everybody who is logged in. Of a partner's own style: for that one's."""
    tenant_id = scope_of(person_asking(request)).tenant_id
    jpeg = store.read(samples.sample_held(sha256, tenant_id).stored)
    headers = {"Cache-Control": "private, max-age=31536000, immutable", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(jpeg, content_type="image/jpeg", headers=headers)


@router.get(
    "/usable-packs", response=list[UsablePack], summary="List what an event can offer", auth=owner_auth
)
def list_usable(request: HttpRequest, client_id: UUID | None = None) -> list[UsablePack]:
    """A client's own; a partner's, or those of the named client."""
    person = person_asking(request)
    owner = queries.owner_of_new(person, client_id)
    packs = usable.packs_usable_by(person.tenant_id, owner)
    return [_usable(each, person.role != Role.CLIENT) for each in packs]


def _columns(asked: dict[str, Any]) -> dict[str, Any]:
    """With a name's languages as the columns that they are."""
    names = asked.pop("name", {})
    return asked | {f"name_{language}": text for language, text in names.items()}


def _shown(packs: list[PackRow]) -> list[CataloguePack]:
    styles = editing.styles_of(packs)
    return [CataloguePack.of(pack, partner_id=_partner(pack), styles=styles[pack.id]) for pack in packs]


def _partner(pack: PackRow) -> UUID | None:
    return None if pack.tenant_id == PLATFORM_ID else pack.tenant_id


def _one(pack: PackRow) -> CataloguePack:
    return _shown([pack])[0]


def _usable(each: usable.Usable, with_prices: bool) -> UsablePack:
    styles = [UsableStyle.of(style, price=price if with_prices else None) for style, price in each.styles]
    return UsablePack.of(each.pack, styles=styles)
