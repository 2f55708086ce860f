"""A partner's own people: what each may do, who joins by an invitation, and who leaves.

An owner may do everything, an operator all that a party needs, a reader nothing but look. Every team has
an owner. What people do for themselves, such as logging out or changing their password, is not asked here.
"""

from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from central.base import pages
from central.base.pages import Page, PageRequest
from central.tenants import audit_log
from central.tenants.errors import LastOwner, NotFound, NotInTheirRole
from central.tenants.locks import lock_active, lock_list
from central.tenants.logins import end_sessions
from central.tenants.models import AuditKind, Role, TeamRole, User

_RANKS: Final = {TeamRole.READER: 0, TeamRole.OPERATOR: 1, TeamRole.OWNER: 2}
_LOCK: Final = b"cabina.team"


def refuse_below(user: User, least: TeamRole) -> None:
    """Raises NotInTheirRole for somebody of a partner whose role in the team is less than this."""
    if not may(user, least):
        raise NotInTheirRole


def may(user: User, least: TeamRole) -> bool:
    """Whether somebody's role in a partner's team is at least this; of everybody else it is no question."""
    return user.role != Role.PARTNER or _RANKS[TeamRole(user.team_role)] >= _RANKS[least]


def page(tenant_id: UUID, asked: PageRequest) -> Page[User]:
    """The team, closed logins included, the newest first. Raises CursorError."""
    return pages.page(members(tenant_id), ("created_at", "id"), asked)


def members(tenant_id: UUID) -> QuerySet[User]:
    """The partner's own people."""
    return User.objects.filter(tenant_id=tenant_id, role=Role.PARTNER)


def member(tenant_id: UUID, person_id: UUID) -> User:
    """One of the team. Raises NotFound."""
    person = members(tenant_id).filter(id=person_id).first()
    if person is None:
        raise NotFound("person of the team")
    return person


def give_role(person: User, role: TeamRole, by: User) -> User:
    """What the person may do from now on; repeating changes nothing.

    Raises NotInTheirRole, NotFound, LastOwner, PartnerInactive.
    """
    with transaction.atomic():
        held = _held(person, by, themselves=False)
        if held.team_role != role:
            if role is not TeamRole.OWNER:
                _refuse_last(held)
            audit_log.record_edit(held.subject, held, {"team_role": role.value}, by.actor)
            User.objects.filter(id=held.id).update(team_role=role)
    return member(person.tenant_id, person.id)


def remove(person: User, by: User) -> None:
    """The person leaves the team, or is made to: they cannot log in any more. Repeating changes nothing.

    Raises NotInTheirRole, unless it is themselves; NotFound, LastOwner, PartnerInactive.
    """
    with transaction.atomic():
        held = _held(person, by, themselves=True)
        if held.is_active:
            _refuse_last(held)
            User.objects.filter(id=held.id).update(is_active=False)
            end_sessions(held)
            audit_log.record(held.subject, AuditKind.LOGIN_CLOSED, by.actor)


def end_logins(person: User, by: User) -> None:
    """End all logins of one of the team; they can log in again.

    Raises NotInTheirRole, unless it is themselves; NotFound, PartnerInactive.
    """
    with transaction.atomic():
        held = _held(person, by, themselves=True)
        end_sessions(held)
        audit_log.record(held.subject, AuditKind.LOGINS_ENDED, by.actor)


def refuse_last(person: User) -> None:
    """Raises LastOwner if nobody else of their team could do everything; for others it is no question.

    In the caller's transaction, until whose end nobody else leaves. Also for masters, whose partner may be
    inactive.
    """
    if person.role == Role.PARTNER:
        lock_list(person.tenant_id, _LOCK)
        _refuse_last(member(person.tenant_id, person.id))


def lock_team(tenant_id: UUID) -> None:
    """Have others who change the team wait until the caller's transaction ends. Raises PartnerInactive."""
    lock_active(tenant_id)
    lock_list(tenant_id, _LOCK)


def _held(person: User, by: User, *, themselves: bool) -> User:
    """As they are now. `themselves`: no owner is needed if it is they who do it.

    Whoever does it is looked at again, too: they may have lost their role meanwhile.
    """
    lock_team(person.tenant_id)
    acting = member(by.tenant_id, by.id)
    if acting.tenant_id != person.tenant_id:
        raise NotFound("person of the team")
    if not acting.is_active:
        raise NotInTheirRole
    held = member(person.tenant_id, person.id)
    if not (themselves and acting.id == held.id):
        refuse_below(acting, TeamRole.OWNER)
    return held


def _refuse_last(person: User) -> None:
    """Raises LastOwner if nobody else who can log in may do everything."""
    others = members(person.tenant_id).filter(is_active=True, team_role=TeamRole.OWNER).exclude(id=person.id)
    if person.team_role == TeamRole.OWNER and not others.exists():
        raise LastOwner
