"""Invitations to a partner's team: by a link that is mailed, that works once and for a week.

The link's token is made when its mail is, so no secret waits in the queue. Whoever invites is told nothing
of whether an address has an account; whoever opens the mailbox is.
"""

from datetime import timedelta
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from central.base import pages
from central.base.pages import Page, PageRequest
from central.server.hashing import password_hash
from central.tenants import audit_log, team
from central.tenants.attempts import forgive, note_attempt
from central.tenants.errors import InTheTeam, LinkUnknown, NotFound, TeamFull
from central.tenants.invitations import mail_team_invitation
from central.tenants.logins import end_sessions, set_password
from central.tenants.models import AuditKind, Invitation, Role, TeamRole, User
from central.tenants.provisioning import enrol
from central.tokens import new_token, tenant_of, token_hash

MOST_IN_A_TEAM: Final = 100
"""People who can log in, and open invitations."""
INVITATION_LIVES: Final = timedelta(days=7)
INVITATIONS_FOR_AN_EMAIL: Final = 3
"""In a quarter of an hour, of all partners: more would only fill somebody's mailbox."""
INVITATIONS_OF_A_PARTNER: Final = 30
"""In a quarter of an hour, withdrawn ones included: each is a mail to whomever a partner names."""
WRONG_LINKS_FROM_AN_ADDRESS: Final = 30


def invite(email: str, role: TeamRole, by: User) -> Invitation:
    """Ask somebody to join; an earlier invitation of theirs ends. In the caller's transaction, or its own,
    in which the mail is put into the queue, too.

    Raises NotInTheirRole, InTheTeam, TeamFull, TooManyAttempts, PartnerInactive.
    """
    email = email.lower()
    _note(email, by)
    with transaction.atomic():
        team.lock_team(by.tenant_id)
        team.refuse_below(team.member(by.tenant_id, by.id), TeamRole.OWNER)
        if team.members(by.tenant_id).filter(email=email, is_active=True).exists():
            raise InTheTeam
        open_ones = _open(by.tenant_id)
        Invitation.objects.filter(tenant_id=by.tenant_id, email=email).delete()
        people = team.members(by.tenant_id).filter(is_active=True).count()
        if people + open_ones.count() >= MOST_IN_A_TEAM:
            raise TeamFull
        made = Invitation.objects.create(
            tenant_id=by.tenant_id,
            email=email,
            team_role=role,
            invited_by=by.id,
            token_hash=b"",
            expires_at=timezone.now() + INVITATION_LIVES,
        )
        audit_log.record(made.subject, AuditKind.CREATED, by.actor, changes={"team_role": ("", role.value)})
        mail_team_invitation(made, by.language)
    return made


def mail_again(tenant_id: UUID, invitation_id: UUID, by: User) -> Invitation:
    """Mail another link, which is good for a week; the one that was mailed before ends.

    Raises NotInTheirRole, NotFound, TooManyAttempts, PartnerInactive.
    """
    _note(_invitation(tenant_id, invitation_id).email, by)
    with transaction.atomic():
        found = _held(tenant_id, invitation_id, by)
        until = timezone.now() + INVITATION_LIVES
        changes = {"expires_at": (found.expires_at, until)}
        audit_log.record(found.subject, AuditKind.EDITED, by.actor, changes=changes)
        Invitation.objects.filter(tenant_id=tenant_id, id=found.id).update(expires_at=until, token_hash=b"")
        mail_team_invitation(found, by.language)
    return found


def page(tenant_id: UUID, asked: PageRequest) -> Page[Invitation]:
    """The open invitations, the newest first. Raises CursorError."""
    return pages.page(_open(tenant_id), ("created_at", "id"), asked)


def withdraw(tenant_id: UUID, invitation_id: UUID, by: User) -> None:
    """End an invitation. Raises NotInTheirRole, NotFound, PartnerInactive."""
    with transaction.atomic():
        found = _held(tenant_id, invitation_id, by)
        audit_log.record(found.subject, AuditKind.WITHDRAWN, by.actor)
        found.delete()


def token_for(tenant_id: UUID, invitation_id: UUID) -> tuple[Invitation, str] | None:
    """The invitation with a new token for its mail; an earlier one ends. None: it is not open any more."""
    token = new_token(tenant_id)
    if not _open(tenant_id).filter(id=invitation_id).update(token_hash=token_hash(token)):
        return None
    return Invitation.objects.get(tenant_id=tenant_id, id=invitation_id), token


def by_token(token: str) -> Invitation | None:
    """The open invitation whose link this is; looking costs it nothing."""
    tenant_id = tenant_of(token)
    if tenant_id is None:
        return None
    return _open(tenant_id).filter(token_hash=token_hash(token)).first()


def accept(token: str, name: str, password: str, address: str) -> User:
    """Join the team, once, by a login for the address that was invited; whoever was of it before is again.

    Raises LinkUnknown, TooManyAttempts, HashingBusy, PartnerInactive; AlreadyUsed: the address has a login
    elsewhere.
    """
    attempt = note_attempt({f"invitation from {address}": WRONG_LINKS_FROM_AN_ADDRESS})
    found = by_token(token)
    if found is None:
        raise LinkUnknown
    forgive(attempt)
    hashed = password_hash(password)
    with transaction.atomic():
        team.lock_team(found.tenant_id)
        # Of two at once, the second one finds it gone.
        if not Invitation.objects.filter(
            tenant_id=found.tenant_id, id=found.id, token_hash=token_hash(token)
        ).delete()[0]:
            raise LinkUnknown
        joined = _former(found) or enrol(found.email, hashed, Role.PARTNER, found.tenant_id)
        again = not joined.is_active
        if again:
            set_password(joined, hashed)
            end_sessions(joined)
        User.objects.filter(id=joined.id).update(team_role=found.team_role, name=name, is_active=True)
        joined.refresh_from_db()
        what = AuditKind.LOGIN_REOPENED if again else AuditKind.CREATED
        audit_log.record(joined.subject, what, joined.actor)
    return joined


def has_login_elsewhere(invitation: Invitation) -> bool:
    """Whether whoever was invited cannot join with this address: for them alone, who have its mailbox."""
    return _former(invitation) is None and User.objects.filter(email=invitation.email).exists()


def purge() -> int:
    """Delete the invitations that have expired; how many."""
    return Invitation.objects.filter(expires_at__lte=timezone.now()).delete()[0]


def _note(email: str, by: User) -> None:
    """That a mail is asked for, by somebody who may. Raises NotInTheirRole, TooManyAttempts."""
    team.refuse_below(by, TeamRole.OWNER)
    note_attempt(
        {
            f"invitations for {email}": INVITATIONS_FOR_AN_EMAIL,
            f"invitations of {by.tenant_id}": INVITATIONS_OF_A_PARTNER,
        }
    )


def _former(invitation: Invitation) -> User | None:
    """Whoever had left this team, or was removed from it."""
    return team.members(invitation.tenant_id).filter(email=invitation.email, is_active=False).first()


def _held(tenant_id: UUID, invitation_id: UUID, by: User) -> Invitation:
    """The invitation, with the team held by one of its owners. Raises NotInTheirRole, NotFound."""
    team.lock_team(tenant_id)
    team.refuse_below(team.member(tenant_id, by.id), TeamRole.OWNER)
    return _invitation(tenant_id, invitation_id)


def _invitation(tenant_id: UUID, invitation_id: UUID) -> Invitation:
    found = Invitation.objects.filter(tenant_id=tenant_id, id=invitation_id).first()
    if found is None:
        raise NotFound("invitation")
    return found


def _open(tenant_id: UUID) -> QuerySet[Invitation]:
    return Invitation.objects.filter(tenant_id=tenant_id, expires_at__gt=timezone.now())
