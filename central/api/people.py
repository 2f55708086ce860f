"""People with a login, and what a master or their partner does about it (M7)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from central.api.auth import keeper_auth, master_auth, person_asking
from central.api.logins import Person
from central.api.shapes import Page, PasswordLink
from central.base import pages
from central.base.pages import PageRequest
from central.tenants import directory, passwords
from central.tenants.directory import PersonFilter
from central.tenants.models import User
from central.tenants.password_links import NewLink
from central.tenants.visibility import scope_of

router = Router(tags=["people"], auth=keeper_auth)


class PersonSeen(Person):
    """Somebody with a login, as those see them who look after them. `active` false: they cannot log in."""

    active: bool


@router.get("/people", response=Page[PersonSeen], summary="List people")
def list_people(
    request: HttpRequest, wanted: Query[PersonFilter], asked: Query[PageRequest]
) -> pages.Page[PersonSeen]:
    """A partner sees its own people and its clients', a master everybody. Newest first."""
    return directory.page(scope_of(person_asking(request)), wanted, asked).map(_shown)


@router.get("/people/{person_id}", response=PersonSeen, summary="Get a person")
def get_person(request: HttpRequest, person_id: UUID) -> PersonSeen:
    """A partner sees its own people and its clients', a master everybody."""
    return _shown(directory.in_sight(scope_of(person_asking(request)), person_id))


@router.post("/people/{person_id}/deactivate", response=PersonSeen, summary="Deactivate a person")
def deactivate_person(request: HttpRequest, person_id: UUID) -> PersonSeen:
    """They cannot log in, and their logins end. A partner does it to its clients' people. Safe to repeat."""
    return _shown(directory.close(_in_care(request, person_id), person_asking(request)))


@router.post("/people/{person_id}/activate", response=PersonSeen, summary="Reactivate a person")
def activate_person(request: HttpRequest, person_id: UUID) -> PersonSeen:
    """They can log in again, with the password that they had. Safe to repeat."""
    return _shown(directory.reopen(_in_care(request, person_id), person_asking(request)))


@router.delete("/people/{person_id}/logins", response={204: None}, summary="Log a person out everywhere")
def end_logins_of(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """All their logins end; they can log in again. A partner does it to its clients' people."""
    directory.end_all_logins(_in_care(request, person_id), person_asking(request).actor)
    return HttpResponse(status=204)


@router.post(
    "/people/{person_id}/password-reset",
    response=PasswordLink,
    summary="Take a person's password away",
    auth=master_auth,
)
def reset_password(request: HttpRequest, person_id: UUID) -> NewLink:
    """It opens nothing any more, and all their logins end. The link sets another one. Masters only."""
    master = person_asking(request)
    return passwords.force_reset(directory.in_sight(scope_of(master), person_id), master.actor)


def _in_care(request: HttpRequest, person_id: UUID) -> User:
    keeper = person_asking(request)
    return directory.in_care(keeper, scope_of(keeper), person_id)


def _shown(person: User) -> PersonSeen:
    return PersonSeen.of(person, active=person.is_active)
