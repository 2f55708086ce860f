"""Hashes take their time: few at once, a short queue, and no connection to the database meanwhile."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event, Lock
from typing import Any

import argon2
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from central.operations import event_changes, partner_changes
from central.operations.client_changes import create as create_client
from central.operations.creation import create_partner
from central.server import hashing
from central.server.hashing import HashingBusy, SmallArgon2, Turns
from central.tenants import hashes_for_people, password_links
from central.tenants.audit_log import AdminCommand
from central.tenants.clients import NewClient
from central.tenants.models import PLATFORM_ID, Role
from central.tenants.partners import NewPartner
from central.tenants.password_links import link_for
from central.tenants.provisioning import ensure_partner, ensure_user
from central.tenants.recovery import recover_master
from contract.ids import new_id
from tests.central.attempts_clock import AttemptsClock
from tests.central.persons import a_master, a_partner, a_user
from tests.central.test_logins import PASSWORD, log_in
from tests.central.world import World


@pytest.mark.usefixtures("good_hashes")
def test_hashes_have_owasps_small_parameters() -> None:
    made = make_password("correct horse")
    assert made.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert hashing.pin_hash("246810").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert argon2.PasswordHasher().verify(hashing.pin_hash("246810"), "246810"), "as a booth does"


def test_so_many_at_once_so_many_wait_and_the_rest_is_sent_away() -> None:
    turns, lock, inside, most = Turns(at_once=2, waiting=3), Lock(), 0, 0
    go, full = Event(), Barrier(3)

    def work(number: int) -> None:
        nonlocal inside, most
        with turns.turn():
            with lock:
                inside += 1
                most = max(most, inside)
            if number < 2:
                full.wait(30)
            go.wait(30)
            with lock:
                inside -= 1

    with ThreadPoolExecutor(5) as threads:
        running = [threads.submit(work, number) for number in range(2)]
        full.wait(30)
        waiting = [threads.submit(work, number) for number in (2, 3, 4)]
        while turns._places._value:
            go.wait(0.001)
        with pytest.raises(HashingBusy), turns.turn():
            pass
        go.set()
        for each in (*running, *waiting):
            each.result(30)
    assert most == 2
    with turns.turn():
        pass


def test_a_turn_ends_with_an_error_as_well() -> None:
    turns = Turns(at_once=1, waiting=0)
    for _ in range(3):
        with pytest.raises(ZeroDivisionError), turns.turn():
            _ = 1 / 0


def set_by_link() -> None:
    password_links.use(link_for(a_user(Role.PARTNER, World().tenant_id)).token, PASSWORD, "192.0.2.1")


def make_a_partner() -> None:
    create_partner(NewPartner(new_id(), "A", "a@partner.example", "123456", password=PASSWORD), "test")


def log_in_right() -> None:
    assert log_in(a_user(Role.PARTNER, World().tenant_id, password=PASSWORD).email).status_code == 200


def set_a_partners_pin() -> None:
    partner_changes.set_staff_pin(World().tenant_id, "135790", AdminCommand.of("test"))


def set_an_events_pin() -> None:
    event_changes.set_staff_pin(World().event(), "135790", AdminCommand.of("test"))


A_CLIENT = NewClient(new_id(), "B", "b@c.example", password=PASSWORD)
DOORS: list[Callable[[], Any]] = [
    log_in_right,
    lambda: log_in("nobody@people.example"),
    set_by_link,
    make_a_partner,
    set_a_partners_pin,
    set_an_events_pin,
    lambda: create_client(World().tenant_id, A_CLIENT, AdminCommand(new_id(), "test")),
    lambda: recover_master(a_master().user.email, PASSWORD),
    lambda: ensure_partner("another", "Another", "123456"),
    lambda: ensure_user("c@d.example", PASSWORD, Role.USER, PLATFORM_ID),
]


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("door", DOORS)
def test_no_connection_is_held_while_a_hash_is_made(
    door: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    held: list[bool] = []
    for name in ("encode", "verify"):
        work = getattr(SmallArgon2, name)

        def noted(*given: Any, work: Callable[..., Any] = work) -> Any:
            held.append(connection.connection is not None or connection.in_atomic_block)
            return work(*given)

        monkeypatch.setattr(SmallArgon2, name, noted)
    door()
    assert held, "this door makes no hash"
    assert not any(held)


@pytest.mark.usefixtures("database")
def test_a_hash_in_a_transaction_is_a_mistake_of_ours() -> None:
    with transaction.atomic(), pytest.raises(AssertionError, match="others would wait"):
        hashing.password_hash(PASSWORD)


@pytest.mark.usefixtures("database", "quick")
def test_who_comes_when_too_many_wait_is_told_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    person = a_user(Role.PARTNER, World().tenant_id, password=PASSWORD)
    monkeypatch.setattr(hashing, "_turns", Turns(at_once=1, waiting=0))
    with hashing._turns.turn():
        answers = [log_in(person.email) for _ in range(12)]
    assert {(each.status_code, each.json()["code"]) for each in answers} == {(429, "rate_limited")}
    assert {each.headers["Retry-After"] for each in answers} == {"5"}
    assert log_in(person.email).status_code == 200, "nothing was guessed, so nothing was counted"


Ask = Callable[[], Any]


def bodies_with_a_secret() -> list[Ask]:
    """Each call by which one person has another one's PIN or password hashed."""
    world = World()
    partner, master, event = a_partner(world.tenant_id), a_master(), world.event()
    new = {"name": "A", "phone": "1"}
    return [
        lambda: partner.put(f"/partners/{world.tenant_id}/staff-pin", pin="135790"),
        lambda: partner.put(f"/events/{event.id}/staff-pin", pin="135790"),
        lambda: partner.post(
            "/clients", id=str(new_id()), email=f"{new_id()}@c.example", password=PASSWORD, **new
        ),
        lambda: master.post(
            "/partners", id=str(new_id()), email=f"{new_id()}@p.example", staff_pin="135790", **new
        ),
    ]


@pytest.mark.usefixtures("database", "quick")
@pytest.mark.parametrize("number", range(4))
def test_a_pin_and_anothers_password_wait_at_the_same_gate(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = bodies_with_a_secret()[number]
    monkeypatch.setattr(hashing, "_turns", Turns(at_once=1, waiting=0))
    monkeypatch.setattr(hashes_for_people, "HASHES_FOR_A_PERSON", 1)
    with hashing._turns.turn():
        busy = [ask() for _ in range(3)]
    assert {(each.status_code, each.json()["code"]) for each in busy} == {(429, "rate_limited")}
    assert {each.headers["Retry-After"] for each in busy} == {"5"}
    done = ask()
    assert done.status_code in (200, 201, 204), done.content


@pytest.mark.usefixtures("database", "quick")
@pytest.mark.parametrize("number", range(4))
def test_nobody_has_us_hash_for_others_without_end(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    ask = bodies_with_a_secret()[number]
    AttemptsClock(monkeypatch)
    monkeypatch.setattr(hashes_for_people, "HASHES_FOR_A_PERSON", 2)
    assert [ask().status_code < 300 for _ in range(2)] == [True, True]
    monkeypatch.setattr(hashing, "_turn", None)  # Nothing is hashed any more.
    refused = ask()
    assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
    assert refused.json()["retry_after"] == 900
