"""Every page and form of the partner's room, asked for by people whose things they are not."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.test import Client as Browser
from django.urls import URLResolver, get_resolver

from central.dashboards.kit import access
from central.ledger.models import Transfer
from central.tenants import credit_requests
from central.tenants.models import (
    PLATFORM_ID,
    AuditEntry,
    Client,
    CreditRequest,
    Role,
    User,
)
from central.tenants.provisioning import ensure_client, ensure_platform
from contract.ids import new_id
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.world import World


def routes(found: Any = None, before: str = "/partner/") -> Iterator[tuple[str, frozenset[str]]]:
    """Each address of the room, with the names of what stands in it."""
    for each in get_resolver("central.dashboards.partner.urls").url_patterns if found is None else found:
        route = before + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(each.pattern))
        if isinstance(each, URLResolver):
            yield from routes(each.url_patterns, route)
        else:
            yield route, frozenset(re.findall(r"{(\w+)}", route))


ROUTES: Final = sorted(routes())
OWNED: Final = [(route, names) for route, names in ROUTES if any(name.endswith("_id") for name in names)]


class Theirs:
    """What a partner has: a client with an event, and a request of it."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.client = ensure_client(self.world.tenant_id, "ana", "Ana")
        self.host = a_user(Role.CLIENT, self.world.tenant_id, self.client.id)
        self.event = self.world.event(500, client_id=None)
        self.request = credit_requests.ask(self.host, new_id(), 5, "Falta")[0]
        self.booth = self.world.booth(self.event)
        self.ids = {
            "client_id": self.client.id, "event_id": self.event.id, "request_id": self.request.id,
            "kiosk_id": self.booth.id, "state": "paused",
        }  # fmt: skip

    def path(self, route: str, names: frozenset[str]) -> str:
        """Of their things; of what they have none, of nobody's."""
        return route.format(**{name: self.ids.get(name, new_id()) for name in names})

    def state(self) -> list[Any]:
        """What somebody might have changed."""
        rows = (type(self.event), Client, CreditRequest, AuditEntry, User)
        return [Transfer.objects.count(), *(list(row.objects.order_by("id").values()) for row in rows)]


def sent() -> dict[str, object]:
    """What any of the forms might take."""
    return {
        "credits": "5", "name": "Thief", "email": "thief@people.example", "active": "no", "verdict": "grant",
        "confirm": "Fiesta", "starts_at": "2027-03-01T21:00", "ends_at": "2027-03-02T04:00",
        "time_zone": "UTC", "copies_limit": "2", "layouts": ["single"], "orientations": ["portrait"],
        "gallery_privacy": "private",
    }  # fmt: skip


def statuses(browser: Browser, path: str) -> set[int]:
    asked = [browser.get(path).status_code, browser.post(path, sent()).status_code]
    return set(asked)


@pytest.fixture(autouse=True)
def proven(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever asks has just proven who they are."""
    monkeypatch.setattr(access, "is_proven", lambda request: True)


def test_things_of_another_partner_are_not_there(world: World) -> None:
    theirs, other = Theirs(world), World("another")
    browser, before = visitor(a_user(Role.PARTNER, other.tenant_id)), theirs.state()
    assert len(OWNED) > 12
    for route, names in OWNED:
        found = statuses(browser, theirs.path(route, names))
        assert 404 in found, route
        assert found <= {404, 405}, f"{route}: {found}"
    assert theirs.state() == before


@pytest.mark.parametrize("role", [Role.CLIENT, Role.USER, Role.MASTER])
def test_the_room_is_not_there_for_anybody_else(world: World, role: Role) -> None:
    theirs = Theirs(world)
    ensure_platform()
    person = theirs.host if role is Role.CLIENT else a_user(role, PLATFORM_ID)
    browser, before = visitor(person), theirs.state()
    for route, names in ROUTES:
        found = statuses(browser, theirs.path(route, names))
        assert found <= {404, 405}, f"{route}: {found}"
    assert theirs.state() == before


def test_nobody_is_asked_to_log_in_everywhere(world: World) -> None:
    theirs = Theirs(world)
    browser, before = visitor(), theirs.state()
    for route, names in ROUTES:
        found = statuses(browser, theirs.path(route, names))
        assert found <= {302, 405}, f"{route}: {found}"
    assert theirs.state() == before


def test_its_own_people_find_every_page(world: World) -> None:
    theirs = Theirs(world)
    browser = visitor(a_user(Role.PARTNER, theirs.world.tenant_id))
    for route, names in ROUTES:
        if route.endswith("live") or names - theirs.ids.keys():
            continue
        answer = browser.get(theirs.path(route, names))
        assert answer.status_code in (200, 405), f"{route}: {answer.status_code}"
