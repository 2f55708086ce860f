"""Where people can go from any page, and which of the places a page is part of."""

import re
from typing import Any

import pytest

from central.dashboards.partner.places import MORE
from central.tenants.models import Role
from central.tenants.provisioning import ensure_client
from contract.ids import new_id
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.world import World


def current(answer: Any) -> list[tuple[str, str]]:
    """Address and kind of what the navigation marks."""
    marked: list[tuple[str, str]] = re.findall(
        r'<a href="([^"]+)" aria-current="(\w+)"', answer.content.decode()
    )
    return marked


@pytest.mark.parametrize(
    ("path", "marked"),
    [
        ("", ("/partner/", "page")),
        ("events/", ("/partner/events/", "page")),
        ("events/new", ("/partner/events/", "true")),
        ("events/{event}/", ("/partner/events/", "true")),
        ("events/{event}/edit", ("/partner/events/", "true")),
        ("more", ("/partner/more", "page")),
    ],
)
def test_a_page_is_part_of_one_place_of_the_room(world: World, path: str, marked: tuple[str, str]) -> None:
    browser = visitor(a_user(Role.PARTNER, world.tenant_id))
    assert current(browser.get(f"/partner/{path.format(event=world.event(100).id)}")) == [marked]


def test_an_events_page_is_part_of_a_hosts_events(world: World) -> None:
    client = ensure_client(world.tenant_id, "host", "Ana")
    browser = visitor(a_user(Role.CLIENT, world.tenant_id, client.id))
    event = world.event(0, client_id=client.id)
    assert current(browser.get(f"/client/events/{event.id}/")) == [("/client/events/", "true")]


@pytest.mark.parametrize("role", [Role.CLIENT, Role.PARTNER])
def test_what_both_do_with_an_event_is_part_of_their_events(world: World, role: Role) -> None:
    client = ensure_client(world.tenant_id, "host", "Ana")
    event = world.event(0, client_id=client.id)
    browser = visitor(a_user(role, world.tenant_id, client.id if role is Role.CLIENT else None))
    of_event = [
        f"/events/{event.id}/{part}"
        for part in ("guests/", "mails/", "mails/new", "codes/", "template", "brand/")
    ]
    for path in (*of_event, "/templates/", "/favourites/"):
        assert current(browser.get(path)) == [(f"/{role}/events/", "true")], path


def test_what_is_reached_by_more_is_part_of_it(world: World) -> None:
    browser = visitor(a_user(Role.PARTNER, world.tenant_id))
    shown = browser.get("/partner/more").content.decode()
    for place in MORE:
        assert f'href="{place.address}"' in shown
        assert current(browser.get(place.address)) == [("/partner/more", "true")], place.address


def test_no_place_is_current_where_there_is_none(world: World) -> None:
    browser = visitor(a_user(Role.PARTNER, world.tenant_id))
    assert current(browser.get(f"/partner/events/{new_id()}/")) == []
