"""What masters do with partners: made, topped up, deactivated, activated (M4-M6, C9, C16)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event as Signal
from typing import Any

import pytest
from django.db import IntegrityError, InternalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from central.ledger.accounts import AccountKind, balance_of
from central.ledger.audit import audit
from central.ledger.models import Transfer
from central.tenants import partners
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import NotFound, PartnerInactive
from central.tenants.locks import lock_active, lock_existing
from central.tenants.models import PLATFORM_ID, AuditEntry, Tenant, User
from contract.ids import new_id
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.test_logins import log_in
from tests.central.world import APPLIED, World, refused

pytestmark = pytest.mark.usefixtures("database")


def wallet_of(tenant_id: Any) -> int:
    return balance_of(tenant_id, AccountKind.WALLET, tenant_id)


def new_partner(**changes: Any) -> dict[str, Any]:
    usual = {"id": str(new_id()), "name": "Ágil Eventos", "email": "a@agil.example", "staff_pin": "135790"}
    return usual | changes


@pytest.fixture
def master() -> Person:
    return a_master()


@pytest.fixture
def world() -> World:
    return World(credits=5000)


class TestMaking:
    def test_a_partner_has_a_wallet_its_first_credits_and_a_login(self, master: Person) -> None:
        wanted = new_partner(credits=700, password="a long password")
        answer = master.post("/partners", **wanted)
        assert answer.status_code == 201, answer.content
        made = answer.json()["partner"]
        assert answer.json()["status"] == "applied"
        assert (made["id"], made["slug"], made["wallet"]) == (wanted["id"], "agil-eventos", 700)
        assert made["standing"] == "active"
        entered = log_in("a@agil.example", "a long password").json()
        assert (entered["role"], entered["tenant_id"]) == ("partner", wanted["id"])
        first = Transfer.objects.get()
        assert (first.kind, first.actor, first.amount) == ("top_up", master.actor, 700)
        assert audit().clean

    def test_a_repetition_makes_nothing_and_moves_nothing(self, master: Person) -> None:
        wanted = new_partner(credits=700)
        wanted |= {"password": "a long password"}
        first, again = master.post("/partners", **wanted), master.post("/partners", **wanted)
        assert again.json() == first.json() | {"status": "duplicate"}
        assert refusal(master.post("/partners", **wanted | {"credits": 800})) == (409, "conflict")
        assert refusal(master.post("/partners", **wanted | {"name": "Another"})) == (409, "conflict")
        assert (Tenant.objects.count(), Transfer.objects.count()) == (2, 1)

    def test_nothing_is_made_when_the_address_is_somebodys(self, master: Person, world: World) -> None:
        known = a_partner(world.tenant_id).user.email
        wanted = new_partner(email=known, credits=700, password="a long password")
        assert refusal(master.post("/partners", **wanted)) == (409, "conflict")
        assert not Tenant.objects.filter(id=wanted["id"]).exists()
        assert not AuditEntry.objects.exists()
        assert audit().issued == 5000
        assert master.post("/partners", **wanted | {"email": "b@agil.example"}).json()["status"] == "applied"

    def test_an_id_that_is_a_tenants_already(self, master: Person) -> None:
        assert refusal(master.post("/partners", **new_partner(id=str(PLATFORM_ID)))) == (422, "invalid")
        there = World("there").tenant_id
        assert refusal(master.post("/partners", **new_partner(id=str(there)))) == (409, "conflict")

    def test_two_of_the_same_name_have_addresses_of_their_own(self, master: Person) -> None:
        made = [master.post("/partners", **new_partner(email=f"{n}@agil.example")).json() for n in range(3)]
        slugs = [each["partner"]["slug"] for each in made]
        assert slugs == ["agil-eventos", "agil-eventos-2", "agil-eventos-3"]

    def test_a_common_name_costs_no_more_than_another(self, master: Person) -> None:
        Tenant.objects.bulk_create(
            Tenant(id=new_id(), kind="partner", slug=f"fiesta{end}", name="Fiesta")
            for end in ("", *(f"-{number}" for number in range(2, 40)))
        )
        statements = []
        for name in ("Another", "Fiesta"):
            with CaptureQueriesContext(connection) as asked:
                wanted = new_partner(name=name, email=f"{name}@agil.example")
                slug = master.post("/partners", **wanted).json()["partner"]["slug"]
            statements.append(len(asked))
        assert (slug, statements[1]) == ("fiesta-40", statements[0])

    def test_partners_of_the_same_name_at_the_same_time(self, database: str) -> None:
        def make(number: int) -> str:
            try:
                new = partners.NewPartner(new_id(), "Same", f"{number}@same.example", "135790")
                return partners.create(new, partners.PartnerHashes.of(new), "test")[0].slug
            finally:
                connection.close()

        with ThreadPoolExecutor(6) as threads:
            slugs = sorted(threads.map(make, range(6)))
        assert slugs == ["same", "same-2", "same-3", "same-4", "same-5", "same-6"]

    @pytest.mark.parametrize(
        "changes",
        [{"name": ""}, {"name": " "}, {"name": "x" * 201}, {"name": "a\0b"}, {"name": "\ud800"},
         {"email": "x"}, {"staff_pin": "12"}, {"staff_pin": "12a4"}, {"credits": -1}, {"credits": 1.5},
         {"credits": "5"}, {"credits": 10**10}, {"credits": True}, {"password": "short"}, {"id": "x"},
         {"phone": "1\n2"}, {"phone": "1" * 61}, {"email": "İ" * 200 + "@x"}],
    )  # fmt: skip
    def test_what_is_no_partner(self, master: Person, changes: dict[str, Any]) -> None:
        assert refusal(master.post("/partners", **new_partner(**changes))) == (422, "invalid")
        assert not Tenant.objects.filter(kind="partner").exists()

    def test_a_name_without_any_letter_still_has_an_address(self, master: Person) -> None:
        assert master.post("/partners", **new_partner(name="✨")).json()["partner"]["slug"] == "partner"

    def test_all_are_listed_page_by_page(self, master: Person) -> None:
        wanted = [new_partner(credits=n, email=f"{n}@agil.example") for n in range(5)]
        ids = [master.post("/partners", **each).json()["partner"]["id"] for each in wanted]
        listed = master.every("/partners", limit=3)
        assert [each["id"] for each in listed] == ids[::-1]
        assert [each["wallet"] for each in listed] == [4, 3, 2, 1, 0]


class TestTopUp:
    def test_credits_by_hand_carry_their_reason(self, master: Person, world: World) -> None:
        order: dict[str, Any] = {"id": str(new_id()), "credits": 250, "reason": "  a lost booth's photos  "}
        path = f"/partners/{world.tenant_id}/top-ups"
        assert master.post(path, **order).json() == {"status": "applied", "balance": 5250}
        assert master.post(path, **order).json() == {"status": "duplicate", "balance": 5250}
        posted = Transfer.objects.get(id=order["id"])
        assert (posted.kind, posted.actor, posted.note) == ("top_up", master.actor, "a lost booth's photos")
        assert refusal(master.post(path, **order | {"credits": 251})) == (409, "conflict")
        assert (wallet_of(world.tenant_id), audit().clean) == (5250, True)

    @pytest.mark.parametrize(
        "changes",
        [{"reason": ""}, {"reason": "  "}, {"reason": None}, {"credits": 0}, {"credits": -5}, {"id": None}],
    )
    def test_what_is_no_top_up(self, master: Person, world: World, changes: dict[str, Any]) -> None:
        order = {"id": str(new_id()), "credits": 250, "reason": "why"} | changes
        assert refusal(master.post(f"/partners/{world.tenant_id}/top-ups", **order)) == (422, "invalid")
        assert wallet_of(world.tenant_id) == 5000

    def test_only_partners_have_wallets(self, master: Person) -> None:
        order = {"id": str(new_id()), "credits": 250, "reason": "why"}
        for nobody in (new_id(), PLATFORM_ID):
            assert refusal(master.post(f"/partners/{nobody}/top-ups", **order)) == (404, "not_found")

    def test_a_user_of_the_platform(self, master: Person) -> None:
        buyer = a_buyer()
        order = {"id": str(new_id()), "credits": 300, "reason": "sorry"}
        path = f"/users/{buyer.user.id}/top-ups"
        assert master.post(path, **order).json() == {"status": "applied", "balance": 300}
        assert master.post(path, **order).json() == {"status": "duplicate", "balance": 300}
        assert balance_of(PLATFORM_ID, AccountKind.USER, buyer.user.id) == 300

    def test_people_of_partners_are_no_users(self, master: Person, world: World) -> None:
        order = {"id": str(new_id()), "credits": 300, "reason": "sorry"}
        for nobody in (a_partner(world.tenant_id).user.id, master.user.id, new_id()):
            assert refusal(master.post(f"/users/{nobody}/top-ups", **order)) == (404, "not_found")


def deactivate(master: Person, world: World, **changes: Any) -> Any:
    return master.post(f"/partners/{world.tenant_id}/deactivate", **{"id": str(new_id())} | changes)


def activate(master: Person, world: World, **changes: Any) -> Any:
    return master.post(f"/partners/{world.tenant_id}/activate", **{"id": str(new_id())} | changes)


class TestDeactivation:
    def test_it_is_reversible_and_keeps_the_credits(self, master: Person, world: World) -> None:
        partner = a_partner(world.tenant_id)
        answer = deactivate(master, world, note="unpaid").json()
        assert (answer["status"], answer["partner"]["standing"]) == ("applied", "inactive")
        assert answer["partner"]["wallet"] == 5000
        assert refusal(partner.get("/me")) == (403, "partner_inactive")
        answer = activate(master, world, note="paid").json()
        assert (answer["status"], answer["partner"]["standing"]) == ("applied", "active")
        assert partner.get("/me").status_code == 200
        done = master.every(f"/partners/{world.tenant_id}/audit-log", limit=1)
        assert [(each["what"], each["actor"], each["note"]) for each in done] == [
            ("activated", master.actor, "paid"),
            ("deactivated", master.actor, "unpaid"),
        ]

    def test_a_late_repetition_does_not_deactivate_again(self, master: Person, world: World) -> None:
        request_op = {"id": str(new_id())}
        deactivate(master, world, **request_op)
        activate(master, world)
        answer = deactivate(master, world, **request_op).json()
        assert (answer["status"], answer["partner"]["standing"]) == ("duplicate", "active")
        assert refusal(activate(master, world, **request_op)) == (409, "conflict")

    def test_nothing_new_is_spent_under_it(self, master: Person, world: World) -> None:
        event = world.event(3000)
        booth, spare = world.booth(event), world.booth(event)
        lease = booth.lease(1000).json()
        deactivate(master, world)
        assert refusal(spare.lease(1000)) == (403, "partner_inactive")
        with pytest.raises(PartnerInactive):
            world.event(100, name="Another")
        unfunded, backed = (
            booth.request_op(event, world.style),
            booth.request_op(event, world.style, lease_id=lease["id"]),
        )
        assert booth.fates(unfunded, backed) == [refused("partner_inactive"), APPLIED], "a promise is a fact"
        assert (wallet_of(world.tenant_id), audit().clean) == (2000, True)

    def test_masters_may_give_it_credits_all_the_same(self, master: Person, world: World) -> None:
        deactivate(master, world)
        order = {"id": str(new_id()), "credits": 250, "reason": "owed"}
        assert master.post(f"/partners/{world.tenant_id}/top-ups", **order).json()["balance"] == 5250

    def test_the_platform_is_no_partner(self, master: Person) -> None:
        answer = master.post(f"/partners/{PLATFORM_ID}/deactivate", id=str(new_id()))
        assert refusal(answer) == (404, "not_found")

    def test_it_waits_for_who_is_spending_and_then_nobody_spends(self, world: World) -> None:
        holding, may_end = Signal(), Signal()

        def spend() -> None:
            with transaction.atomic():
                lock_active(world.tenant_id)
                holding.set()
                assert may_end.wait(30)
                assert Tenant.objects.get(id=world.tenant_id).active
            connection.close()

        def end() -> None:
            partners.deactivate(world.tenant_id, AdminCommand(new_id(), "test"))
            connection.close()

        with ThreadPoolExecutor(2) as threads:
            spending = threads.submit(spend)
            assert holding.wait(30)
            ending = threads.submit(end)
            wait_for_a_lock()
            assert not ending.done()
            may_end.set()
            spending.result(30)
            ending.result(30)
        with pytest.raises(PartnerInactive), transaction.atomic():
            lock_active(world.tenant_id)
        with transaction.atomic():
            lock_existing(world.tenant_id)

    def test_nobody_holds_who_is_not_there(self) -> None:
        with pytest.raises(NotFound), transaction.atomic():
            lock_active(new_id())

    def test_an_audit_entry_is_never_changed(self, master: Person, world: World) -> None:
        deactivate(master, world)
        for change in (lambda: AuditEntry.objects.update(note="x"), AuditEntry.objects.all().delete):
            with pytest.raises((IntegrityError, InternalError), match="append-only"):
                change()


def wait_for_a_lock() -> None:
    """Until somebody waits for a lock in the database."""
    with connection.cursor() as cursor:
        for _ in range(10_000):
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            [waiting] = cursor.fetchone() or [0]
            if waiting:
                return
    raise AssertionError("nobody waited")


def test_a_partner_is_made_by_masters_only(world: World) -> None:
    for person in (a_partner(world.tenant_id), a_client(world.tenant_id)[0], a_buyer()):
        assert refusal(person.post("/partners", **new_partner())) == (403, "forbidden")
    assert not User.objects.filter(email="a@agil.example").exists()
