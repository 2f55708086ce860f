"""The platform's own users (B2C), and the credits that masters give them."""

from uuid import UUID

from django.db import transaction

from central.ledger import issuance
from central.ledger.accounts import AccountKind, open_account
from central.ledger.transfer_requests import TransferRequest
from central.tenants import audit_log
from central.tenants.errors import NotFound
from central.tenants.models import PLATFORM_ID, AuditKind, Role, User


def find(user_id: UUID) -> User:
    """The user; not one of the people of partners and clients. Raises NotFound."""
    user = User.objects.filter(id=user_id, tenant_id=PLATFORM_ID, role=Role.USER).first()
    if user is None:
        raise NotFound("user")
    return user


def top_up(user_id: UUID, credits: int, request: TransferRequest) -> bool:
    """Issue credits to the user by hand; the request's note says why. False: repeated. Raises Conflict."""
    user = find(user_id)
    with transaction.atomic():
        account = open_account(PLATFORM_ID, AccountKind.USER, user.id)
        done = issuance.top_up(PLATFORM_ID, account, credits, request)
        if done:
            audit_log.record_transfer(user.subject, AuditKind.TOPPED_UP, credits, request)
    return done
