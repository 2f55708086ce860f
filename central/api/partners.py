"""What masters do: make partners, give credits by hand, deactivate and delete (M4-M6, C16)."""

from typing import Annotated, Self
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from ninja import Query, Router
from pydantic import Field, StringConstraints

from central.api.people import NewPassword, actor_of, person_auth, require
from central.api.shapes import Credits, Email, Line, Moved, Name, Note, Page, Reason, Row, Status
from central.base import pages
from central.base.pages import PageRequest
from central.ledger.accounts import AccountKind, balance_of, balances_of
from central.ledger.transfer_requests import TransferRequest
from central.operations.creation import create_partner
from central.operations.deletion import delete_partner
from central.tenants import audit_log, partners, users
from central.tenants.audit_log import AdminCommand
from central.tenants.models import PLATFORM_ID, AuditKind, Role, Standing, Tenant
from central.tenants.models import AuditEntry as AuditRow
from central.tenants.partners import NewPartner, PartnerFilter
from central.tenants.visibility import scope_of
from contract.shape import Moment, Shape

router = Router(tags=["partners"], auth=person_auth)

StaffPin = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,12}$")]


class PartnerToMake(Shape):
    """`id`, made by whoever asks, becomes the partner's. With a password the address becomes its login."""

    id: UUID
    name: Name
    email: Email
    staff_pin: StaffPin
    phone: Line = ""
    credits: Annotated[int, Field(strict=True, ge=0, le=1_000_000_000)] = 0
    password: NewPassword | None = None


class Partner(Shape):
    """A partner, and what its wallet has."""

    id: UUID
    slug: str
    name: str
    email: str
    phone: str
    standing: Standing
    wallet: int
    created_at: Moment

    @classmethod
    def of(cls, tenant: Tenant, wallet: int) -> Self:
        """The partner as it is shown."""
        return cls(
            id=tenant.id,
            slug=tenant.slug,
            name=tenant.name,
            email=tenant.email,
            phone=tenant.phone,
            standing=tenant.standing,
            wallet=wallet,
            created_at=tenant.created_at,
        )


class PartnerMade(Shape):
    """The partner as it is now."""

    status: Status
    partner: Partner


class AuditEntry(Row):
    """What somebody did to a partner."""

    id: UUID
    what: AuditKind
    actor: str
    at: Moment
    note: str
    credits: int


class TopUpByHand(Shape):
    """Credits by hand; the reason is kept with the transfer, for ever."""

    id: UUID
    credits: Credits
    reason: Reason


class StandingToSet(Shape):
    """`id`, made by whoever asks, makes it happen once."""

    id: UUID
    note: Note = ""


class DeletionToMake(Shape):
    """`confirm` is the partner's name, typed by hand."""

    id: UUID
    confirm: Line
    note: Note = ""


class Deleted(Shape):
    """The partner is gone; `forfeited`: credits that went to the platform."""

    status: Status
    forfeited: int


@router.post("/partners", response=PartnerMade, summary="Make a partner")
def make_partner(request: HttpRequest, body: PartnerToMake) -> PartnerMade:
    """With its wallet, its first credits and its first login, or not at all; its styles follow in seconds."""
    master = require(request, Role.MASTER)
    tenant, made = create_partner(NewPartner(**body.model_dump()), actor_of(master))
    return PartnerMade(status=Status.of(made), partner=_shown(tenant))


@router.get("/partners", response=Page[Partner], summary="List partners")
def list_partners(
    request: HttpRequest, wanted: Query[PartnerFilter], asked: Query[PageRequest]
) -> pages.Page[Partner]:
    """The newest first, inactive and deleted ones included."""
    require(request, Role.MASTER)
    page = partners.page(wanted, asked)
    wallets = balances_of(AccountKind.WALLET, {tenant.id: tenant.id for tenant in page.items})
    return page.map(lambda tenant: Partner.of(tenant, wallets[tenant.id]))


@router.get("/partners/{partner_id}", response=Partner, summary="One partner")
def get_partner(request: HttpRequest, partner_id: UUID) -> Partner:
    """A master sees every partner, a partner's people see their own."""
    person = require(request, Role.MASTER, Role.PARTNER)
    return _shown(partners.in_sight(scope_of(person), partner_id))


@router.get(
    "/partners/{partner_id}/audit-log", response=Page[AuditEntry], summary="List a partner's audit log"
)
def list_audit_log(request: HttpRequest, partner_id: UUID, asked: Query[PageRequest]) -> pages.Page[AuditRow]:
    """Its creation, deactivations, activations and deletion: by whom, when, and why. The newest first."""
    require(request, Role.MASTER)
    return audit_log.page(partners.find(partner_id).id, asked)


@router.post("/partners/{partner_id}/top-ups", response=Moved, summary="Give a partner credits by hand")
def top_up_partner(request: HttpRequest, partner_id: UUID, body: TopUpByHand) -> Moved:
    """Kept apart from purchases (M5). `balance`: what the wallet has now."""
    master = require(request, Role.MASTER)
    transfer = TransferRequest(body.id, actor_of(master), timezone.now(), body.reason)
    posted = partners.top_up(partner_id, body.credits, transfer)
    return Moved(status=Status.of(posted), balance=balance_of(partner_id, AccountKind.WALLET, partner_id))


@router.post("/partners/{partner_id}/deactivate", response=PartnerMade, summary="Deactivate a partner")
def deactivate_partner(request: HttpRequest, partner_id: UUID, body: StandingToSet) -> PartnerMade:
    """Nobody of it gets in and nothing new is spent under it; its credits are kept, and it is reversible."""
    master = require(request, Role.MASTER)
    done = partners.deactivate(partner_id, AdminCommand(body.id, actor_of(master), body.note))
    return PartnerMade(status=Status.of(done), partner=_shown(partners.find(partner_id)))


@router.post("/partners/{partner_id}/activate", response=PartnerMade, summary="Activate a partner again")
def activate_partner(request: HttpRequest, partner_id: UUID, body: StandingToSet) -> PartnerMade:
    """Everything goes on as it was."""
    master = require(request, Role.MASTER)
    done = partners.activate(partner_id, AdminCommand(body.id, actor_of(master), body.note))
    return PartnerMade(status=Status.of(done), partner=_shown(partners.find(partner_id)))


@router.delete("/partners/{partner_id}", response=Deleted, summary="Delete a partner for ever")
def remove_partner(request: HttpRequest, partner_id: UUID, body: DeletionToMake) -> Deleted:
    """Its events end, its leases are taken back, its credits are forfeited. There is no way back."""
    master = require(request, Role.MASTER)
    deletion = delete_partner(partner_id, body.confirm, AdminCommand(body.id, actor_of(master), body.note))
    return Deleted(status=Status.of(deletion.done_now), forfeited=deletion.forfeited)


@router.post("/users/{user_id}/top-ups", response=Moved, summary="Give a user credits by hand")
def top_up_user(request: HttpRequest, user_id: UUID, body: TopUpByHand) -> Moved:
    """For the platform's own users. `balance`: what the user has now."""
    master = require(request, Role.MASTER)
    transfer = TransferRequest(body.id, actor_of(master), timezone.now(), body.reason)
    posted = users.top_up(user_id, body.credits, transfer)
    return Moved(status=Status.of(posted), balance=balance_of(PLATFORM_ID, AccountKind.USER, user_id))


def _shown(tenant: Tenant) -> Partner:
    return Partner.of(tenant, balance_of(tenant.id, AccountKind.WALLET, tenant.id))
