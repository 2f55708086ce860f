"""Whoever may only read is led to nothing that they would be refused, and sees whatever there is to read."""

import re
from typing import Any, Final
from uuid import UUID

from django.test import Client as Browser
from django.urls import resolve

from central.catalogue import favourites
from central.events.models import Event
from central.fleet.enrolment import new_code
from central.operations import event_templates
from central.operations.event_templates import Owner
from central.tenants import credit_requests
from central.tenants.audit_log import AdminCommand
from central.tenants.models import Role, TeamRole, Tenant
from contract.ids import new_id
from tests.central.dashboards.hosts import Host
from tests.central.dashboards.test_partner_tonight import text_of
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.test_team import of_team
from tests.central.world import World

CHANGES: Final = {
    "client-close-event", "client-copy-event", "client-delete-event", "client-edit-event", "client-new-event",
    "event-template", "event-template-new", "guest-mail-edit", "guest-mail-new", "partner-allocate",
    "partner-client-standing", "partner-close", "partner-copy-event", "partner-delete-event",
    "partner-edit-booth", "partner-edit-client", "partner-edit-event", "partner-event-pin",
    "partner-new-booth", "partner-new-client", "partner-new-event", "partner-reclaim", "partner-request",
    "partner-retire", "partner-take-back", "partner-top-up",
}  # fmt: skip
"""Pages on which there is nothing but what somebody else may do."""


def main_of(answer: Any) -> str:
    found = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)
    assert found is not None
    return found[0]


def walked(browser: Browser, start: str) -> dict[str, str]:
    """Every page that is reached from there by links of pages, and what its main part has."""
    ahead, seen = [start], dict[str, str]()
    while ahead:
        path = ahead.pop()
        if path in seen or path.endswith((".pdf", ".png", ".svg")) or "account" in path:
            continue
        answer = browser.get(path)
        assert answer.status_code == 200, path
        seen[path] = main_of(answer)
        links = re.findall(r'<a [^>]*?href="(/[^"?#]*)', answer.content.decode())
        ahead += [each for each in links if each not in seen]
    return seen


def names(paths: Any) -> set[str]:
    return {str(resolve(path).url_name) for path in paths}


def things(world: World) -> tuple[Host, Event, UUID]:
    """Something of each kind that pages have a link to change for."""
    host = Host(world)
    event = host.event(name="Boda")
    by = AdminCommand.of(host.person.user.actor)
    world.booth(event).lease(50)
    new_code(world.tenant_id, "Pista", None)
    for owner in (Owner(world.tenant_id, None), Owner(world.tenant_id, host.client.id)):
        event_templates.create(event, new_id(), "Casamiento", by, owner)
        favourites.add(owner.tenant_id, owner.client_id, world.style.id, by)
    asked, _ = credit_requests.ask(host.person.user, new_id(), 100, "Vienen más")
    return host, event, asked.id


def test_a_reader_of_a_team_is_led_to_no_page_of_changes_from_anywhere(world: World) -> None:
    things(world)
    reader = visitor(of_team(world, TeamRole.READER))
    seen = walked(reader, "/partner/")
    found = names(seen)
    assert {"partner-event", "partner-client", "partner-booth", "guests", "event-codes"} <= found
    assert found & CHANGES == set()
    operators = names(walked(visitor(a_user(Role.PARTNER, world.tenant_id)), "/partner/"))
    assert operators & CHANGES >= {name for name in CHANGES if name.startswith("partner-")} - {
        "partner-retire"
    }, "or the names are wrong"


def test_a_reader_sees_templates_and_favourites(world: World) -> None:
    things(world)
    reader = visitor(of_team(world, TeamRole.READER))
    assert "Casamiento" in main_of(reader.get("/templates/"))
    [liked] = re.findall(r"badge-info\">.*?Estilo", main_of(reader.get("/favourites/")))
    assert liked


def test_a_host_of_a_partner_that_is_paused_is_led_to_no_page_of_changes(world: World) -> None:
    host, _event, _asked = things(world)
    assert names(walked(host.browser, "/client/")) & CHANGES >= {"client-edit-event", "client-new-event"}
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    assert names(walked(host.browser, "/client/")) & CHANGES == set()


def test_where_there_is_nothing_a_reader_is_not_told_to_make_it(world: World) -> None:
    reader = visitor(of_team(world, TeamRole.READER))
    for path in ("/partner/events/", "/partner/clients/", "/partner/booths/"):
        shown = reader.get(path)
        assert "Todavía no hay" in text_of(shown)
        assert names(re.findall(r'<a [^>]*?href="(/[^"?#]*)', main_of(shown))) & CHANGES == set(), path
