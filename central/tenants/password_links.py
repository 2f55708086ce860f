"""One-time links by which people set their password.

Whoever makes a login is given the link and hands it on; whoever asks for one themselves gets it by mail.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from central.server.hashing import password_hash
from central.tenants import audit_log
from central.tenants.attempts import forgive, note_attempt
from central.tenants.errors import LinkUnknown, TooManyAttempts
from central.tenants.logins import end_sessions, set_password
from central.tenants.models import AuditKind, PasswordLink, User
from central.tokens import new_token, tenant_of, token_hash

LINK_LIVES: Final = timedelta(days=7)
WRONG_LINKS_FROM_AN_ADDRESS: Final = 30
LINKS_ASKED_FROM_AN_ADDRESS: Final = 30
LINKS_FOR_AN_EMAIL: Final = 3
"""In a quarter of an hour: more would only fill somebody's mailbox."""


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link for whoever logs in with `email`. The token is shown once."""

    email: str
    token: str
    expires_at: datetime


def link_for(user: User, *, earlier_end: bool = True) -> NewLink:
    """A new link; the person's earlier ones end, unless it is to stand beside them."""
    token, expires_at = new_token(user.tenant_id), timezone.now() + LINK_LIVES
    with transaction.atomic():
        if earlier_end:
            _end_all_of(user)
        PasswordLink.objects.create(
            tenant_id=user.tenant_id, user_id=user.id, token_hash=token_hash(token), expires_at=expires_at
        )
    return NewLink(user.email, token, expires_at)


def first_link_for(user: User | None) -> NewLink | None:
    """A link for a login that has no password yet; None for any other, or for nobody."""
    return None if user is None or user.has_usable_password() else link_for(user)


def may_ask(email: str, address: str) -> bool:
    """Whether a link may be mailed there now, once more; whoever asks is told nothing of it.

    Raises TooManyAttempts, for all addresses together from one network address.
    """
    note_attempt({f"links asked from {address}": LINKS_ASKED_FROM_AN_ADDRESS})
    try:
        note_attempt({f"links for {email}": LINKS_FOR_AN_EMAIL})
    except TooManyAttempts:
        return False
    return True


def who_may_reset(email: str) -> User | None:
    """Whoever logs in with this address; None if nobody does, or their login is closed."""
    return User.objects.filter(email=email.lower(), is_active=True).first()


def use(token: str, password: str, address: str) -> None:
    """Set the password of the person whose link it is, once.

    Raises LinkUnknown, TooManyAttempts, HashingBusy.
    """
    attempt = note_attempt({f"password link from {address}": WRONG_LINKS_FROM_AN_ADDRESS})
    good = _still_good(token)
    link = good.first()
    if link is None:
        raise LinkUnknown  # Before any work, which others could make us do.
    forgive(attempt)
    user = User.objects.get(id=link.user_id)
    hashed = password_hash(password)
    with transaction.atomic():
        # The person before their links, as everywhere; of two at once, the second one waits here.
        set_password(user, hashed)
        if not good.delete()[0]:
            raise LinkUnknown
        _end_all_of(user)
        end_sessions(user)
        audit_log.record(user.subject, AuditKind.PASSWORD_SET, user.actor)


def _end_all_of(user: User) -> None:
    PasswordLink.objects.filter(tenant_id=user.tenant_id, user_id=user.id).delete()


def _still_good(token: str) -> QuerySet[PasswordLink]:
    tenant_id = tenant_of(token)
    if tenant_id is None:
        return PasswordLink.objects.none()
    kept = PasswordLink.objects.filter(tenant_id=tenant_id, token_hash=token_hash(token))
    return kept.filter(expires_at__gt=timezone.now())


def purge() -> int:
    """Delete the links that have expired; how many."""
    return PasswordLink.objects.filter(expires_at__lte=timezone.now()).delete()[0]
