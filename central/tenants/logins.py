"""Logins on the web: by e-mail and password, then by a bearer token for half a day."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.server.hashing import HashingBusy, is_password, password_hash
from central.tenants import audit_log, known_addresses
from central.tenants.attempts import Slowing, forgive, note_attempt
from central.tenants.errors import LoginClosed, NotFound, PartnerDeleted, PartnerInactive, WrongLogin
from central.tenants.locks import lock_logins, lock_logins_alone, refuse_inactive
from central.tenants.models import (
    PLATFORM_ID,
    AuditKind,
    Client,
    FailedAttempt,
    Login,
    PasswordLink,
    User,
)
from central.tokens import new_token, tenant_of, token_hash

LOGIN_LIVES: Final = timedelta(hours=12)
LOGIN_ON_PAGES_LIVES: Final = timedelta(days=14)
"""Of a person's own browser, in which dangerous acts ask again who they are."""
WRONG_LOGINS: Final = 10
"""For one e-mail address, from one network address."""
WRONG_LOGINS_FROM_AN_ADDRESS: Final = Slowing(30)
"""For all e-mail addresses: more, as a whole office or venue may share it."""
WRONG_LOGINS_OF_AN_EMAIL: Final = 100
"""From all network addresses: what a guesser who has many can try."""
LOGINS: Final = 60
"""Of one e-mail address, from one network address, right or wrong: each costs us a hash."""
LOGINS_OF_AN_EMAIL: Final = 300
"""There is no such number for all from one network address: whoever has an account would keep all others of a
venue from logging in."""


@dataclass(frozen=True, slots=True)
class OpenedLogin:
    """A new login. The token is shown once."""

    user: User
    token: str
    expires_at: datetime


def log_in(email: str, password: str, address: str) -> OpenedLogin:
    """Let the person in.

    Raises LoginError, TooManyAttempts, HashingBusy; PartnerInactive, if the password is right.
    """
    user = checked(email, password, address)
    refuse_closed(user)
    known_addresses.remember(user.email, address)
    return _opened_as_checked(user) or log_in(email, password, address)


def checked(email: str, password: str, address: str) -> User:
    """The person with this address and password, who is not logged in by that yet.

    Raises WrongLogin, TooManyAttempts, HashingBusy; LoginClosed, PartnerDeleted, if the password is right.
    """
    email = email.lower()
    wrong = _limits_of_guesses(email, address)
    attempt = note_attempt(wrong | _limits_of_all(email, address))
    try:
        user = _whose(email, password)
    except HashingBusy:
        forgive(attempt)
        raise
    forgive(attempt[: len(wrong)])
    return user


def open_on_pages(user: User, address: str, agent: str) -> OpenedLogin | None:
    """Log a person in, on pages, who has proven who they are, even if their partner is inactive: to read.

    None, if they are not as they were checked any longer. Raises LoginClosed, PartnerDeleted.
    """
    try:
        refuse_closed(user)
    except PartnerDeleted:
        raise
    except PartnerInactive:
        refuse_closed_alone(user)
    known_addresses.remember(user.email, address)
    return _opened_as_checked(user, LOGIN_ON_PAGES_LIVES, address, agent)


def open_login(user: User, lives: timedelta = LOGIN_LIVES, address: str = "", agent: str = "") -> OpenedLogin:
    """Log a person in whose password the caller has checked."""
    now = timezone.now()
    token = new_token(user.tenant_id)
    Login.objects.filter(tenant_id=user.tenant_id, user_id=user.id, expires_at__lte=now).delete()
    login = Login.objects.create(
        tenant_id=user.tenant_id,
        user_id=user.id,
        token_hash=token_hash(token),
        expires_at=now + lives,
        address=address[:80],
        agent=agent.replace("\0", "")[:300],
    )
    return OpenedLogin(user, token, login.expires_at)


def user_of(token: str) -> User | None:
    """The person this token belongs to; None once it has expired or the person is inactive."""
    tenant_id = tenant_of(token)
    if tenant_id is None:
        return None
    logins = _borne_by(tenant_id, token).filter(expires_at__gt=timezone.now())
    return User.objects.filter(tenant_id=tenant_id, is_active=True, id__in=logins.values("user_id")).first()


def log_out(user: User, token: str) -> None:
    """End this login of the person; their others go on."""
    with transaction.atomic():
        if _borne_by(user.tenant_id, token).delete()[0]:
            audit_log.record(user.subject, AuditKind.LOGGED_OUT, user.actor)


def set_password(user: User, hashed: str) -> None:
    """Give the person another password, in the caller's transaction; to be followed by `end_sessions`.

    The person is locked by that write alone: a row of a reference table is not locked beforehand.
    """
    User.objects.filter(id=user.id).update(password=hashed)
    everywhere = _login_of(user.email)
    theirs = Q(key=everywhere) | Q(key__startswith=f"{everywhere} from ")
    FailedAttempt.objects.filter(theirs, tenant_id=PLATFORM_ID).delete()


def end_sessions(user: User, but: str = "") -> None:
    """End all logins of the person, those that are being opened too, and whatever link is out for them.

    In the caller's transaction, which changes what they log in with. `but`: the token of one that goes on.
    """
    lock_logins_alone(user.id)
    logins = Login.objects.filter(tenant_id=user.tenant_id, user_id=user.id)
    logins.exclude(token_hash=token_hash(but)).delete()
    PasswordLink.objects.filter(tenant_id=user.tenant_id, user_id=user.id).delete()


def page(user: User, asked: PageRequest) -> Page[Login]:
    """The person's logins that have not ended, the newest first. Raises CursorError."""
    still = Login.objects.filter(tenant_id=user.tenant_id, user_id=user.id, expires_at__gt=timezone.now())
    return pages.page(still, ("created_at", "id"), asked)


def is_borne_by(login: Login, token: str) -> bool:
    """Whether this token is this login's."""
    return bytes(login.token_hash) == token_hash(token)


def end_one(user: User, login_id: UUID) -> None:
    """End one of the person's logins. Raises NotFound."""
    mine = Login.objects.filter(tenant_id=user.tenant_id, user_id=user.id, id=login_id)
    with transaction.atomic():
        if not mine.delete()[0]:
            raise NotFound("login")
        audit_log.record(user.subject, AuditKind.LOGIN_ENDED, user.actor)


def refuse_closed(user: User) -> None:
    """Raises LoginClosed if the person or their client is closed, PartnerInactive if their partner is."""
    refuse_inactive(user.tenant_id)
    refuse_closed_alone(user)


def refuse_closed_alone(user: User) -> None:
    """Raises LoginClosed if the person or their client is closed, whatever their partner is."""
    closed = Client.objects.filter(tenant_id=user.tenant_id, active=False)
    if not user.is_active or (user.client_id and closed.filter(id=user.client_id).exists()):
        raise LoginClosed


def _whose(email: str, password: str) -> User:
    """The person with this address and password. Raises WrongLogin, HashingBusy."""
    user = User.objects.filter(email=email).first()
    right, outdated = is_password(password, user.password if user else None)
    if user is None or not right:
        raise WrongLogin
    if outdated:
        _renew_hash(user, password)
    return user


def _renew_hash(user: User, password: str) -> None:
    """Replace a hash that was made with other parameters: once, as users are reference data."""
    try:
        hashed = password_hash(password)
    except HashingBusy:
        return  # At the next login, then.
    if User.objects.filter(id=user.id, password=user.password).update(password=hashed):
        user.password = hashed


def _opened_as_checked(
    user: User, lives: timedelta = LOGIN_LIVES, address: str = "", agent: str = ""
) -> OpenedLogin | None:
    """A login; None if the person is not as they were checked any longer: password, address, closed.

    Whoever changes either ends the person's logins, and waits for this or is waited for.
    """
    with transaction.atomic():
        lock_logins(user.id)
        if not _is_as_checked(user):
            return None
        audit_log.record(user.subject, AuditKind.LOGGED_IN, user.actor)
        return open_login(user, lives, address, agent)


def _is_as_checked(user: User) -> bool:
    same = User.objects.filter(id=user.id, email=user.email, password=user.password)
    return same.filter(is_active=True).exists()


def _limits_of_guesses(email: str, address: str) -> dict[str, int | Slowing | None]:
    """Where somebody has logged in before, only guesses from there at their own password keep them out."""
    known = known_addresses.is_known(email, address)
    return {
        f"{_login_of(email)} from {address}": WRONG_LOGINS,
        _login_of(email): None if known else WRONG_LOGINS_OF_AN_EMAIL,
        f"login from {address}": None if known else WRONG_LOGINS_FROM_AN_ADDRESS,
    }


def _limits_of_all(email: str, address: str) -> dict[str, int | None]:
    """However right the password is, each login takes a core's time, which others need as well.

    Wrong guesses are stopped long before these, so nobody else's keep anybody out.
    """
    return {
        f"logins of {email} from {address}": LOGINS,
        f"logins of {email}": LOGINS_OF_AN_EMAIL,
    }


def _login_of(email: str) -> str:
    return f"login of {email}"


def _borne_by(tenant_id: UUID, token: str) -> QuerySet[Login]:
    return Login.objects.filter(tenant_id=tenant_id, token_hash=token_hash(token))
