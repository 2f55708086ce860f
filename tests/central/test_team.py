"""A partner's people: what each role may do, on every way in; who joins, and who leaves."""

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils import timezone

from central.base.pages import PageRequest
from central.base.refusals import DomainError
from central.dashboards.kit.access import page as a_page
from central.operations.deletion import delete_partner
from central.server.arrivals import SENDER
from central.tenants import logins, team
from central.tenants import team_invitations as invitations
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import (
    AlreadyUsed,
    LastOwner,
    LinkUnknown,
    NotFound,
    NotInTheirRole,
    TeamFull,
    TooManyAttempts,
)
from central.tenants.models import AuditEntry, Invitation, Role, TeamRole, User
from contract.ids import new_id
from tests.central.persons import Person, a_master, a_user
from tests.central.test_strictness import PEOPLES, ask, path_of, roles
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
EMAIL = "vale@people.example"


def of_team(world: World, role: TeamRole) -> User:
    user = a_user(Role.PARTNER, world.tenant_id)
    User.objects.filter(id=user.id).update(team_role=role)
    user.refresh_from_db()
    return user


@pytest.fixture
def owner(world: World) -> User:
    return a_user(Role.PARTNER, world.tenant_id)


def mailed(world: World, owner: User, role: TeamRole = TeamRole.OPERATOR, email: str = EMAIL) -> str:
    made = invitations.invite(email, role, owner)
    found = invitations.token_for(world.tenant_id, made.id)
    assert found is not None
    return found[1]


def test_whoever_was_there_before_is_an_owner(owner: User) -> None:
    owner.refresh_from_db()
    assert owner.team_role == TeamRole.OWNER


def test_a_reader_changes_nothing_over_the_api_and_reads_everything(world: World) -> None:
    reader = Person(of_team(world, TeamRole.READER))
    changed = 0
    for method, path, operation in PEOPLES:
        everybodys = len(roles(operation)) == 4
        if "partner" not in roles(operation) or everybodys:
            continue
        answer = ask(reader, method, path_of(path), {})
        told = answer.status_code == 403 and NotInTheirRole.sentence in answer.json().values()
        assert told is (method != "get"), (method, path)
        changed += told
    assert changed > 20
    assert reader.put("/me/password", present="x", new="another one of mine").json()["code"] != "forbidden"
    assert reader.browser.delete("/api/v1/logins/current").status_code == 204, "a login is one's own"


def test_an_operator_works_but_spends_no_money(world: World) -> None:
    operator = Person(of_team(world, TeamRole.OPERATOR))
    made = operator.post("/clients", id=str(new_id()), name="Ana", email="", phone="")
    assert made.status_code != 403
    bought = operator.post("/wallet/purchases")
    assert bought.status_code == 403
    assert NotInTheirRole.sentence in bought.json().values()
    assert Person(of_team(world, TeamRole.OWNER)).post("/wallet/purchases").status_code == 422


@pytest.mark.parametrize(
    ("role", "method", "least", "status"),
    [
        (TeamRole.READER, "get", TeamRole.OPERATOR, 200),
        (TeamRole.READER, "post", TeamRole.OPERATOR, 403),
        (TeamRole.OPERATOR, "post", TeamRole.OPERATOR, 200),
        (TeamRole.OPERATOR, "post", TeamRole.OWNER, 403),
        (TeamRole.OWNER, "post", TeamRole.OWNER, 200),
    ],
)
def test_pages_ask_for_the_same_roles(
    world: World, role: TeamRole, method: str, least: TeamRole, status: int
) -> None:
    request: Any = getattr(RequestFactory(), method)("/partner/")
    request.session = {}
    request.user = of_team(world, role)
    request.session = {}
    assert a_page(Role.PARTNER, team=least)(lambda _: HttpResponse())(request).status_code == status
    assert a_page()(lambda _: HttpResponse())(request).status_code == 200, "one's own page"
    assert request.META[SENDER] == {"person": request.user.id.hex}, "whose streams are counted"


def test_somebody_joins_once_by_the_mailed_link(world: World, owner: User) -> None:
    token = mailed(world, owner)
    assert invitations.by_token(token) is not None, "looking costs it nothing"
    joined = invitations.accept(token, "Vale", "another one of mine", "10.0.0.1")
    assert (joined.email, joined.name, joined.team_role) == (EMAIL, "Vale", TeamRole.OPERATOR)
    assert (joined.tenant_id, joined.role) == (world.tenant_id, Role.PARTNER)
    assert logins.log_in(EMAIL, "another one of mine", "10.0.0.1").user == joined
    with pytest.raises(LinkUnknown):
        invitations.accept(token, "Vale", "another one of mine", "10.0.0.1")
    kinds = AuditEntry.objects.filter(subject_kind__in=("invitation", "person")).values_list(
        "what", flat=True
    )
    assert sorted(kinds) == ["created", "created", "logged_in"]


def test_a_link_ends_when_it_expires_is_withdrawn_mailed_again_or_asked_for_again(
    world: World, owner: User
) -> None:
    ended = [mailed(world, owner)]
    ended.append(mailed(world, owner))
    [invited] = invitations.page(world.tenant_id, PageRequest()).items
    again = invitations.token_for(world.tenant_id, invited.id)
    assert again is not None
    invitations.withdraw(world.tenant_id, invited.id, owner)
    ended.append(again[1])
    assert invitations.token_for(world.tenant_id, invited.id) is None
    ended.append(mailed(world, owner))
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    for token in (*ended, "nonsense"):
        with pytest.raises(LinkUnknown):
            invitations.accept(token, "", "another one of mine", "10.0.0.1")
    assert invitations.purge() == 1
    with pytest.raises(TooManyAttempts):
        mailed(world, owner)


def test_invitations_that_are_withdrawn_again_are_no_way_to_mail_the_whole_world(
    world: World, owner: User
) -> None:
    reader = of_team(world, TeamRole.READER)
    for _ in range(invitations.INVITATIONS_FOR_AN_EMAIL + 1):
        with pytest.raises(NotInTheirRole):
            invitations.invite(EMAIL, TeamRole.READER, reader)
    for number in range(invitations.INVITATIONS_OF_A_PARTNER):
        made = invitations.invite(f"{number}@people.example", TeamRole.READER, owner)
        invitations.withdraw(world.tenant_id, made.id, owner)
    with pytest.raises(TooManyAttempts):
        invitations.invite(EMAIL, TeamRole.READER, owner)
    other = a_user(Role.PARTNER, World("other").tenant_id)
    assert invitations.invite(EMAIL, TeamRole.READER, other).email == EMAIL


def test_nobody_is_told_beforehand_that_an_address_has_an_account(world: World, owner: User) -> None:
    stranger = a_user(Role.USER, world.tenant_id)
    token = mailed(world, owner, email=stranger.email)
    with pytest.raises(AlreadyUsed):
        invitations.accept(token, "", "another one of mine", "10.0.0.1")


def test_a_team_is_bounded(world: World, owner: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(invitations, "MOST_IN_A_TEAM", 2)
    mailed(world, owner)
    mailed(world, owner)
    with pytest.raises(TeamFull):
        mailed(world, owner, email="other@people.example")


def test_only_owners_of_the_same_team_change_it(world: World, owner: User) -> None:
    operator, stranger = of_team(world, TeamRole.OPERATOR), a_user(Role.PARTNER, World("other").tenant_id)
    invited = invitations.invite(EMAIL, TeamRole.OWNER, owner)
    unknown: tuple[Callable[[], object], ...] = (
        lambda: team.give_role(operator, TeamRole.OWNER, stranger),
        lambda: team.remove(owner, stranger),
        lambda: invitations.withdraw(world.tenant_id, invited.id, stranger),
    )
    for attempt in unknown:
        with pytest.raises(NotFound):
            attempt()
    refused: tuple[Callable[[], object], ...] = (
        lambda: team.give_role(owner, TeamRole.READER, operator),
        lambda: team.remove(owner, operator),
        lambda: invitations.invite("x@people.example", TeamRole.OWNER, operator),
        lambda: invitations.withdraw(world.tenant_id, invited.id, operator),
    )
    for forbidden in refused:
        with pytest.raises(NotInTheirRole):
            forbidden()
    with pytest.raises(NotInTheirRole):
        team.give_role(operator, TeamRole.OWNER, operator)


def test_a_role_is_given_and_whoever_is_removed_is_logged_out(world: World, owner: User) -> None:
    person = Person(of_team(world, TeamRole.READER))
    assert team.give_role(person.user, TeamRole.OPERATOR, owner).team_role == TeamRole.OPERATOR
    team.remove(person.user, owner)
    team.remove(person.user, owner)
    assert person.get("/me").status_code == 401
    done = AuditEntry.objects.filter(subject_id=person.user.id).order_by("at").values_list("what", "changes")
    assert [what for what, _ in done] == ["edited", "login_closed"]
    assert done[0][1] == {"team_role": ["reader", "operator"]}


def test_the_last_owner_stays(world: World, owner: User) -> None:
    for attempt in (
        lambda: team.remove(owner, owner),
        lambda: team.give_role(owner, TeamRole.READER, owner),
    ):
        with pytest.raises(LastOwner):
            attempt()
    other = of_team(world, TeamRole.OWNER)
    team.remove(owner, owner)
    with pytest.raises(LastOwner):
        team.remove(other, other)


def test_of_two_owners_who_leave_at_once_one_stays(world: World, owner: User) -> None:
    refused: list[DomainError] = []

    def leave(person: User) -> None:
        try:
            team.remove(person, person)
        except LastOwner as error:
            refused.append(error)
        finally:
            connection.close()

    both = (owner, of_team(world, TeamRole.OWNER))
    threads = [threading.Thread(target=leave, args=(person,)) for person in both]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert team.members(world.tenant_id).filter(is_active=True).count() == 1


def test_invitations_end_with_their_partner(world: World, owner: User) -> None:
    mailed(world, owner)
    delete_partner(world.tenant_id, "A Partner", AdminCommand.of("test"))
    assert not Invitation.objects.exists()


def test_a_master_leaves_a_team_its_last_owner(world: World, owner: User) -> None:
    master, other = a_master(), of_team(world, TeamRole.OPERATOR)
    refused = master.post(f"/people/{owner.id}/deactivate")
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    owner.refresh_from_db()
    assert owner.is_active
    assert master.post(f"/people/{other.id}/deactivate").status_code == 200
    of_team(world, TeamRole.OWNER)
    for _ in range(2):
        assert master.post(f"/people/{owner.id}/deactivate").status_code == 200
