"""People set their password, log in and out."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from ninja import Router

from central.api.auth import person_asking, person_auth
from central.api.shapes import Email, NewPassword, Password, Row
from central.server.addresses import address_of
from central.tenants import logins, password_links
from central.tenants.models import Role, User
from contract.shape import Moment, Shape

router = Router(tags=["people"])


class LoginRequest(Shape):
    """E-mail address and password."""

    email: Email
    password: Password


class PasswordChoice(Shape):
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


@router.post("/logins", response=LoginResult, auth=None, summary="Log in")
def log_in(request: HttpRequest, body: LoginRequest) -> LoginResult:
    """The token is shown once and valid for 12 hours; the server stores only its hash."""
    opened = logins.log_in(body.email, body.password, address_of(request))
    return LoginResult.of(opened.user, token=opened.token, expires_at=opened.expires_at)


@router.post("/passwords", response={204: None}, auth=None, summary="Set a password by a link")
def set_password(request: HttpRequest, body: PasswordChoice) -> HttpResponse:
    """The link works once, and all logins of the person end. 404: it was used, replaced, or has expired."""
    password_links.use(body.token, body.password, address_of(request))
    return HttpResponse(status=204)


@router.delete("/logins/current", response={204: None}, auth=person_auth, summary="Log out")
def log_out(request: HttpRequest) -> HttpResponse:
    """The token stops working at once."""
    logins.log_out(request.headers["Authorization"].partition(" ")[2])
    return HttpResponse(status=204)


@router.get("/me", response=Person, auth=person_auth, summary="Get current user")
def me(request: HttpRequest) -> User:
    """The person whose token this is."""
    return person_asking(request)
