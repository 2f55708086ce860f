"""Who asks: a kiosk or a person, by their bearer token."""

from typing import Final, cast

from django.http import HttpRequest
from ninja.security import HttpBearer

from central.base.refusals import DomainError
from central.fleet.models import Kiosk
from central.fleet.tokens import kiosk_of
from central.server.arrivals import SENDER
from central.tenants import logins
from central.tenants.audit_log import AdminCommand
from central.tenants.models import Role, TeamRole, User
from central.tenants.team import refuse_below
from contract.problem import Code


class KioskAuth(HttpBearer):
    """For kiosks' endpoints."""

    scheme = "kiosk_token"
    roles: tuple[Role, ...] = ()

    def authenticate(self, request: HttpRequest, token: str) -> Kiosk | None:
        """The kiosk, or None: 401."""
        kiosk = kiosk_of(token)
        if kiosk is not None:
            request.META[SENDER] = {"caller": kiosk.id.hex}
        return kiosk


_READING: Final = ("GET", "HEAD")


def kiosk_asking(request: HttpRequest) -> Kiosk:
    """The kiosk that `authenticate` found."""
    return cast("Kiosk", request.auth)  # type: ignore[attr-defined]


class PersonAuth(HttpBearer):
    """For people with one of these roles: 403 `forbidden` for others, before their body is looked at.

    403 `partner_inactive` once their partner is deactivated. Of a partner's people, whoever changes something
    needs the role `team` in the partner's team; None: it is their own thing.
    """

    scheme = "person_token"

    def __init__(self, *roles: Role, team: TeamRole | None = TeamRole.OPERATOR) -> None:
        super().__init__()
        self.roles = roles
        self.team = team

    def authenticate(self, request: HttpRequest, token: str) -> User | None:
        """The person, or None: 401."""
        user = logins.user_of(token)
        if user is not None:
            request.META[SENDER] = {"caller": user.id.hex}
            logins.refuse_closed(user)
            self._refuse_others(user)
            if self.team is not None and request.method not in _READING:
                refuse_below(user, self.team)
        return user

    def _refuse_others(self, user: User) -> None:
        if user.role not in self.roles:
            *others, last = self.roles
            either = f"{', '.join(others)} or {last}" if others else last
            raise DomainError(f"Requires the role {either}.", Code.FORBIDDEN)


person_auth = PersonAuth(*Role, team=None)
"""For what is one's own: a login, a password."""
master_auth = PersonAuth(Role.MASTER)
partner_auth = PersonAuth(Role.PARTNER)
owner_of_team_auth = PersonAuth(Role.PARTNER, team=TeamRole.OWNER)
"""Who may spend a partner's money."""
client_auth = PersonAuth(Role.CLIENT)
user_auth = PersonAuth(Role.USER)
keeper_auth = PersonAuth(Role.MASTER, Role.PARTNER)
"""Who looks after booths and people."""
host_auth = PersonAuth(Role.MASTER, Role.PARTNER, Role.CLIENT)
"""Who sees events."""
owner_auth = PersonAuth(Role.PARTNER, Role.CLIENT)
"""Who has events."""
buyer_auth = PersonAuth(Role.MASTER, Role.PARTNER, Role.USER)
"""Who sees prices."""
sitter_auth = PersonAuth(Role.MASTER, Role.USER)
"""Who makes pictures for themselves; partners and clients have events."""


def person_asking(request: HttpRequest) -> User:
    """The person that `authenticate` found."""
    return cast("User", request.auth)  # type: ignore[attr-defined]


def command_of(user: User) -> AdminCommand:
    """What this person tells the platform to do, once: for changes that may be repeated without harm."""
    return AdminCommand.of(user.actor)


def bearer_token(request: HttpRequest) -> str:
    """The token of whoever asks, which `authenticate` has seen."""
    return request.headers["Authorization"].partition(" ")[2]
