"""Who sees which people, and who closes, opens and ends whose logins."""

from typing import Any

import pytest

from central.tenants import logins
from central.tenants.models import AuditEntry, Role, User
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, a_user, refusal
from tests.central.test_logins import PASSWORD, log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "quick")


def ids(answers: list[dict[str, Any]]) -> set[str]:
    return {each["id"] for each in answers}


def those(*people: Person) -> set[str]:
    return {str(person.user.id) for person in people}


@pytest.fixture
def host(world: World) -> Person:
    client = a_client(world.tenant_id)[1]
    return Person(a_user(Role.CLIENT, world.tenant_id, client.id, PASSWORD))


def test_people_are_found_by_partner_client_role_state_and_text(world: World, partner: Person) -> None:
    host, client = a_client(world.tenant_id)
    other, _ = a_client(world.tenant_id, "other")
    stranger, master = a_partner(World("other").tenant_id), a_master()
    User.objects.filter(id=other.user.id).update(is_active=False, name="Ñandú")
    everybody = those(partner, host, other)
    assert ids(partner.items("/people")) == everybody
    assert ids(master.items("/people")) == everybody | those(stranger, master)
    for filters, found in (
        ({"partner_id": str(world.tenant_id)}, everybody),
        ({"client_id": str(client.id)}, those(host)),
        ({"role": "partner"}, those(partner, stranger)),
        ({"active": False}, those(other)),
        ({"text": "ñANDÚ"}, those(other)),
        ({"text": host.user.email[:12].upper()}, those(host)),
    ):
        assert ids(master.items("/people", **filters)) == found, filters
    assert len(master.every("/people", 2)) == 5
    assert partner.items("/people", partner_id=str(stranger.user.tenant_id)) == []
    assert refusal(host.get("/people")) == (403, "forbidden")


def test_a_closed_person_is_out_at_once_and_can_be_let_in_again(host: Person, partner: Person) -> None:
    path = f"/people/{host.user.id}"
    for _ in range(2):
        closed = partner.post(f"{path}/deactivate")
        assert (closed.status_code, closed.json()["active"]) == (200, False)
    assert refusal(host.get("/me")) == (401, "unauthorized")
    assert refusal(log_in(host.user.email)) == (403, "forbidden")
    for _ in range(2):
        assert partner.post(f"{path}/activate").json()["active"] is True
    assert refusal(host.get("/me")) == (401, "unauthorized"), "what has ended stays ended"
    assert log_in(host.user.email).status_code == 200
    kinds = list(AuditEntry.objects.order_by("at").values_list("what", "actor", "subject_id"))
    assert kinds == [
        ("login_closed", partner.actor, host.user.id),
        ("login_reopened", partner.actor, host.user.id),
        ("logged_in", host.actor, host.user.id),
    ]


def test_who_is_closed_while_the_password_is_checked_gets_no_login(
    host: Person, partner: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked = logins.refuse_closed

    def meanwhile(user: User) -> None:
        checked(user)
        monkeypatch.setattr(logins, "refuse_closed", checked)
        assert partner.post(f"/people/{host.user.id}/deactivate").status_code == 200

    monkeypatch.setattr(logins, "refuse_closed", meanwhile)
    assert refusal(log_in(host.user.email)) == (403, "forbidden")


def test_logins_of_a_person_are_ended(host: Person, partner: Person) -> None:
    assert partner.delete(f"/people/{host.user.id}/logins").status_code == 204
    assert refusal(host.get("/me")) == (401, "unauthorized")
    assert log_in(host.user.email).status_code == 200
    assert list(AuditEntry.objects.order_by("at").values_list("what", flat=True)) == [
        "logins_ended",
        "logged_in",
    ]


def test_a_partner_looks_after_its_hosts_and_a_master_after_everybody_else(
    host: Person, world: World, partner: Person
) -> None:
    colleague, master = a_partner(world.tenant_id), a_master()
    strange, _ = a_client(World("other").tenant_id)
    for person in (colleague, partner, strange, master, a_buyer()):
        path = f"/people/{person.user.id}"
        for answer in (
            partner.post(f"{path}/deactivate"),
            partner.post(f"{path}/activate"),
            partner.delete(f"{path}/logins"),
        ):
            assert refusal(answer) == (404, "not_found")
        assert person.get("/me").status_code == 200
    assert master.post(f"/people/{colleague.user.id}/deactivate").status_code == 200
    assert refusal(colleague.get("/me")) == (401, "unauthorized")
    assert refusal(master.post(f"/people/{master.user.id}/deactivate")) == (403, "forbidden")
    assert master.get("/me").status_code == 200, "nobody closes the door behind themselves"
