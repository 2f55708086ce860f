"""How people change their password, and how a master takes one away from somebody (M7)."""

from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction

from central.server.hashing import HashingBusy, is_password, password_hash
from central.tenants import audit_log, second_factors
from central.tenants.attempts import forgive, note_attempt
from central.tenants.errors import WrongPassword
from central.tenants.invitations import Why, mail_link
from central.tenants.locks import lock_existing
from central.tenants.logins import end_sessions, set_password
from central.tenants.models import AuditKind, User
from central.tenants.password_links import NewLink, link_for

WRONG_PASSWORDS_OF_A_PERSON: Final = 10
"""Whoever found a token cannot guess on with it."""
CHANGES_OF_A_PASSWORD: Final = 30
"""Each costs us two hashes."""


def change(user: User, present: str, new: str, token: str) -> None:
    """Give the person who is logged in by `token` another password; all their other logins end.

    Raises WrongPassword, TooManyAttempts, HashingBusy.
    """
    wrong, any_of_them = f"password of {user.id}", f"passwords of {user.id}"
    attempt = note_attempt({wrong: WRONG_PASSWORDS_OF_A_PERSON, any_of_them: CHANGES_OF_A_PASSWORD})
    try:
        hashed = _checked(user, present, new)
    except HashingBusy:
        forgive(attempt)
        raise
    forgive(attempt[:1])
    if not _replaced(user, hashed, token):
        # Somebody was first; whether the present password is still the present one is seen there.
        change(User.objects.get(id=user.id), present, new, token)


def prove(user: User, password: str) -> None:
    """Find out whether whoever is logged in is still the person.

    Raises WrongPassword, TooManyAttempts, HashingBusy.
    """
    attempt = note_attempt({f"password of {user.id}": WRONG_PASSWORDS_OF_A_PERSON})
    try:
        right, _ = is_password(password, user.password)
    except HashingBusy:
        forgive(attempt)
        raise
    if not right:
        raise WrongPassword
    forgive(attempt)


def force_reset(person: User, actor: str) -> NewLink:
    """Neither their password nor a second factor opens anything any more, and all their logins end.

    The link lets them set another password; one is mailed to them, too. So whoever got into the account
    stays in by nothing, and whoever lost their phone gets in again.

    Raises PartnerDeleted.
    """
    with transaction.atomic():
        lock_existing(person.tenant_id)
        set_password(person, make_password(None))
        second_factors.forget(person)
        end_sessions(person)
        audit_log.record(person.subject, AuditKind.PASSWORD_RESET, actor)
        mail_link(person, Why.FORCED)
        return link_for(person)


def _checked(user: User, present: str, new: str) -> str:
    """The hash of the new password, if the present one is right."""
    right, _ = is_password(present, user.password)
    if not right:
        raise WrongPassword
    return password_hash(new)


def _replaced(user: User, hashed: str, token: str) -> bool:
    """False: the password is no longer the one that was checked."""
    with transaction.atomic():
        same = User.objects.filter(id=user.id, password=user.password, is_active=True)
        if not same.update(password=hashed):
            return False
        end_sessions(user, but=token)
        audit_log.record(user.subject, AuditKind.PASSWORD_CHANGED, user.actor)
    return True
