"""The team's pages: invited by mail, joined by the link, what each role sees and may do, and who leaves."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test import Client as Browser
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from central.dashboards.account.mail import send_team_invitation
from central.tenants import logins, team
from central.tenants.errors import WrongLogin
from central.tenants.invitations import TEAM_TASK
from central.tenants.models import Invitation, Login, Role, TeamRole, Tenant, User
from tests.central.dashboards.test_partner_tonight import form_of, text_of
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_user
from tests.central.test_team import of_team
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
EMAIL, PASSWORD = "vale@people.example", "another one of mine"
TEAM = "/partner/team/"


@pytest.fixture
def owner(world: World) -> User:
    return a_user(Role.PARTNER, world.tenant_id)


@pytest.fixture
def browser(owner: User) -> Browser:
    return visitor(owner)


@pytest.fixture
def mailoutbox() -> Iterator[list[Any]]:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield mail.outbox


def invite(browser: Browser, email: str = EMAIL, role: str = "operator") -> Any:
    return browser.post(TEAM, form_of(browser.get(TEAM), email=email, role=role))


def link_in(outbox: list[Any]) -> str:
    """Of the invitation that is mailed by its job."""
    job = ProcrastinateJob.objects.filter(task_name=TEAM_TASK).latest("id")
    assert job.queue_name == "mail"
    send_team_invitation(**job.args)
    found = re.search(r"/account/join/\S+", outbox[-1].body)
    assert found is not None
    return found[0]


def join(path: str, **typed: str) -> Any:
    return visitor().post(path, {"name": "Vale", "new": PASSWORD} | typed)


def test_somebody_is_invited_by_mail_and_joins_by_the_link(
    world: World, browser: Browser, mailoutbox: list[Any]
) -> None:
    sent = form_of(browser.get(TEAM), email=EMAIL, role="operator")
    for _ in range(2):
        assert browser.post(TEAM, sent)["Location"] == TEAM
    assert ProcrastinateJob.objects.filter(task_name=TEAM_TASK).count() == 1, "a double tap mails once"
    assert EMAIL in text_of(browser.get(TEAM))
    path = link_in(mailoutbox)
    assert mailoutbox[-1].to == [EMAIL]
    assert "A Partner" in mailoutbox[-1].subject
    assert EMAIL in text_of(visitor().get(path)), "looking at it costs the link nothing"
    assert join(path, new="short").status_code == 422
    assert join(path)["Location"] == "/account/login/"
    joined = logins.log_in(EMAIL, PASSWORD, "10.0.0.1").user
    assert (joined.team_role, joined.name, joined.tenant_id) == ("operator", "Vale", world.tenant_id)
    assert join(path).status_code == 404
    assert "ya no sirve" in text_of(visitor().get(path))
    assert "sin responder" not in text_of(browser.get(TEAM))


def test_a_name_of_two_lines_is_no_header_of_its_own(
    world: World, browser: Browser, mailoutbox: list[Any]
) -> None:
    Tenant.objects.filter(id=world.tenant_id).update(display_name="Estudio\nBcc: leo@example.org")
    invite(browser)
    link_in(mailoutbox)
    assert "Estudio Bcc: leo@example.org" in mailoutbox[-1].subject


def test_an_invitation_is_mailed_again_or_withdrawn(browser: Browser, mailoutbox: list[Any]) -> None:
    invite(browser)
    first = link_in(mailoutbox)
    [invited] = Invitation.objects.all()
    assert browser.post(f"{TEAM}invitations/{invited.id}/again").status_code == 302
    assert visitor().get(first).status_code == 404
    second = link_in(mailoutbox)
    assert visitor().get(second).status_code == 200
    assert browser.post(f"{TEAM}invitations/{invited.id}/withdraw").status_code == 302
    assert visitor().get(second).status_code == 404
    send_team_invitation(str(invited.tenant_id), str(invited.id), "es-ar")
    assert len(mailoutbox) == 2, "of what has ended nothing is mailed"


def test_an_address_with_an_account_is_told_so_to_its_mailbox_alone(
    world: World, browser: Browser, mailoutbox: list[Any]
) -> None:
    stranger = a_user(Role.PARTNER, World("other").tenant_id, password=PASSWORD)
    unknown, known = invite(browser), invite(browser, stranger.email)
    assert (unknown.status_code, unknown["Location"]) == (known.status_code, known["Location"])
    path = link_in(mailoutbox)
    assert "otro correo" in text_of(visitor().get(path))
    assert join(path).status_code == 409
    stranger.refresh_from_db()
    assert stranger.tenant_id != world.tenant_id
    assert "ya está en el equipo" in text_of(
        invite(browser, User.objects.get(tenant_id=world.tenant_id).email)
    )


def test_whoever_was_removed_is_invited_again_and_joins_with_another_password(
    world: World, owner: User, browser: Browser, mailoutbox: list[Any]
) -> None:
    invite(browser)
    join(link_in(mailoutbox))
    vale = User.objects.get(email=EMAIL)
    team.remove(vale, owner)
    invite(browser, role="reader")
    again = link_in(mailoutbox)
    assert "otro correo" not in text_of(visitor().get(again))
    assert join(again, new="yet another password").status_code == 302
    vale.refresh_from_db()
    assert (vale.is_active, vale.team_role) == (True, "reader")
    assert logins.log_in(EMAIL, "yet another password", "10.0.0.1").user == vale
    with pytest.raises(WrongLogin):
        logins.log_in(EMAIL, PASSWORD, "10.0.0.1")


def test_a_role_is_changed_sessions_end_and_somebody_is_removed(
    world: World, owner: User, browser: Browser
) -> None:
    other = of_team(world, TeamRole.READER)
    theirs, path = visitor(other), f"{TEAM}{other.id}/"
    assert browser.post(path, {"role": "operator"}).status_code == 302
    other.refresh_from_db()
    assert other.team_role == "operator"
    assert "Tiene 1 sesión abierta" in text_of(browser.get(path))
    assert browser.post(f"{path}end-logins").status_code == 302
    assert theirs.get("/partner/").status_code == 302
    assert not Login.objects.filter(user_id=other.id).exists()
    team.remove(other, owner)
    assert "Ya no está" in text_of(browser.get(TEAM))
    assert browser.post(f"{TEAM}{owner.id}/", {"role": "reader"}).status_code == 422
    owner.refresh_from_db()
    assert owner.team_role == "owner", "the last one stays"


def test_whoever_may_only_read_sees_all_pages_without_forms_and_is_refused_with_a_sentence(
    world: World,
) -> None:
    event = world.event(500)
    reader, operator = visitor(of_team(world, TeamRole.READER)), visitor(of_team(world, TeamRole.OPERATOR))
    for path in ("/partner/", f"/partner/events/{event.id}/", "/partner/events/", TEAM):
        shown = reader.get(path)
        assert shown.status_code == 200
        assert "reads-only" in shown.content.decode()
        assert "tu papel en el equipo no alcanza" in text_of(shown)
    assert "Invitar a alguien" not in text_of(reader.get(TEAM))
    assert "Solo lectura: ve todo y no cambia nada." in text_of(
        visitor(a_user(Role.PARTNER, world.tenant_id)).get(TEAM)
    )
    assert "reads-only" not in operator.get("/partner/").content.decode()
    assert "Invitar a alguien" not in text_of(operator.get(TEAM)), "for owners"
    for who, path in (
        (reader, f"/partner/events/{event.id}/state/paused"),
        (reader, f"/partner/events/{event.id}/top-up"),
        (reader, "/partner/events/new"),
        (operator, TEAM),
    ):
        refused = who.post(path, {"email": EMAIL, "role": "owner"})
        assert refused.status_code == 403, path
        assert "Tu papel en el equipo" in text_of(refused)
    event.refresh_from_db()
    assert event.decided == "live"
    assert not Invitation.objects.exists()


def test_whoever_may_only_read_leaves_by_themselves_and_ends_nobody_elses_sessions(
    world: World, owner: User
) -> None:
    person = of_team(world, TeamRole.READER)
    reader = visitor(person)
    assert reader.post(f"{TEAM}{owner.id}/end-logins").status_code == 403
    assert "Salir del equipo" in text_of(reader.get(f"{TEAM}{person.id}/"))
    assert "Sacar del equipo" not in text_of(reader.get(f"{TEAM}{owner.id}/"))
    assert reader.post(f"{TEAM}{person.id}/end-logins").status_code == 302
    assert reader.get("/partner/").status_code == 302


def test_teams_of_others_are_not_there(world: World, browser: Browser) -> None:
    strange = World("other")
    person = a_user(Role.PARTNER, strange.tenant_id)
    invite(visitor(person))
    [invited] = Invitation.objects.all()
    for path in (
        f"{TEAM}{person.id}/",
        f"{TEAM}{person.id}/end-logins",
        f"{TEAM}invitations/{invited.id}/again",
        f"{TEAM}invitations/{invited.id}/withdraw",
    ):
        assert browser.post(path, {"role": "reader"}).status_code == 404, path
    assert EMAIL not in text_of(browser.get(TEAM))
    assert visitor(a_user(Role.USER, world.tenant_id)).get(TEAM).status_code == 404


def test_the_list_takes_as_many_statements_for_many_and_is_a_file(world: World, browser: Browser) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(TEAM).status_code == 200
        return len(asked)

    of_team(world, TeamRole.READER)
    few = statements()
    for _ in range(4):
        of_team(world, TeamRole.READER)
    assert statements() == few
    lines = b"".join(browser.get(f"{TEAM}?format=csv").streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    assert len(lines) == 7


def test_in_a_partner_that_is_paused_nobody_is_invited(world: World, browser: Browser) -> None:
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    assert browser.post(TEAM, {"email": EMAIL, "role": "reader"}).status_code == 403
    assert not Invitation.objects.exists()
