"""Where each role can go from any page: the header's navigation, or a phone's bottom bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise

from central.tenants.models import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page that is always one tap away. `route`: its URL's name. `icon`: one of `kit/icons.svg`.

    `leads_to`: the pages that are reached by it, and that are not below its own address. `beside`: how the
    addresses of other pages that are part of it begin. `help`: what there is, where places are listed.
    """

    route: str
    label: str | Promise
    icon: str
    leads_to: "tuple[Place, ...]" = ()
    beside: tuple[str, ...] = ()
    help: str | Promise = ""

    @property
    def address(self) -> str:
        return reverse(self.route)

    def closeness(self, path: str) -> int:
        """How much of the path its address, or that of a page that it leads to, has; 0: it is elsewhere."""
        own = [len(each) for each in (self.address, *self.beside) if path.startswith(each)]
        return max([*own, *(each.closeness(path) for each in self.leads_to)], default=0)


EVENT_PAGES: Final = ("/events/", "/templates/", "/favourites/")
"""How the addresses of what both who run events do with them begin."""

HOMES: Final = {
    Role.MASTER: "master-home",
    Role.PARTNER: "partner-home",
    Role.CLIENT: "client-home",
    Role.USER: "user-home",
}
"""The URL's name of each role's first page."""

_places: dict[Role, tuple[Place, ...]] = {}


def set_places(role: Role, places: Sequence[Place]) -> None:
    """What people of this role see in their navigation, at most five: a thumb's width each on a phone."""
    assert len(places) <= 5, "a phone's bottom bar has room for five"
    _places[role] = tuple(places)


def places_of(role: Role) -> tuple[Place, ...]:
    """In their order."""
    return _places.get(role, ())


def place_of(role: Role, path: str) -> Place | None:
    """The one that a page is part of; None: it is reached from elsewhere.

    Every page of a room is below its first one, which is therefore current by itself alone.
    """
    home = home_of(role)
    near = [
        each for each in places_of(role) if each.closeness(path) and (path == home or each.address != home)
    ]
    return max(near, key=lambda each: each.closeness(path), default=None)


def home_of(role: Role) -> str:
    """The address of the role's first page."""
    return reverse(HOMES[role])
