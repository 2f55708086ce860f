"""People set and change their password, log in and out, here and elsewhere."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from central.api.auth import bearer_token, person_asking, person_auth
from central.api.shapes import Body, Email, NewPassword, Page, Password, Row
from central.base import pages
from central.base.pages import PageRequest
from central.base.refusals import DomainError
from central.server import metrics
from central.server.addresses import address_of
from central.tenants import directory, logins, password_links, passwords
from central.tenants.models import Login, Role, User
from contract.shape import Moment

router = Router(tags=["people"])


class LoginRequest(Body):
    """E-mail address and password."""

    email: Email
    password: Password


class PasswordChoice(Body):
    """The token of a password link, and the password."""

    token: Password
    password: NewPassword


class LoginResult(Row):
    """The token to send as `Authorization: Bearer TOKEN`, its expiry, and the person's role."""

    token: str
    expires_at: Moment
    role: Role
    tenant_id: UUID
    client_id: UUID | None


class Person(Row):
    """Somebody with a login."""

    id: UUID
    email: str
    name: str
    role: Role
    tenant_id: UUID
    client_id: UUID | None
    created_at: Moment


class PasswordChange(Body):
    """The present password, and the new one."""

    present: Password
    new: NewPassword


class OpenLogin(Row):
    """One of one's logins. `current`: the one that asks."""

    id: UUID
    created_at: Moment
    expires_at: Moment
    current: bool


@router.post("/logins", response=LoginResult, auth=None, summary="Log in")
def log_in(request: HttpRequest, body: LoginRequest) -> LoginResult:
    """The token is shown once and valid for 12 hours; the server stores only its hash."""
    try:
        opened = logins.log_in(body.email, body.password, address_of(request))
    except DomainError as error:
        metrics.login(error.code)
        raise
    metrics.login("ok")
    return LoginResult.of(opened.user, token=opened.token, expires_at=opened.expires_at)


@router.post("/passwords", response={204: None}, auth=None, summary="Set a password by a link")
def set_password(request: HttpRequest, body: PasswordChoice) -> HttpResponse:
    """The link works once, and all logins of the person end. 404: it was used, replaced, or has expired."""
    password_links.use(body.token, body.password, address_of(request))
    return HttpResponse(status=204)


@router.delete("/logins/current", response={204: None}, auth=person_auth, summary="Log out")
def log_out(request: HttpRequest) -> HttpResponse:
    """The token stops working at once."""
    logins.log_out(person_asking(request), bearer_token(request))
    return HttpResponse(status=204)


@router.get("/me", response=Person, auth=person_auth, summary="Get current user")
def me(request: HttpRequest) -> User:
    """The person whose token this is."""
    return person_asking(request)


@router.put("/me/password", response={204: None}, auth=person_auth, summary="Change one's password")
def change_password(request: HttpRequest, body: PasswordChange) -> HttpResponse:
    """All other logins end. 422 `confirmation_wrong`: this is not the present password."""
    passwords.change(person_asking(request), body.present, body.new, bearer_token(request))
    return HttpResponse(status=204)


@router.get("/logins", response=Page[OpenLogin], auth=person_auth, summary="List one's logins")
def list_logins(request: HttpRequest, asked: Query[PageRequest]) -> pages.Page[OpenLogin]:
    """Those that have not ended. Newest first."""
    token = bearer_token(request)

    def shown(login: Login) -> OpenLogin:
        return OpenLogin.of(login, current=logins.is_borne_by(login, token))

    return logins.page(person_asking(request), asked).map(shown)


@router.delete("/logins", response={204: None}, auth=person_auth, summary="Log out everywhere")
def end_own_logins(request: HttpRequest) -> HttpResponse:
    """All one's logins end, this one too."""
    person = person_asking(request)
    directory.end_all_logins(person, person.actor)
    return HttpResponse(status=204)


@router.delete("/logins/{login_id}", response={204: None}, auth=person_auth, summary="Log out elsewhere")
def end_login(request: HttpRequest, login_id: UUID) -> HttpResponse:
    """One of one's logins ends."""
    logins.end_one(person_asking(request), login_id)
    return HttpResponse(status=204)
