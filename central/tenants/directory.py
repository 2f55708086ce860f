"""People with a login, as those see them who look after them; what is done to somebody here is on record.

A master sees everybody, a partner its own people and its hosts.
"""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from central.base import pages
from central.base.pages import Page, PageRequest, SearchText
from central.tenants import audit_log, team
from central.tenants.errors import NotFound, OwnLogin
from central.tenants.logins import end_sessions
from central.tenants.models import AuditKind, Role, User
from central.tenants.visibility import Scope, within
from contract.shape import Shape


class PersonFilter(Shape):
    """Filters of the list of people. `text`: in name or e-mail address."""

    partner_id: UUID | None = None
    client_id: UUID | None = None
    role: Role | None = None
    active: bool | None = None
    text: SearchText = ""


def page(scope: Scope, wanted: PersonFilter, asked: PageRequest) -> Page[User]:
    """The people in sight, the newest first. Raises CursorError."""
    people = within(within(User.objects.all(), scope), Scope(wanted.partner_id, wanted.client_id))
    exactly = {"role": wanted.role, "is_active": wanted.active}
    people = people.filter(**{column: each for column, each in exactly.items() if each is not None})
    if wanted.text:
        people = people.filter(Q(name__icontains=wanted.text) | Q(email__icontains=wanted.text))
    return pages.page(people, ("created_at", "id"), asked)


def in_sight(scope: Scope, person_id: UUID) -> User:
    """The person, if they are in sight. Raises NotFound."""
    person = within(User.objects.filter(id=person_id), scope).first()
    if person is None:
        raise NotFound("person")
    return person


def in_care(keeper: User, scope: Scope, person_id: UUID) -> User:
    """A person whose login the keeper may end or close: a master everybody's, a partner its hosts'.

    Raises NotFound, also for a partner's own people, who look after a partner together.
    """
    person = in_sight(scope, person_id)
    if keeper.role != Role.MASTER and person.role != Role.CLIENT:
        raise NotFound("person of a client")
    return person


def close(person: User, by: User) -> User:
    """They cannot log in any more, and all their logins end. Repeating changes nothing.

    Raises OwnLogin; LastOwner: their team would have nobody who may do everything.
    """
    if person.id == by.id:
        raise OwnLogin
    with transaction.atomic():
        if person.is_active:
            team.refuse_last(person)
        if User.objects.filter(id=person.id, is_active=True).update(is_active=False):
            end_sessions(person)
            audit_log.record(person.subject, AuditKind.LOGIN_CLOSED, by.actor)
    person.refresh_from_db()
    return person


def reopen(person: User, by: User) -> User:
    """They can log in again, with the password that they had. Repeating changes nothing."""
    with transaction.atomic():
        if User.objects.filter(id=person.id, is_active=False).update(is_active=True):
            audit_log.record(person.subject, AuditKind.LOGIN_REOPENED, by.actor)
    person.refresh_from_db()
    return person


def end_all_logins(person: User, actor: str) -> None:
    """All their logins end; they can log in again."""
    with transaction.atomic():
        end_sessions(person)
        audit_log.record(person.subject, AuditKind.LOGINS_ENDED, actor)
