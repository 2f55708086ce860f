"""A login that began with a password, and a change of that password at the same time."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event
from typing import Any

import pytest
from django.db import connection

from central.tenants import logins, password_links
from central.tenants.audit_log import AdminCommand
from central.tenants.clients import edit
from central.tenants.models import Login, Role, User
from central.tenants.password_links import link_for
from central.tenants.provisioning import ensure_platform
from central.tenants.recovery import recover_master
from contract.ids import new_id
from tests.central.persons import Person, a_client, a_user, refusal
from tests.central.test_logins import PASSWORD, log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database", "quick")
ANOTHER = "another password"


@contextmanager
def held(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[tuple[Event, Event]]:
    """The first call of this step of a login waits after its work: (it was made, let it go on)."""
    made, go = Event(), Event()
    work = getattr(logins, name)

    def step(*given: Any) -> Any:
        result = work(*given)
        if not made.is_set():
            made.set()
            assert go.wait(30)
        return result

    monkeypatch.setattr(logins, name, step)
    try:
        yield made, go
    finally:
        go.set()


def alone(work: Callable[[], Any]) -> Callable[[], Any]:
    def do() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return do


def a_person() -> User:
    return a_user(Role.PARTNER, World().tenant_id, password=PASSWORD)


def a_platforms_master() -> User:
    return a_user(Role.MASTER, ensure_platform().id, password=PASSWORD)


def a_clients() -> User:
    _, client = a_client(World().tenant_id)
    User.objects.filter(client_id=client.id).delete()
    user = a_user(Role.CLIENT, client.tenant_id, client.id, password=PASSWORD)
    edit(client.tenant_id, client.id, {"email": user.email}, AdminCommand(new_id(), "test"))
    return user


def by_link(user: User) -> None:
    password_links.use(link_for(user).token, ANOTHER, "192.0.2.7")


def by_moving(user: User) -> None:
    assert user.client_id is not None
    elsewhere = f"{new_id().hex}@elsewhere.example"
    edit(user.tenant_id, user.client_id, {"email": elsewhere}, AdminCommand(new_id(), "test"))


def by_recovery(user: User) -> None:
    recover_master(user.email, ANOTHER)


CHANGES = [(a_person, by_link), (a_platforms_master, by_recovery), (a_clients, by_moving)]


@pytest.mark.parametrize(("whose", "change"), CHANGES)
def test_a_login_that_was_checked_before_the_change_is_refused_after_it(
    whose: Callable[[], User], change: Callable[[User], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = whose()
    with ThreadPoolExecutor(1) as threads, held(monkeypatch, "is_password") as (checked, go):
        begun = threads.submit(alone(lambda: log_in(user.email)))
        assert checked.wait(30)
        change(user)
        go.set()
        assert refusal(begun.result(30)) == (401, "login_wrong")
    assert not Login.objects.filter(user_id=user.id).exists()


@pytest.mark.parametrize(("whose", "change"), CHANGES)
def test_a_login_that_is_written_while_the_change_is_made_ends_with_it(
    whose: Callable[[], User], change: Callable[[User], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    user = whose()
    with ThreadPoolExecutor(2) as threads, held(monkeypatch, "open_login") as (written, go):
        begun = threads.submit(alone(lambda: log_in(user.email)))
        assert written.wait(30)
        changed = threads.submit(alone(lambda: change(user)))
        wait_until_it_waits(changed)
        go.set()
        token = begun.result(30).json()["token"]
        changed.result(30)
    assert logins.user_of(token) is None


def wait_until_it_waits(work: "Future[None]") -> None:
    with connection.cursor() as cursor:
        while not work.done():
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'advisory'")
            if cursor.fetchone() != (0,):
                return


def test_a_login_with_the_password_that_was_just_set_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    user = a_person()
    token = link_for(user).token
    with ThreadPoolExecutor(1) as threads, held(monkeypatch, "is_password") as (checked, go):
        begun = threads.submit(alone(lambda: log_in(user.email)))
        assert checked.wait(30)
        password_links.use(token, PASSWORD, "192.0.2.7")
        go.set()
        assert begun.result(30).status_code == 200, "the hash is another one, the password is not"
    assert Person(user).get("/me").status_code == 200
