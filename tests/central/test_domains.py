"""A partner's own domain: proven by their record, served by its host, and no longer than it is theirs."""

import threading
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import dns.rcode
import pytest
from django.db import connection
from django.db.utils import IntegrityError
from django.test import override_settings
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.operations.deletion import delete_partner
from central.server import dns_records
from central.tenants import domains
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import (
    DomainTaken,
    DomainUnsure,
    NoDomain,
    NotFound,
    NotInTheirRole,
    PartnerInactive,
    TooManyAttempts,
)
from central.tenants.hosts import hosts
from central.tenants.models import AuditEntry, Domain, Role, TeamRole, Tenant, User
from tests.central.dashboards.test_partner_tonight import form_of, text_of
from tests.central.dashboards.visitors import proven, visitor
from tests.central.name_server import NameServer, name_server
from tests.central.persons import a_user
from tests.central.test_team import of_team
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
NAME, PASSWORD = "fotos.estudio.example", "a good password"
PAGE = "/partner/domain/"


@pytest.fixture
def names() -> Iterator[NameServer]:
    hosts.forget()
    with name_server() as server, override_settings(DNS_SERVER=server.address):
        yield server
    hosts.forget()


@pytest.fixture
def owner(world: World) -> User:
    return a_user(Role.PARTNER, world.tenant_id)


def publish(names: NameServer, *claims: Domain) -> None:
    """Exactly these records are at the domain."""
    for each in claims:
        names.texts[domains.record_of(each)[0]] = [domains.record_of(one)[1] for one in claims]


def proven_by(names: NameServer, owner: User, name: str = NAME) -> Domain:
    publish(names, domains.name_it(name, owner))
    found = domains.check(owner)
    assert found.proven_at is not None
    hosts.forget()
    return found


def asked(name: str) -> int:
    return visitor().get("/domains/ask", {"domain": name}).status_code


def seen_at(name: str, path: str = "/account/login/") -> Any:
    return visitor().get(path, headers={"Host": name})


def test_a_domain_is_served_once_its_record_is_there_and_not_before(
    world: World, owner: User, names: NameServer
) -> None:
    made = domains.name_it(" Fotos.Estudio.Example. ", owner)
    assert made.name == NAME
    assert domains.check(owner).proven_at is None
    assert names.asked == [f"_cabina.{NAME}"]
    names.texts[f"_cabina.{NAME}"] = ["v=spf1 -all", "cabina=" + "x" * 32]
    assert domains.check(owner).proven_at is None, "somebody else's token"
    with override_settings(ALLOWED_HOSTS=["testserver"]):
        assert seen_at(NAME).status_code == 400
        hosts.forget()
        proven_by(names, owner)
        assert asked(NAME) == 200
        assert seen_at(NAME).status_code == 200
        assert seen_at(f"{NAME}:8443").status_code == 200
        for other in ("other.example", f"www.{NAME}", "evil", f"{NAME}.evil.example", "a" * 260 + ".example"):
            assert seen_at(other).status_code == 400, other
            assert asked(other) == 404
    assert [*AuditEntry.objects.filter(what="approved").values_list("changes", flat=True)] == [
        {"domain": ["", NAME]}
    ]


@pytest.mark.parametrize(
    "text",
    ["", "localhost", "10.0.0.1", "[::1]", "a..b", "https://x.example/", "x.example:80", "a b.example",
     "-.example", "x" * 64 + ".example", "127.0.0.1.", "*.example.com", "\x00.example"],
)  # fmt: skip
def test_what_is_no_domain_is_refused(owner: User, text: str) -> None:
    with pytest.raises(NoDomain):
        domains.name_it(text, owner)


def test_the_platforms_own_names_are_nobodys(owner: User) -> None:
    with override_settings(PUBLIC_URL="https://app.cabina.example"):
        for text in ("app.cabina.example", "x.app.cabina.example", "cabina.example", "APP.Cabina.example"):
            with pytest.raises(NoDomain):
                domains.name_it(text, owner)
        assert domains.name_it("ñandú.example", owner).name == "xn--and-6ma2c.example"


def test_two_partners_never_hold_one_domain(world: World, owner: User, names: NameServer) -> None:
    rival = a_user(Role.PARTNER, World("rival").tenant_id)
    first = proven_by(names, owner)
    second = domains.name_it(NAME, rival)
    assert domains.check(rival).proven_at is None, "no record of theirs"
    publish(names, first, second)
    with pytest.raises(DomainTaken):
        domains.check(rival)
    with pytest.raises(IntegrityError):
        Domain.objects.filter(id=second.id).update(proven_at=timezone.now())


def test_a_domain_that_was_sold_goes_to_whoever_proves_it(
    world: World, owner: User, names: NameServer
) -> None:
    rival = a_user(Role.PARTNER, World("rival").tenant_id)
    proven_by(names, owner)
    publish(names, domains.name_it(NAME, rival))
    assert domains.check(rival).proven_at is not None
    hosts.forget()
    assert hosts.tenant_at(NAME) == rival.tenant_id
    former = domains.of(world.tenant_id)
    assert former is not None
    assert former.proven_at is None


def test_whose_name_servers_never_answer_leaves_threads_for_others(
    world: World, owner: User, names: NameServer
) -> None:
    domains.name_it(NAME, owner)
    with domains._asking, domains._asking, pytest.raises(DomainUnsure):
        domains.check(owner)
    assert names.asked == []
    assert domains.check(owner).proven_at is None


def test_of_two_who_prove_one_domain_at_once_one_has_it(world: World, owner: User, names: NameServer) -> None:
    rival = a_user(Role.PARTNER, World("rival").tenant_id)
    publish(names, domains.name_it(NAME, owner), domains.name_it(NAME, rival))
    refused: list[Exception] = []

    def prove(who: User) -> None:
        try:
            domains.check(who)
        except DomainTaken as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=prove, args=(who,)) for who in (owner, rival)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Domain.objects.filter(proven_at__isnull=False).count() == 1
    assert len(refused) == 1


def test_a_domain_whose_record_is_gone_is_served_for_three_days_more(
    world: World, owner: User, names: NameServer
) -> None:
    found = proven_by(names, owner)
    Domain.objects.update(due_at=timezone.now())
    names.texts.clear()
    domains.look_at_due()
    hosts.forget()
    assert hosts.tenant_at(NAME) == world.tenant_id
    assert "deja de funcionar" in text_of(visitor(owner).get(PAGE))
    Domain.objects.update(due_at=timezone.now(), missing_since=timezone.now() - domains.GRACE)
    domains.look_at_due()
    hosts.forget()
    assert hosts.tenant_at(NAME) is None
    publish(names, found)
    Domain.objects.update(due_at=timezone.now())
    assert domains.look_at_due() == 1, "it comes back by itself"


def test_name_servers_that_do_not_answer_take_nothing_away(
    world: World, owner: User, names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven_by(names, owner)
    names.rcode = dns.rcode.SERVFAIL
    monkeypatch.setattr(dns_records, "LONGEST_SECONDS", 0.2)
    with pytest.raises(DomainUnsure):
        domains.check(owner)
    Domain.objects.update(due_at=timezone.now())
    assert domains.look_at_due() == 1
    found = domains.of(world.tenant_id)
    assert found is not None
    assert (found.missing_since, found.proven_at is not None) == (None, True)
    assert found.due_at > timezone.now(), "and it is asked again later"


def test_nobody_waits_with_a_connection_or_in_a_transaction(
    owner: User, names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    domains.name_it(NAME, owner)
    held: list[object] = []
    ask = dns_records.txt_records

    def watched(name: str) -> frozenset[str]:
        held.append(connection.connection)
        return ask(name)

    monkeypatch.setattr(domains, "txt_records", watched)
    domains.check(owner)
    assert held == [None]


def test_checks_are_bounded_and_whatever_is_due_too(
    world: World, owner: User, names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    domains.name_it(NAME, owner)
    for at in range(3):
        person = a_user(Role.PARTNER, World(f"partner{at}").tenant_id)
        domains.name_it(f"x{at}.example", person)
    Domain.objects.update(due_at=timezone.now())
    monkeypatch.setattr(domains, "AT_ONCE", 3)
    domains.look_at_due()
    assert len(names.asked) == 3
    monkeypatch.setattr(domains, "CHECKS", 2)
    for _ in range(2):
        domains.check(owner)
    with pytest.raises(TooManyAttempts):
        domains.check(owner)


def test_what_nobody_proves_is_forgotten(world: World, owner: User, names: NameServer) -> None:
    domains.name_it(NAME, owner)
    Domain.objects.update(created_at=timezone.now() - timedelta(days=31), due_at=timezone.now())
    domains.look_at_due()
    assert domains.of(world.tenant_id) is None
    assert names.asked == []
    with pytest.raises(NotFound):
        domains.check(owner)


def test_a_domain_of_long_ago_that_loses_its_proof_has_a_month_to_get_it_back(
    world: World, owner: User, names: NameServer
) -> None:
    proven_by(names, owner)
    names.texts.clear()
    now = timezone.now()
    Domain.objects.update(created_at=now - timedelta(days=400), due_at=now)
    for days, is_known in ((4, True), (29, True), (31, False)):
        domains.look_at_due()
        Domain.objects.update(missing_since=now - timedelta(days=days), due_at=now)
        domains.look_at_due()
        found = domains.of(world.tenant_id)
        assert (found is not None) == is_known, days
        assert found is None or found.proven_at is None
        Domain.objects.update(due_at=now)


def test_with_its_partner_a_domain_is_paused_and_ends(world: World, owner: User, names: NameServer) -> None:
    proven_by(names, owner)
    Tenant.objects.filter(id=world.tenant_id).update(active=False)
    hosts.forget()
    assert asked(NAME) == 404
    for change in (domains.remove, lambda by: domains.name_it("x.example", by)):
        with pytest.raises(PartnerInactive):
            change(owner)
    Tenant.objects.filter(id=world.tenant_id).update(active=True)
    hosts.forget()
    assert asked(NAME) == 200
    delete_partner(world.tenant_id, "A Partner", AdminCommand.of("test"))
    hosts.forget()
    assert asked(NAME) == 404
    assert not Domain.objects.exists()


def test_a_flood_of_names_asks_the_database_once_each_and_is_remembered_within_bounds(
    world: World, owner: User, names: NameServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    proven_by(names, owner)
    with override_settings(ALLOWED_HOSTS=["testserver"]), CaptureQueriesContext(connection) as queries:
        for _ in range(3):
            assert seen_at(f"a.{NAME}").status_code == 400
        assert seen_at("10.1.2.3").status_code == 400
        assert asked("testserver") == 404
    assert len([each for each in queries if "tenants_domain" in each["sql"]]) == 1
    monkeypatch.setattr("central.tenants.hosts.MOST_REMEMBERED", 5)
    for at in range(50):
        hosts.tenant_at(f"x{at}.example")
    assert len(hosts._known) <= 5


def test_its_pages_wear_the_partners_brand_and_only_its_own_people_log_in_there(
    world: World, names: NameServer
) -> None:
    owner = a_user(Role.PARTNER, world.tenant_id, password=PASSWORD)
    stranger = a_user(Role.PARTNER, World("other").tenant_id, password=PASSWORD)
    proven_by(names, owner)
    Tenant.objects.filter(id=world.tenant_id).update(display_name="Estudio Sol", primary_color="#2050c0")
    shown = seen_at(NAME).content.decode()
    assert "Estudio Sol" in shown
    assert "Cabina" not in text_of(seen_at(NAME))
    assert "2050c0" in shown

    def log_in(person: User, host: str) -> Any:
        browser = visitor()
        browser.handler.enforce_csrf_checks = True
        page = browser.get("/account/login/", headers={"Host": host})
        token = form_of(page)["csrfmiddlewaretoken"]
        typed = {"login": person.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
        headers = {"Host": host, "Origin": f"https://{host}"}
        answer = browser.post("/account/login/", typed, headers=headers)
        return browser, answer

    browser, answer = log_in(owner, NAME)
    assert answer["Location"] == "/partner/"
    assert browser.get("/partner/", headers={"Host": NAME}).status_code == 200
    assert all(not morsel["domain"] for morsel in answer.cookies.values()), "cookies are of this host alone"
    _, refused = log_in(stranger, NAME)
    assert "no son correctos" in text_of(refused), "the same words as for a wrong password"
    planted = visitor(stranger)
    assert planted.get("/partner/", headers={"Host": NAME}).status_code == 302
    assert planted.get("/partner/").status_code == 200
    _, foreign = log_in(owner, "testserver")
    assert foreign.status_code == 403, "https is no origin of a host that is none of a partner's"


def test_owners_set_it_up_on_a_page_and_others_read_it(world: World, owner: User, names: NameServer) -> None:
    browser = visitor(owner)
    assert browser.post(PAGE, form_of(browser.get(PAGE), name="not a domain")).status_code == 422
    assert browser.post(PAGE, form_of(browser.get(PAGE), name=NAME))["Location"] == PAGE
    named = domains.of(world.tenant_id)
    assert named is not None
    shown = text_of(browser.get(PAGE))
    for words in (*domains.record_of(named), "Sin comprobar", "CNAME"):
        assert words in shown, words
    assert browser.post(f"{PAGE}check").status_code == 302
    assert "todavía no está" in text_of(browser.get(PAGE))
    publish(names, named)
    browser.post(f"{PAGE}check")
    assert "ya funciona" in text_of(browser.get(PAGE))
    for role in (TeamRole.READER, TeamRole.OPERATOR):
        person = of_team(world, role)
        other = visitor(person)
        assert NAME in text_of(other.get(PAGE))
        assert "Comprobar ahora" not in text_of(other.get(PAGE))
        for path in (PAGE, f"{PAGE}check", f"{PAGE}remove"):
            assert other.post(path, {"name": "x.example"}).status_code == 403
        with pytest.raises(NotInTheirRole):
            domains.name_it("x.example", person)
    assert visitor(a_user(Role.USER, world.tenant_id)).get(PAGE).status_code == 404
    assert proven(browser).post(f"{PAGE}remove").status_code == 302
    assert domains.of(world.tenant_id) is None


def test_naming_another_domain_ends_the_one_before(world: World, owner: User, names: NameServer) -> None:
    first = proven_by(names, owner)
    assert domains.name_it(NAME, owner).id == first.id, "the same again changes nothing"
    second = domains.name_it("otro.example", owner)
    assert second.token != first.token
    hosts.forget()
    assert hosts.tenant_at(NAME) is None
