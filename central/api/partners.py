"""Partners, as masters manage them (M4-M6, C16)."""

from typing import Annotated
from uuid import UUID

import ninja
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field, StringConstraints

from central.api.auth import command_of, keeper_auth, master_auth, person_asking
from central.api.shapes import (
    Body,
    Credits,
    CreditsMoved,
    Email,
    Line,
    Name,
    NewPassword,
    Note,
    Packs,
    Page,
    PasswordLink,
    Patch,
    Phone,
    Reason,
    Row,
    StaffPin,
    Status,
    created,
    optional,
)
from central.base import pages
from central.base.pages import PageRequest
from central.catalogue.grants import granted_to, granted_to_partners
from central.ledger.accounts import AccountKind, balance_of, balances_of
from central.ledger.transfer_requests import TransferRequest
from central.operations import partner_changes, partner_standing
from central.operations.creation import create_partner
from central.operations.deletion import delete_partner
from central.tenants import partners, people, users
from central.tenants.audit_log import AdminCommand
from central.tenants.models import PLATFORM_ID, PartnerType, Role, Standing, Tenant
from central.tenants.partners import NewPartner as PartnerPlan
from central.tenants.partners import PartnerFilter
from central.tenants.password_links import NewLink, first_link_for
from central.tenants.visibility import scope_of
from contract.shape import STORABLE, Moment, NewId, Shape

router = Router(tags=["partners"], auth=master_auth)

SomePacks = Annotated[Packs, Field(min_length=1)]
Notes = Annotated[str, StringConstraints(max_length=4_000, pattern=STORABLE)]


class NewPartner(Body):
    """The caller chooses `id`, so that repeating is safe. `email` is the first login; see `password_link`.

    `packs`: those that it may use, at least one; left out: all that are active now.
    """

    id: NewId
    name: Name
    email: Email
    staff_pin: StaffPin
    phone: Phone = ""
    credits: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)] = 0
    password: NewPassword | None = None
    packs: SomePacks | None = None
    company: Line = ""
    type: PartnerType = PartnerType.STANDARD
    notes: Notes = ""


class PartnerPatch(Patch):
    """Fields left out keep their values. `email`: its login moves there. `packs`: all that it may use."""

    name: Name = optional()
    email: Email = optional()
    phone: Phone = optional()
    company: Line = optional()
    type: PartnerType = optional()
    notes: Notes = optional()
    packs: SomePacks = optional()


class NewStaffPin(Body):
    """4 to 12 digits. Only a hash of it is kept, and it is never shown."""

    pin: StaffPin


class Partner(Row):
    """A partner, the packs that it may use, and its wallet's balance. `notes` null: they are the masters'."""

    id: UUID
    slug: str
    name: str
    email: str
    phone: str
    company: str
    type: PartnerType
    notes: str | None
    packs: list[UUID]
    standing: Standing
    wallet: int
    created_at: Moment


class PartnerResult(Shape):
    """The partner in its present state."""

    status: Status
    partner: Partner


class PartnerMade(PartnerResult):
    """`password_link`: for its first login, unless that has a password; null then. The newest one counts."""

    password_link: PasswordLink | None


class ManualTopUp(Body):
    """Credits issued by hand. The reason is kept with the transfer."""

    id: NewId
    credits: Credits
    reason: Reason


class StandingChange(Body):
    """The caller chooses `id`: it is applied once."""

    id: NewId
    note: Note = ""


class PartnerDeletion(Body):
    """`confirm`: the partner's name, typed out."""

    id: NewId
    confirm: Line
    note: Note = ""


class PartnerDeleted(Shape):
    """`forfeited`: credits that went to the platform."""

    status: Status
    forfeited: int


@router.post("/partners", response={200: PartnerMade, 201: PartnerMade}, summary="Create a partner")
def make_partner(request: HttpRequest, body: NewPartner) -> ninja.Status[PartnerMade]:
    """With its wallet, first credits and first login, or not at all."""
    master = person_asking(request)
    tenant, made = create_partner(PartnerPlan(**body.model_dump()), master.actor)
    link = first_link_for(people.login_of_partner(tenant))
    answer = PartnerMade(
        status=Status.of(made), partner=_shown(tenant), password_link=link and PasswordLink.of(link)
    )
    return created(answer, made)


@router.post(
    "/partners/{partner_id}/password-links", response=PasswordLink, summary="Give a partner a password link"
)
def give_partner_a_link(request: HttpRequest, partner_id: UUID) -> NewLink:
    """For its first login, which is made if there is none. Earlier links end."""
    return people.link_for_partner(partner_id, person_asking(request).actor)


@router.get("/partners", response=Page[Partner], summary="List partners")
def list_partners(
    request: HttpRequest, wanted: Query[PartnerFilter], asked: Query[PageRequest]
) -> pages.Page[Partner]:
    """Newest first, inactive and deleted ones included."""
    page = partners.page(wanted, asked)
    wallets = balances_of(AccountKind.WALLET, [(tenant.id, tenant.id) for tenant in page.items])
    granted = granted_to_partners([tenant.id for tenant in page.items])

    def shown(tenant: Tenant) -> Partner:
        wallet, packs = wallets[tenant.id, tenant.id], sorted(granted[tenant.id].packs)
        return Partner.of(tenant, wallet=wallet, packs=packs)

    return page.map(shown)


@router.get("/partners/{partner_id}", response=Partner, summary="Get a partner", auth=keeper_auth)
def get_partner(request: HttpRequest, partner_id: UUID) -> Partner:
    """Masters see every partner, a partner's people their own."""
    person = person_asking(request)
    shown = _shown(partners.in_sight(scope_of(person), partner_id))
    return shown if person.role == Role.MASTER else shown.model_copy(update={"notes": None})


@router.patch("/partners/{partner_id}", response=Partner, summary="Edit a partner")
def edit_partner(request: HttpRequest, partner_id: UUID, body: PartnerPatch) -> Partner:
    """Its login follows its e-mail address, and has to log in again; 409 if that has a login already.

    Events stop offering packs that are taken back; what booths promised before is kept.
    """
    master = person_asking(request)
    return _shown(partner_changes.edit(partner_id, body.changes(), command_of(master)))


@router.put(
    "/partners/{partner_id}/staff-pin",
    response={204: None},
    summary="Set a partner's staff PIN",
    auth=keeper_auth,
)
def set_staff_pin(request: HttpRequest, partner_id: UUID, body: NewStaffPin) -> ninja.Status[None]:
    """For staff mode at its booths, which hear of it at once; an event may have another one."""
    person = person_asking(request)
    tenant = partners.in_sight(scope_of(person), partner_id)
    partner_changes.set_staff_pin(tenant.id, body.pin, command_of(person))
    return ninja.Status(204, None)


@router.post("/partners/{partner_id}/top-ups", response=CreditsMoved, summary="Give a partner credits")
def top_up_partner(request: HttpRequest, partner_id: UUID, body: ManualTopUp) -> CreditsMoved:
    """Recorded apart from purchases. `balance`: the wallet's new balance."""
    master = person_asking(request)
    transfer = TransferRequest(body.id, master.actor, timezone.now(), body.reason)
    posted = partners.top_up(partner_id, body.credits, transfer)
    return CreditsMoved(
        status=Status.of(posted), balance=balance_of(partner_id, AccountKind.WALLET, partner_id)
    )


@router.post("/partners/{partner_id}/deactivate", response=PartnerResult, summary="Deactivate a partner")
def deactivate_partner(request: HttpRequest, partner_id: UUID, body: StandingChange) -> PartnerResult:
    """Its people cannot log in and nothing new is spent. Credits are kept. Reversible."""
    master = person_asking(request)
    done = partner_standing.deactivate(partner_id, AdminCommand(body.id, master.actor, body.note))
    return PartnerResult(status=Status.of(done), partner=_shown(partners.find(partner_id)))


@router.post("/partners/{partner_id}/activate", response=PartnerResult, summary="Reactivate a partner")
def activate_partner(request: HttpRequest, partner_id: UUID, body: StandingChange) -> PartnerResult:
    """Everything works as before."""
    master = person_asking(request)
    done = partner_standing.activate(partner_id, AdminCommand(body.id, master.actor, body.note))
    return PartnerResult(status=Status.of(done), partner=_shown(partners.find(partner_id)))


@router.delete("/partners/{partner_id}", response=PartnerDeleted, summary="Delete a partner")
def remove_partner(request: HttpRequest, partner_id: UUID, body: PartnerDeletion) -> PartnerDeleted:
    """Irreversible: its events end, its leases are reclaimed, its credits are forfeited."""
    master = person_asking(request)
    deletion = delete_partner(partner_id, body.confirm, AdminCommand(body.id, master.actor, body.note))
    return PartnerDeleted(status=Status.of(deletion.done_now), forfeited=deletion.forfeited)


@router.post("/users/{user_id}/top-ups", response=CreditsMoved, summary="Give a user credits")
def top_up_user(request: HttpRequest, user_id: UUID, body: ManualTopUp) -> CreditsMoved:
    """For the platform's own users. `balance`: the user's new balance."""
    master = person_asking(request)
    transfer = TransferRequest(body.id, master.actor, timezone.now(), body.reason)
    posted = users.top_up(user_id, body.credits, transfer)
    return CreditsMoved(status=Status.of(posted), balance=balance_of(PLATFORM_ID, AccountKind.USER, user_id))


@router.post("/users/{user_id}/password-links", response=PasswordLink, summary="Give a user a password link")
def give_user_a_link(request: HttpRequest, user_id: UUID) -> NewLink:
    """For the platform's own users. Earlier links end."""
    return people.link_for_user(user_id, person_asking(request).actor)


def _shown(tenant: Tenant) -> Partner:
    return Partner.of(
        tenant,
        wallet=balance_of(tenant.id, AccountKind.WALLET, tenant.id),
        packs=sorted(granted_to(tenant.id).packs),
    )
