"""What the head of every page shows: who I am, for whom, what I have, what wants me, and where I can go."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from central.base.refusals import DomainError
from central.dashboards.kit.access import why_closed
from central.dashboards.kit.looking import looking_of
from central.dashboards.kit.middleware import is_page
from central.dashboards.kit.navigation import Place, home_of, place_of, places_of
from central.events.branding import client_brand, platform_brand, tenant_brand
from central.ledger.accounts import AccountKind, balance_of
from central.tenants.hosts import own_domain
from central.tenants.models import Role, User
from contract.config import Branding

_BALANCES: Final = {
    Role.PARTNER: AccountKind.WALLET,
    Role.CLIENT: AccountKind.CLIENT,
    Role.USER: AccountKind.USER,
}


@dataclass(frozen=True, slots=True)
class Header:
    """Of a page for somebody who is logged in. `balance` None: masters have none. `here`: of the places."""

    person: User
    brand: Branding
    balance: int | None
    home: str
    places: tuple[Place, ...]
    here: Place | None
    closed: DomainError | None
    bell: "Bell | None"


@dataclass(frozen=True, slots=True)
class Bell:
    """What the person has not read, and the addresses: where they do, of the number alone, of its changes."""

    unread: int
    address: str
    number: str
    live: str


_bells: dict[str, Callable[[User], Bell]] = {}


def set_bell(of: Callable[[User], Bell]) -> None:
    """Show a bell in the head of every page; without this there is none."""
    _bells["bell"] = of


def header(request: HttpRequest) -> dict[str, Any]:
    """Django's context processor: `header`, None for whoever is not logged in; read when it is used."""
    return {
        "header": SimpleLazyObject(lambda: _header(request)),
        "theme": _theme(request),
        "looking": looking_of(request),
        "host_brand": SimpleLazyObject(lambda: host_brand(request)),
    }


def host_brand(request: HttpRequest) -> Branding | None:
    """The brand of a partner's own domain, for pages of nobody in particular; None: the platform's."""
    own = own_domain(request)
    return None if own is None else tenant_brand(own.tenant_id)


def _header(request: HttpRequest) -> Header | None:
    if not is_page(request) or not request.user.is_authenticated:
        return None
    person = request.user
    role = Role(person.role)
    closed = _why_closed(request, person)
    bell = _bells["bell"](person) if _bells and looking_of(request) is None else None
    return Header(
        person=person,
        brand=brand_of(person),
        balance=balance_in_sight(person),
        home=home_of(role),
        places=places_of(role),
        here=place_of(role, request.path),
        closed=closed,
        bell=bell,
    )


def _why_closed(request: HttpRequest, person: User) -> DomainError | None:
    """As `page` has found out; pages that are not ours, as those of second factors, have not asked."""
    try:
        return request.closed if hasattr(request, "closed") else why_closed(person)
    except DomainError as error:
        return error


def brand_of(person: User) -> Branding:
    """The brand that this person's pages wear."""
    if person.client_id is not None:
        return client_brand(person.tenant_id, person.client_id)
    return tenant_brand(person.tenant_id) if person.role == Role.PARTNER else platform_brand()


def balance_in_sight(person: User) -> int | None:
    """The credits that the person can spend; None for masters."""
    kind = _BALANCES.get(Role(person.role))
    if kind is None:
        return None
    owner = {AccountKind.WALLET: person.tenant_id, AccountKind.CLIENT: person.client_id}.get(kind, person.id)
    return balance_of(person.tenant_id, kind, owner) if owner else None


def _theme(request: HttpRequest) -> str:
    chosen = request.COOKIES.get("theme", "")
    return chosen if chosen in ("dark", "light") else ""
