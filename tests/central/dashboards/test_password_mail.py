"""Mail with a link to a password: for a first one, and for whoever lost theirs by a master's word."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import override_settings
from procrastinate.contrib.django.models import ProcrastinateJob

from central.dashboards.account.mail import send_password_link
from central.operations.creation import create_partner
from central.operations.deletion import delete_partner
from central.tenants import password_links
from central.tenants.audit_log import AdminCommand
from central.tenants.invitations import TASK, Why
from central.tenants.models import PasswordLink, Role, Tenant, User
from central.tenants.partners import NewPartner
from central.tenants.passwords import force_reset
from central.tenants.provisioning import enrol, ensure_platform
from central.tenants.recovery import recover_master
from contract.ids import new_id
from tests.central.dashboards.visitors import visitor
from tests.central.persons import a_master, a_user
from tests.central.world import World

PASSWORD = "a good password"


@pytest.fixture
def mailoutbox() -> Iterator[list[Any]]:
    with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
        mail.outbox = []
        yield mail.outbox


def asked_for(user: User) -> list[str]:
    """Why the person is to be mailed a link."""
    jobs = ProcrastinateJob.objects.filter(task_name=TASK, args__user_id=str(user.id), queue_name="mail")
    return [job.args["why"] for job in jobs]


def test_a_new_partner_is_mailed_a_link_beside_the_one_that_is_handed_on(
    world: World, mailoutbox: list[Any]
) -> None:
    master = a_master()
    new = NewPartner(id=new_id(), name="New", email="new@people.example", staff_pin="1234")
    create_partner(new, master.actor)
    person = User.objects.get(email="new@people.example")
    assert asked_for(person) == ["first"]
    handed_on = password_links.link_for(person)
    send_password_link(str(person.id), Why.FIRST)
    (message,) = mailoutbox
    assert message.to == ["new@people.example"]
    path = re.search(r"/account/password/link/\S+", message.body)
    assert path is not None
    assert handed_on.token not in path[0]
    assert visitor().post(f"/account/password/link/{handed_on.token}", {"new": PASSWORD}).status_code == 302
    assert "ya se usó" in visitor().post(path[0], {"new": PASSWORD}).content.decode()
    assert not PasswordLink.objects.filter(user_id=person.id).exists()


def test_whoever_has_a_password_by_now_is_mailed_nothing(world: World, mailoutbox: list[Any]) -> None:
    person = a_user(Role.PARTNER, world.tenant_id, password=PASSWORD)
    send_password_link(str(person.id), Why.FIRST)
    send_password_link(str(new_id()), Why.FIRST)
    assert mailoutbox == []


def test_who_has_a_password_from_the_start_is_mailed_no_link(world: World) -> None:
    person = enrol("with@people.example", "hash", Role.PARTNER, world.tenant_id)
    assert asked_for(person) == []


def test_a_forced_reset_ends_keys_and_mails_why(world: World, mailoutbox: list[Any]) -> None:
    person = a_user(Role.PARTNER, world.tenant_id, password=PASSWORD)
    Authenticator.objects.create(user_id=person.id, type="webauthn", data={})
    force_reset(person, "operator")
    assert asked_for(person) == ["forced"]
    assert not Authenticator.objects.filter(user_id=person.id).exists()
    send_password_link(str(person.id), Why.FORCED)
    (message,) = mailoutbox
    assert message.subject == "Elegí otra contraseña"
    assert "Por seguridad" in message.body
    assert "Por seguridad" in message.alternatives[0][0]


def test_a_deleted_partners_people_keep_no_second_factor(world: World) -> None:
    person, other = (a_user(Role.PARTNER, each.tenant_id) for each in (world, World("other")))
    for each in (person, other):
        Authenticator.objects.create(user_id=each.id, type="totp", data={"secret": "x"})
    command = AdminCommand(new_id(), a_master().actor)
    delete_partner(world.tenant_id, Tenant.objects.get(id=world.tenant_id).name, command)
    assert list(Authenticator.objects.values_list("user_id", flat=True)) == [other.id]


def test_a_master_who_lost_their_phone_is_let_in_by_the_operator(world: World) -> None:
    ensure_platform()
    master = a_master().user
    Authenticator.objects.create(user_id=master.id, type="totp", data={"secret": "x"})
    recover_master(master.email, "another good password")
    assert not Authenticator.objects.filter(user_id=master.id).exists()
