"""A master who lost their password is let in again by the operator, and nobody else is."""

import pytest

from central.tenants.errors import NotFound
from central.tenants.models import AuditEntry, PasswordLink, Role, User
from central.tenants.password_links import link_for
from central.tenants.recovery import recover_master
from tests.central.persons import a_buyer, a_client, a_master, a_partner, a_user, refusal
from tests.central.test_logins import log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "quick")
PASSWORD = "a password of mine"


def test_the_new_password_counts_and_every_login_ends() -> None:
    master, other = a_master(), a_master()
    link_for(master.user)
    for _ in range(11):
        wrong = log_in(master.user.email, "guess")
    assert refusal(wrong) == (429, "rate_limited"), "somebody locked the master out"
    User.objects.filter(id=master.user.id).update(is_active=False)
    recover_master(f" {master.user.email.upper()} ", PASSWORD)
    assert refusal(master.get("/me")) == (401, "unauthorized")
    assert not PasswordLink.objects.exists()
    assert log_in(master.user.email, PASSWORD, "192.0.2.9").json()["role"] == "master"
    assert other.get("/me").status_code == 200


def test_it_is_on_record() -> None:
    master, other = a_master(), a_master()
    recover_master(master.user.email, PASSWORD)
    entry = AuditEntry.objects.get()
    assert (entry.what, entry.actor, entry.subject_id) == ("master_recovered", "operator", master.user.id)
    [shown] = other.items("/platform/audit-log")
    assert (shown["what"], shown["actor"]) == ("master_recovered", "operator")
    for person in (a_buyer(), a_partner(World().tenant_id)):
        assert refusal(person.get("/platform/audit-log")) == (403, "forbidden")


def test_only_masters_are_recovered() -> None:
    world = World()
    others = [a_buyer().user, a_partner(world.tenant_id).user, a_client(world.tenant_id)[0].user]
    foreign = a_user(Role.MASTER, world.tenant_id)
    for email in (*(each.email for each in (*others, foreign)), "nobody@people.example", ""):
        with pytest.raises(NotFound):
            recover_master(email, PASSWORD)
    assert not AuditEntry.objects.exists()
