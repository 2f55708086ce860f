"""Partners, as masters make them, top them up, deactivate and activate them (M4-M6, C16)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, cast
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest, SearchText
from central.idempotency.creations import content_of, is_new
from central.ledger import issuance
from central.ledger.accounts import AccountKind, account_id, open_account
from central.ledger.transfer_requests import TransferRequest
from central.server.hashing import password_hash, pin_hash
from central.tenants import audit_log
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import AlreadyUsed, NotFound, PartnerDeleted
from central.tenants.locks import lock_alone, lock_partner
from central.tenants.models import AuditKind, PartnerType, Role, Standing, Tenant, TenantKind
from central.tenants.people import login_of_partner, move_login
from central.tenants.provisioning import enrol
from central.tenants.slugs import create_under, free_slugs
from central.tenants.subjects import Subject, SubjectKind
from central.tenants.visibility import Scope, named_like
from contract.shape import Shape


@dataclass(frozen=True, slots=True)
class NewPartner:
    """What a partner is made from. `credits` are issued to its wallet at once; the e-mail address becomes its
    first login, which needs a link (`password_links`) unless there is a `password`. `packs`: those of the
    platform that it may use (`operations.creation`)."""

    id: UUID
    name: str
    email: str
    staff_pin: str
    phone: str = ""
    credits: int = 0
    password: str | None = None
    packs: tuple[UUID, ...] | None = None
    company: str = ""
    type: PartnerType = PartnerType.STANDARD
    notes: str = ""


@dataclass(frozen=True, slots=True)
class PartnerHashes:
    """What is stored of a new partner's secrets."""

    staff_pin: str
    password: str | None

    @classmethod
    def of(cls, new: NewPartner) -> Self:
        """Takes its time, so outside of transactions. Raises HashingBusy."""
        return cls(pin_hash(new.staff_pin), None if new.password is None else password_hash(new.password))


def create(new: NewPartner, hashes: PartnerHashes, actor: str) -> tuple[Tenant, bool]:
    """Create the partner with its wallet, credits and login, or nothing at all; whether it is new.

    Raises OtherContent; AlreadyUsed: the id is another tenant's, or the e-mail address somebody's.
    """
    command = AdminCommand(new.id, actor, f"{new.name} <{new.email}>")
    try:
        with transaction.atomic():
            if not is_new(new.id, "partner", new.id, content_of(new, "packs", "company", "type", "notes")):
                return find(new.id), False
            paid = new.id if new.credits else None
            if not audit_log.record_once(_subject(new.id), AuditKind.CREATED, command, new.credits, paid):
                return find(new.id), False
            tenant = _made(new, hashes.staff_pin)
            wallet = open_account(tenant.id, AccountKind.WALLET, tenant.id)
            if new.credits:
                request = TransferRequest(new.id, actor, timezone.now(), "initial credits")
                issuance.top_up(tenant.id, wallet, new.credits, request)
            enrol(new.email, hashes.password, Role.PARTNER, tenant.id)
    except IntegrityError as error:
        raise AlreadyUsed(f"The id {new.id} was already used for something else.") from error
    return tenant, True


class PartnerFilter(Shape):
    """Filters of the list of partners. `text`: in name, e-mail address or phone number."""

    standing: Standing | None = None
    text: SearchText = ""


def find(partner_id: UUID) -> Tenant:
    """The partner, inactive or deleted ones included. Raises NotFound."""
    tenant = Tenant.objects.filter(id=partner_id, kind=TenantKind.PARTNER).first()
    if tenant is None:
        raise NotFound("partner")
    return tenant


def in_sight(scope: Scope, partner_id: UUID) -> Tenant:
    """The partner, for who may see it. Raises NotFound."""
    if scope.tenant_id not in (None, partner_id):
        raise NotFound("partner")
    return find(partner_id)


def page(wanted: PartnerFilter, asked: PageRequest) -> Page[Tenant]:
    """Partners, the newest first, inactive and deleted ones included. Raises CursorError."""
    partners = Tenant.objects.filter(kind=TenantKind.PARTNER)
    if wanted.standing is not None:
        deleted = wanted.standing is Standing.DELETED
        partners = partners.filter(active=wanted.standing is Standing.ACTIVE, deleted_at__isnull=not deleted)
    return pages.page(named_like(partners, wanted.text), ("created_at", "id"), asked)


def top_up(partner_id: UUID, credits: int, request: TransferRequest) -> bool:
    """Issue credits to the partner's wallet by hand; the request's note says why. False: repeated.

    An inactive partner may be given credits, too; a deleted one may not: PartnerDeleted. Raises Conflict.
    """
    with transaction.atomic():
        lock_partner(partner_id)
        done = issuance.top_up(partner_id, account_id(AccountKind.WALLET, partner_id), credits, request)
        if done:
            audit_log.record_transfer(_subject(partner_id), AuditKind.TOPPED_UP, credits, request)
    return done


def adjust(partner_id: UUID, credits: int, request: TransferRequest) -> bool:
    """Correct the wallet by `credits`, which may be negative; the request's note says why. False: repeated.

    Raises Shortfall, Conflict, PartnerDeleted.
    """
    with transaction.atomic():
        lock_partner(partner_id)
        done = issuance.adjust(partner_id, account_id(AccountKind.WALLET, partner_id), credits, request)
        if done:
            audit_log.record_transfer(_subject(partner_id), AuditKind.CORRECTED, credits, request)
    return done


def edit(partner_id: UUID, changes: Mapping[str, object], by: AdminCommand) -> Tenant:
    """Change what masters know of a partner; its login follows its e-mail address. It may be inactive.

    Raises NotFound, PartnerDeleted, AlreadyUsed.
    """
    with transaction.atomic():
        tenant = hold(partner_id)
        if "email" in changes:
            move_login(login_of_partner(tenant), str(changes["email"]))
        if changes:
            Tenant.objects.filter(id=partner_id).update(**changes)
        audit_log.record_edit(tenant.subject, tenant, changes, by.actor)
    return find(partner_id)


def hold(partner_id: UUID) -> Tenant:
    """The partner, which nobody else changes until the caller's transaction ends.

    Raises NotFound, PartnerDeleted.
    """
    tenant = lock_alone(partner_id)
    if tenant.deleted_at is not None:
        raise PartnerDeleted
    return tenant


def set_staff_pin(partner_id: UUID, hashed: str, by: AdminCommand) -> None:
    """What opens staff mode at the partner's booths, by its hash. Raises NotFound, PartnerDeleted."""
    with transaction.atomic():
        lock_partner(partner_id)
        Tenant.objects.filter(id=partner_id).update(staff_pin_hash=hashed)
        changes = {"staff_pin": None}
        audit_log.record(_subject(partner_id), AuditKind.STAFF_PIN_SET, by.actor, changes=changes)


def deactivate(partner_id: UUID, command: AdminCommand) -> bool:
    """Stop new spending under the partner; its credits are kept. False: a repetition."""
    return _set_active(partner_id, command, AuditKind.DEACTIVATED, active=False)


def activate(partner_id: UUID, command: AdminCommand) -> bool:
    """Reactivate the partner. False: a repetition. Raises PartnerDeleted."""
    return _set_active(partner_id, command, AuditKind.ACTIVATED, active=True)


def _set_active(partner_id: UUID, command: AdminCommand, what: AuditKind, *, active: bool) -> bool:
    with transaction.atomic():
        if not audit_log.record_once(hold(partner_id).subject, what, command):
            return False
        Tenant.objects.filter(id=partner_id).update(active=active)
    return True


def _subject(partner_id: UUID) -> Subject:
    return Subject(partner_id, SubjectKind.PARTNER, partner_id)


def _made(new: NewPartner, staff_pin_hash: str) -> Tenant:
    described = {
        "id": new.id,
        "kind": TenantKind.PARTNER,
        "name": new.name,
        "email": new.email,
        "phone": new.phone,
        "company": new.company,
        "type": new.type,
        "notes": new.notes,
        "staff_pin_hash": staff_pin_hash,
    }
    there = Tenant.objects.filter(deleted_at=None)
    tenant, made = create_under(free_slugs(there, new.name, "partner"), there, described)
    if not made:
        raise AlreadyUsed(f"The id {new.id} was already used for something else.")
    return cast("Tenant", tenant)
