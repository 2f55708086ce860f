"""Logins of people, and who asks: the bearer token of a login instead of a kiosk's."""

from typing import Annotated, cast
from uuid import UUID

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponse
from ninja import Router
from ninja.security import HttpBearer
from pydantic import StringConstraints

from central.api.auth import address_of
from central.api.shapes import Email, Row
from central.base.refusals import DomainError
from central.tenants import logins
from central.tenants.models import Role, User
from contract.problem import Code
from contract.shape import Moment, Shape

router = Router(tags=["people"])

Password = Annotated[str, StringConstraints(min_length=1, max_length=1000)]
NewPassword = Annotated[str, StringConstraints(min_length=10, max_length=1000)]


class PersonAuth(HttpBearer):
    """For endpoints of people. A partner that was deactivated meanwhile: 403 `partner_inactive`."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person, or None: 401."""
        user = logins.user_of(token)
        if user is not None:
            logins.refuse_closed(user)
        return user


class AsyncPersonAuth(HttpBearer):
    """For asynchronous endpoints."""

    async def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person, or None: 401."""
        return await sync_to_async(person_auth.authenticate)(request, token)


person_auth = PersonAuth()


def person_asking(request: HttpRequest) -> User:
    """The person that `authenticate` found."""
    return cast("User", request.auth)  # type: ignore[attr-defined]


def require(request: HttpRequest, *roles: Role) -> User:
    """The person who asks, if they have one of these roles; else 403 `forbidden`."""
    user = person_asking(request)
    if user.role not in roles:
        raise DomainError(f"Requires the role {' or '.join(roles)}.", Code.FORBIDDEN)
    return user


def actor_of(user: User) -> str:
    """The person as an actor of the ledger."""
    return f"user:{user.id}"


class LoginRequest(Shape):
    """E-mail and password, as they are typed."""

    email: Email
    password: Password


class LoginOpened(Shape):
    """What to send from now on, as `Authorization: Bearer TOKEN`, until when, and what one is allowed."""

    token: str
    expires_at: Moment
    role: Role
    tenant_id: UUID
    client_id: UUID | None


class Person(Row):
    """Somebody who logs in."""

    id: UUID
    email: str
    name: str
    role: Role
    tenant_id: UUID
    client_id: UUID | None
    created_at: Moment


@router.post("/logins", response=LoginOpened, auth=None, summary="Log in")
def log_in(request: HttpRequest, body: LoginRequest) -> LoginOpened:
    """The token is told once; the server keeps only its hash. It is good for 12 hours."""
    opened = logins.log_in(body.email, body.password, address_of(request))
    user = opened.user
    return LoginOpened(
        token=opened.token,
        expires_at=opened.expires_at,
        role=Role(user.role),
        tenant_id=user.tenant_id,
        client_id=user.client_id,
    )


@router.delete("/logins/current", response={204: None}, auth=person_auth, summary="Log out")
def log_out(request: HttpRequest) -> HttpResponse:
    """The token that this is asked with is nobody's from now on."""
    logins.log_out(request.headers["Authorization"].partition(" ")[2])
    return HttpResponse(status=204)


@router.get("/me", response=Person, auth=person_auth, summary="Who one is")
def me(request: HttpRequest) -> User:
    """The person whose token this is."""
    return person_asking(request)
