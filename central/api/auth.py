"""Who asks: a kiosk or a person, by their bearer token."""

from typing import cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from central.base.refusals import DomainError
from central.fleet.models import Kiosk
from central.fleet.tokens import kiosk_of
from central.server.arrivals import SENDER
from central.tenants import logins
from central.tenants.audit_log import AdminCommand
from central.tenants.models import Role, User
from contract.ids import new_id
from contract.problem import Code


class KioskAuth(HttpBearer):
    """For kiosks' endpoints."""

    scheme = "kiosk_token"

    def authenticate(self, request: HttpRequest, token: str) -> Kiosk | None:
        """The kiosk, or None: 401."""
        kiosk = kiosk_of(token)
        if kiosk is not None:
            request.META[SENDER] = {"caller": kiosk.id.hex}
        return kiosk


def kiosk_asking(request: HttpRequest) -> Kiosk:
    """The kiosk that `authenticate` found."""
    return cast("Kiosk", request.auth)  # type: ignore[attr-defined]


class PersonAuth(HttpBearer):
    """For people's endpoints. 403 `partner_inactive` once their partner is deactivated."""

    scheme = "person_token"

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person, or None: 401."""
        user = logins.user_of(token)
        if user is not None:
            request.META[SENDER] = {"caller": user.id.hex}
            logins.refuse_closed(user)
        return user


class MasterPersonAuth(PersonAuth):
    """For masters' endpoints whose bodies say more than others are told: 403 before the body is looked at."""

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The master, or None: 401."""
        user = super().authenticate(request, token)
        if user is not None:
            refuse_other_roles(user, Role.MASTER)
        return user


person_auth = PersonAuth()
master_auth = MasterPersonAuth()


def person_asking(request: HttpRequest) -> User:
    """The person that `authenticate` found."""
    return cast("User", request.auth)  # type: ignore[attr-defined]


def command_of(user: User, note: str = "") -> AdminCommand:
    """What this person tells the platform to do, once: for changes that may be repeated without harm."""
    return AdminCommand(new_id(), user.actor, note)


def bearer_token(request: HttpRequest) -> str:
    """The token of whoever asks, which `authenticate` has seen."""
    return request.headers["Authorization"].partition(" ")[2]


def require(request: HttpRequest, *roles: Role) -> User:
    """The person who asks, if they have one of these roles; else 403 `forbidden`."""
    user = person_asking(request)
    refuse_other_roles(user, *roles)
    return user


def refuse_other_roles(user: User, *roles: Role) -> None:
    """403 `forbidden` unless the person has one of these roles."""
    if user.role not in roles:
        *others, last = roles
        either = f"{', '.join(others)} or {last}" if others else last
        raise DomainError(f"Requires the role {either}.", Code.FORBIDDEN)
