"""Where each role can go from any page: the header's navigation, or a phone's bottom bar."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.urls import reverse
from django.utils.functional import Promise

from central.tenants.models import Role


@dataclass(frozen=True, slots=True)
class Place:
    """A page that is always one tap away. `route`: its URL's name. `icon`: one of `kit/icons.svg`."""

    route: str
    label: str | Promise
    icon: str

    @property
    def address(self) -> str:
        return reverse(self.route)


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


def home_of(role: Role) -> str:
    """The address of the role's first page."""
    return reverse(HOMES[role])
