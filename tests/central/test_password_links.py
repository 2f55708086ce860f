"""Nobody is made who can never log in: without a password, whoever makes a login is given a link for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.utils import timezone

from central.operations import schedule
from central.tenants.models import AuditEntry, Client, Login, PasswordLink, Role, Tenant, User
from central.tenants.password_links import LINK_LIVES
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.test_logins import log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "quick")
PASSWORD = "a password of mine"


@pytest.fixture
def master() -> Person:
    return a_master()


def new_partner(**changes: Any) -> dict[str, Any]:
    usual = {"id": str(new_id()), "name": "Ágil Eventos", "email": "A@agil.example", "staff_pin": "135790"}
    return usual | changes


def new_client(**changes: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "name": "Salón Norte", "email": "h@norte.example"} | changes


def set_password(token: str, password: str = PASSWORD) -> Any:
    body = {"token": token, "password": password}
    browser = Browser(raise_request_exception=False)
    return browser.post("/api/v1/passwords", body, content_type="application/json")


def role_of(email: str) -> str:
    answer = log_in(email, PASSWORD)
    assert answer.status_code == 200, answer.content
    return str(answer.json()["role"])


def test_a_partner_made_without_a_password_sets_one_by_its_link(master: Person) -> None:
    link = master.post("/partners", **new_partner()).json()["password_link"]
    assert link["email"] == "a@agil.example"
    assert datetime.fromisoformat(link["expires_at"]) > timezone.now() + LINK_LIVES - timedelta(minutes=1)
    assert refusal(log_in("a@agil.example", PASSWORD)) == (401, "login_wrong")
    assert set_password(link["token"]).status_code == 204
    assert role_of("a@agil.example") == "partner"


def test_a_client_made_without_a_password_sets_one_by_its_link(partner: Person) -> None:
    link = partner.post("/clients", **new_client()).json()["password_link"]
    assert set_password(link["token"]).status_code == 204
    assert role_of("h@norte.example") == "client"


def test_a_password_that_is_chosen_for_them_needs_no_link(master: Person, partner: Person) -> None:
    made = master.post("/partners", **new_partner(password=PASSWORD)).json()
    client = partner.post("/clients", **new_client(password=PASSWORD)).json()
    assert (made["password_link"], client["password_link"]) == (None, None)
    assert not PasswordLink.objects.exists()


def test_a_link_whose_answer_was_lost_is_asked_for_again(master: Person) -> None:
    wanted = new_partner()
    lost, again = (master.post("/partners", **wanted).json() for _ in range(2))
    assert (again["status"], again["partner"]) == ("duplicate", lost["partner"])
    assert refusal(set_password(lost["password_link"]["token"])) == (404, "not_found"), (
        "the newest one counts"
    )
    assert set_password(again["password_link"]["token"]).status_code == 204
    assert master.post("/partners", **wanted).json()["password_link"] is None, "it has a password now"


def test_an_address_that_has_a_login_makes_nobody(master: Person, partner: Person) -> None:
    taken = partner.user.email
    assert refusal(master.post("/partners", **new_partner(email=taken))) == (409, "conflict")
    assert refusal(partner.post("/clients", **new_client(email=taken.upper()))) == (409, "conflict")
    assert not Client.objects.exists()
    assert Tenant.objects.filter(kind="partner").count() == 1


def test_a_link_works_once_and_ends_every_login(partner: Person) -> None:
    made = partner.post("/clients", **new_client(password="the first password")).json()["client"]
    host = Person(User.objects.get(email="h@norte.example"))
    link = partner.post(f"/clients/{made['id']}/password-links").json()
    assert host.get("/me").status_code == 200, "a link that nobody used changes nothing"
    assert set_password(link["token"]).status_code == 204
    assert refusal(host.get("/me")) == (401, "unauthorized")
    assert refusal(log_in("h@norte.example", "the first password")) == (401, "login_wrong")
    assert role_of("h@norte.example") == "client"
    assert refusal(set_password(link["token"], "another password")) == (404, "not_found")
    assert role_of("h@norte.example") == "client"


def test_of_two_who_use_a_link_at_once_one_sets_the_password(partner: Person) -> None:
    link = partner.post("/clients", **new_client()).json()["password_link"]

    def use(number: int) -> int:
        try:
            return int(set_password(link["token"], f"the password of {number}").status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as threads:
        answers = sorted(threads.map(use, range(6)))
    assert answers == [204, 404, 404, 404, 404, 404]


def test_an_expired_link_is_nobodys_and_is_cleared_away(partner: Person) -> None:
    link = partner.post("/clients", **new_client()).json()["password_link"]
    PasswordLink.objects.update(expires_at=timezone.now())
    assert refusal(set_password(link["token"])) == (404, "not_found")
    schedule.forget_attempts(timestamp=0)
    assert not PasswordLink.objects.exists()


@pytest.mark.parametrize("token", ["", "nobody", "é", "A" * 64, "' OR 1=1 --"])
def test_a_wrong_token_sets_nothing(token: str) -> None:
    assert refusal(set_password(token)) in {(404, "not_found"), (422, "invalid")}


def test_guesses_are_rate_limited() -> None:
    answers = [refusal(set_password("A" * 64)) for _ in range(32)]
    assert (answers[0], answers[-1]) == ((404, "not_found"), (429, "rate_limited"))


def test_a_password_has_its_least_length(partner: Person) -> None:
    link = partner.post("/clients", **new_client()).json()["password_link"]
    assert refusal(set_password(link["token"], "short")) == (422, "invalid")
    assert set_password(link["token"]).status_code == 204


def test_only_a_hash_of_the_token_is_kept_and_the_audit_log_says_who_asked(partner: Person) -> None:
    made = partner.post("/clients", **new_client()).json()
    link = partner.post(f"/clients/{made['client']['id']}/password-links").json()
    kept = PasswordLink.objects.get()
    assert link["token"].encode() not in bytes(kept.token_hash)
    entry = AuditEntry.objects.get(what="password_link")
    assert (entry.actor, entry.subject_id) == (partner.actor, kept.user_id)


class TestWhoWasMadeBefore:
    """Partners and clients from the time when a login came only with a password."""

    def test_a_partner_without_a_login_is_given_one(self, master: Person, world: World) -> None:
        path = f"/partners/{world.tenant_id}/password-links"
        assert refusal(master.post(path)) == (422, "invalid"), "it has no address to log in with"
        Tenant.objects.filter(id=world.tenant_id).update(email="Boss@partner.example")
        link = master.post(path).json()
        assert set_password(link["token"]).status_code == 204
        assert role_of("boss@partner.example") == "partner"

    def test_a_client_without_a_login_is_given_one(self, partner: Person, world: World) -> None:
        client = partner.post("/clients", **new_client(email=None)).json()
        assert client["password_link"] is None
        path = f"/clients/{client['client']['id']}"
        assert refusal(partner.post(f"{path}/password-links")) == (422, "invalid")
        partner.patch(path, email="late@norte.example")
        assert set_password(partner.post(f"{path}/password-links").json()["token"]).status_code == 204
        assert role_of("late@norte.example") == "client"

    def test_a_user_who_forgot_theirs(self, master: Person) -> None:
        buyer = a_buyer().user
        link = master.post(f"/users/{buyer.id}/password-links").json()
        assert set_password(link["token"]).status_code == 204
        assert role_of(buyer.email) == "user"

    def test_a_login_under_another_address_is_the_one_that_is_meant(
        self, master: Person, world: World
    ) -> None:
        seller = a_partner(world.tenant_id).user
        assert master.post(f"/partners/{world.tenant_id}/password-links").json()["email"] == seller.email


def test_who_may_not_give_a_link(master: Person, partner: Person, world: World) -> None:
    host, client = a_client(world.tenant_id)
    paths = [f"/partners/{world.tenant_id}/password-links", f"/users/{a_buyer().user.id}/password-links"]
    for path in paths:
        for person in (partner, host, a_buyer()):
            assert refusal(person.post(path)) == (403, "forbidden"), path
    assert refusal(host.post(f"/clients/{client.id}/password-links")) == (403, "forbidden")
    stranger = a_partner(World("other").tenant_id)
    assert refusal(stranger.post(f"/clients/{client.id}/password-links")) == (404, "not_found")
    for nobody in (partner.user.id, master.user.id, new_id()):
        assert refusal(master.post(f"/users/{nobody}/password-links")) == (404, "not_found")
    assert not PasswordLink.objects.exists()


class TestAClientsLoginFollowsItsAddress:
    def made(self, partner: Person) -> tuple[str, Person]:
        client = partner.post("/clients", **new_client(password=PASSWORD)).json()["client"]
        return f"/clients/{client['id']}", Person(User.objects.get(email="h@norte.example"))

    def test_it_moves_and_its_sessions_end(self, partner: Person) -> None:
        path, host = self.made(partner)
        link = partner.post(f"{path}/password-links").json()
        assert partner.patch(path, email="New@Norte.example").json()["email"] == "New@Norte.example"
        assert refusal(host.get("/me")) == (401, "unauthorized")
        assert refusal(log_in("h@norte.example", PASSWORD)) == (401, "login_wrong")
        assert role_of("new@norte.example") == "client"
        assert refusal(set_password(link["token"])) == (404, "not_found"), "it went to the old address"

    def test_an_address_that_is_taken_changes_nothing(self, partner: Person) -> None:
        path, host = self.made(partner)
        answer = partner.patch(path, name="Another", email=partner.user.email)
        assert refusal(answer) == (409, "conflict")
        kept = partner.get(path).json()
        assert (kept["name"], kept["email"]) == ("Salón Norte", "h@norte.example")
        assert host.get("/me").status_code == 200

    def test_an_edit_that_leaves_the_address_leaves_the_login(self, partner: Person) -> None:
        path, host = self.made(partner)
        partner.patch(path, name="Another", email="H@norte.example")
        assert host.get("/me").status_code == 200

    def test_an_address_that_was_edited_before_is_followed_now(self, partner: Person) -> None:
        path, _ = self.made(partner)
        Client.objects.update(email="drifted@norte.example")
        partner.patch(path, email="drifted@norte.example")
        assert role_of("drifted@norte.example") == "client"

    def test_of_several_logins_the_one_with_the_address_moves(self, partner: Person, world: World) -> None:
        path, _ = self.made(partner)
        client = Client.objects.get()
        other = User.objects.enrol(
            "second@norte.example", PASSWORD, role=Role.CLIENT, tenant_id=world.tenant_id, client_id=client.id
        )
        partner.patch(path, email="new@norte.example")
        emails = set(User.objects.filter(client_id=client.id).values_list("email", flat=True))
        assert emails == {"new@norte.example", other.email}


class TestADeletedPartnersAddressesAreFree:
    def delete(self, master: Person, partner_id: str, name: str = "Ágil Eventos") -> None:
        answer = master.delete(f"/partners/{partner_id}", id=str(new_id()), confirm=name)
        assert answer.status_code == 200, answer.content

    def test_another_partner_and_its_client_take_them(self, master: Person) -> None:
        ids = []
        for _ in range(3):
            made = master.post("/partners", **new_partner(password=PASSWORD)).json()["partner"]
            seller = Person(User.objects.get(email="a@agil.example"))
            client = seller.post("/clients", **new_client(password=PASSWORD))
            assert (made["slug"], client.status_code) == ("agil-eventos", 201), client.content
            assert role_of("h@norte.example") == "client"
            self.delete(master, made["id"])
            ids.append(made["id"])
        assert refusal(log_in("a@agil.example", PASSWORD)) == (401, "login_wrong")
        gone = master.get(f"/partners/{ids[0]}").json()
        assert (gone["name"], gone["email"], gone["slug"]) == (
            "Ágil Eventos",
            "A@agil.example",
            "agil-eventos",
        )
        known = master.every("/clients", limit=5, partner_id=ids[0])
        assert [(each["name"], each["email"]) for each in known] == [("Salón Norte", "h@norte.example")]
        assert User.objects.filter(former_email="a@agil.example").count() == 3

    def test_who_was_deleted_before_this_was_so_lets_go_of_them_too(self, master: Person) -> None:
        migration = import_module("central.tenants.migrations.0003_freed_addresses")
        world, other = World(), World("other")
        gone, stays = a_partner(world.tenant_id).user, a_partner(other.tenant_id).user
        Tenant.objects.filter(id=world.tenant_id).update(active=False, deleted_at=timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(migration.FREE)
        assert (gone.email, stays.email) == (
            User.objects.get(id=gone.id).former_email,
            User.objects.get(id=stays.id).email,
        )
        assert not User.objects.filter(email=gone.email).exists()

    def test_a_link_that_was_still_out_is_dead(self, master: Person) -> None:
        made = master.post("/partners", **new_partner()).json()
        self.delete(master, made["partner"]["id"])
        assert refusal(set_password(made["password_link"]["token"])) == (404, "not_found")
        assert refusal(master.post(f"/partners/{made['partner']['id']}/password-links")) == (
            403,
            "partner_inactive",
        )

    def test_an_inactive_partner_keeps_its_addresses(self, master: Person) -> None:
        made = master.post("/partners", **new_partner()).json()["partner"]
        master.post(f"/partners/{made['id']}/deactivate", id=str(new_id()))
        assert refusal(master.post("/partners", **new_partner())) == (409, "conflict")

    def test_sessions_are_no_way_back(self, master: Person) -> None:
        made = master.post("/partners", **new_partner()).json()["partner"]
        seller = Person(User.objects.get(email="a@agil.example"))
        self.delete(master, made["id"])
        assert refusal(seller.get("/me")) == (403, "partner_inactive")
        assert Login.objects.filter(user_id=seller.user.id).exists()
