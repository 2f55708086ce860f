"""How people change their password, how a master takes one away, and which logins end (M7)."""

from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.test.utils import CaptureQueriesContext

from central.server import hashing
from central.tenants import passwords
from central.tenants.models import AuditEntry, FailedAttempt, Login, PasswordLink, Role, Tenant, User
from central.tenants.password_links import link_for
from central.tenants.passwords import WRONG_PASSWORDS_OF_A_PERSON
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, a_user, refusal
from tests.central.test_logins import log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "quick")
PRESENT, NEW = "correct horse", "battery staple"


@pytest.fixture
def host(world: World) -> Person:
    client = a_client(world.tenant_id)[1]
    return Person(a_user(Role.CLIENT, world.tenant_id, client.id, PRESENT))


def change(person: Person, present: str = PRESENT, new: str = NEW) -> Any:
    return person.put("/me/password", present=present, new=new)


def kinds() -> list[str]:
    """What is on record, but for logging in."""
    entries = AuditEntry.objects.exclude(what="logged_in").order_by("at")
    return list(entries.values_list("what", flat=True))


def test_a_new_password_counts_and_ends_every_login_but_this_one(host: Person) -> None:
    elsewhere = Person(host.user)
    link_for(host.user)
    assert change(host).status_code == 204
    assert host.get("/me").status_code == 200
    assert refusal(elsewhere.get("/me")) == (401, "unauthorized")
    assert not PasswordLink.objects.exists(), "a link that somebody else may have is void"
    assert refusal(log_in(host.user.email, PRESENT)) == (401, "login_wrong")
    assert log_in(host.user.email, NEW).status_code == 200
    assert kinds() == ["password_changed"]
    entry = AuditEntry.objects.get(what="password_changed")
    assert (entry.actor, entry.subject_id) == (host.actor, host.user.id)


def test_the_present_password_must_be_right_and_is_not_guessed_by_a_token(host: Person) -> None:
    elsewhere = Person(host.user)
    for _ in range(WRONG_PASSWORDS_OF_A_PERSON):
        assert refusal(change(host, "a guess")) == (422, "confirmation_wrong")
    limited = change(host)
    assert (refusal(limited), int(limited["Retry-After"]) > 0) == ((429, "rate_limited"), True)
    assert elsewhere.get("/me").status_code == 200
    assert log_in(host.user.email, PRESENT).status_code == 200, "who has the password is not locked out by it"
    assert kinds() == []


def test_a_right_password_is_not_counted_as_a_guess_but_hashes_have_an_end(
    host: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    most = WRONG_PASSWORDS_OF_A_PERSON + 1
    monkeypatch.setattr("central.tenants.passwords.CHANGES_OF_A_PASSWORD", most)
    for number in range(most + 1):
        old, new = (f"a long password {each}" for each in (number, number + 1))
        expected = 204 if number < most else 429
        assert change(host, PRESENT if number == 0 else old, new).status_code == expected
    assert not FailedAttempt.objects.exclude(key=f"passwords of {host.user.id}").exists()


def test_what_is_no_password_is_refused(host: Person) -> None:
    assert refusal(change(host, new="short")) == (422, "invalid")
    assert refusal(host.put("/me/password", present=PRESENT, new=NEW, email="x")) == (422, "invalid")
    assert change(host, new=NEW).status_code == 204


def test_of_two_changes_at_once_one_counts(host: Person, monkeypatch: pytest.MonkeyPatch) -> None:
    """The other one comes while this one's hash is being made."""
    made = hashing.password_hash

    def meanwhile(password: str) -> str:
        monkeypatch.setattr(passwords, "password_hash", made)
        assert change(Person(host.user), PRESENT, "was first in time").status_code == 204
        return made(password)

    monkeypatch.setattr(passwords, "password_hash", meanwhile)
    assert refusal(change(host)) in {(422, "confirmation_wrong"), (401, "unauthorized")}
    assert log_in(host.user.email, "was first in time").status_code == 200
    assert refusal(log_in(host.user.email, NEW)) == (401, "login_wrong")


def test_a_hash_that_a_login_renewed_meanwhile_is_the_same_password(
    host: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = hashing.password_hash

    def meanwhile(password: str) -> str:
        monkeypatch.setattr(passwords, "password_hash", made)
        User.objects.filter(id=host.user.id).update(password=make_password(PRESENT))
        return made(password)

    monkeypatch.setattr(passwords, "password_hash", meanwhile)
    assert change(host).status_code == 204
    assert log_in(host.user.email, NEW).status_code == 200


def test_a_master_takes_a_password_away(host: Person) -> None:
    master, old_link = a_master(), link_for(host.user)
    answer = master.post(f"/people/{host.user.id}/password-reset")
    assert answer.status_code == 200, answer.content
    link = answer.json()
    assert (link["email"], kinds()) == (host.user.email, ["password_reset"])
    assert refusal(host.get("/me")) == (401, "unauthorized")
    assert refusal(log_in(host.user.email, PRESENT)) == (401, "login_wrong")
    for token, status in ((old_link.token, 404), (link["token"], 204)):
        assert master.post("/passwords", token=token, password=NEW).status_code == status
    assert log_in(host.user.email, NEW).status_code == 200


def test_only_a_master_does_and_not_to_somebody_of_a_deleted_partner(host: Person, world: World) -> None:
    path = f"/people/{host.user.id}/password-reset"
    for person in (a_partner(world.tenant_id), a_buyer(), host):
        assert refusal(person.post(path)) == (403, "forbidden")
    Tenant.objects.filter(id=world.tenant_id).update(active=False, deleted_at="2026-01-01T00:00:00Z")
    assert refusal(a_master().post(path)) == (403, "partner_inactive")
    assert refusal(a_master().post(f"/people/{new_id()}/password-reset")) == (404, "not_found")
    assert User.objects.get(id=host.user.id).has_usable_password()


def test_logins_are_listed_and_ended_one_by_one_or_all(host: Person) -> None:
    elsewhere, other = Person(host.user), a_buyer()
    newest, mine = host.items("/logins")
    assert (newest["current"], mine["current"]) == (False, True)
    assert refusal(other.delete(f"/logins/{newest['id']}")) == (404, "not_found")
    assert elsewhere.get("/me").status_code == 200
    assert host.delete(f"/logins/{newest['id']}").status_code == 204
    assert refusal(elsewhere.get("/me")) == (401, "unauthorized")
    assert refusal(host.delete(f"/logins/{newest['id']}")) == (404, "not_found")
    third = Person(host.user)
    assert host.delete("/logins").status_code == 204
    for ended in (host, third):
        assert refusal(ended.get("/me")) == (401, "unauthorized")
    assert other.get("/me").status_code == 200
    assert kinds() == ["login_ended", "logins_ended"]


def test_a_login_that_has_expired_is_not_listed(host: Person) -> None:
    Login.objects.filter(id=host.items("/logins")[0]["id"]).update(expires_at="2026-01-01T00:00:00Z")
    fresh = Person(host.user)
    assert [each["current"] for each in fresh.items("/logins")] == [True]


def test_no_transaction_is_open_while_a_hash_is_made(host: Person) -> None:
    with CaptureQueriesContext(connection) as asked:
        assert change(host).status_code == 204
    assert not any("correct horse" in each["sql"] for each in asked.captured_queries)
