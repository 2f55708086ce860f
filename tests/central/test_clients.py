"""What partners do with their clients: made, edited, given credits (P3, C9)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from central.ledger.accounts import AccountKind, balance_of
from central.ledger.audit import audit
from central.ledger.models import Transfer
from central.ledger.transfer_requests import TransferRequest
from central.tenants import clients, partners
from central.tenants.audit_log import AdminCommand
from central.tenants.errors import PartnerInactive
from central.tenants.models import Client
from contract.ids import new_id
from tests.central.persons import Person, a_client, refusal
from tests.central.test_logins import log_in
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def world() -> World:
    return World(credits=5000)


def new_client(**changes: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "name": "Salón Norte", "email": "h@norte.example"} | changes


def credits_of(client_id: Any) -> int:
    client = Client.objects.get(id=client_id)
    return balance_of(client.tenant_id, AccountKind.CLIENT, client.id)


class TestMaking:
    def test_a_client_has_an_empty_balance_and_a_login(self, partner: Person, world: World) -> None:
        wanted = new_client(password="a long password")
        answer = partner.post("/clients", **wanted).json()
        made = answer["client"]
        assert (answer["status"], made["id"], made["slug"]) == ("applied", wanted["id"], "salon-norte")
        assert (made["tenant_id"], made["balance"], made["active"]) == (str(world.tenant_id), 0, True)
        entered = log_in("h@norte.example", "a long password").json()
        assert (entered["role"], entered["client_id"]) == ("client", wanted["id"])
        assert entered["tenant_id"] == str(world.tenant_id)

    def test_a_repetition_makes_nothing(self, partner: Person) -> None:
        wanted = new_client(password="a long password")
        first, again = partner.post("/clients", **wanted), partner.post("/clients", **wanted)
        assert again.json() == first.json() | {"status": "duplicate"}
        assert refusal(partner.post("/clients", **wanted | {"name": "Another"})) == (409, "conflict")
        assert Client.objects.count() == 1

    def test_nothing_is_made_when_the_address_is_somebodys(self, partner: Person) -> None:
        wanted = new_client(email=partner.user.email, password="a long password")
        assert refusal(partner.post("/clients", **wanted)) == (409, "conflict")
        assert not Client.objects.exists()

    def test_clients_of_the_same_name_have_addresses_of_their_own(self, partner: Person) -> None:
        made = [partner.post("/clients", **new_client(email=f"{n}@norte.example")).json() for n in range(2)]
        slugs = [each["client"]["slug"] for each in made]
        assert slugs == ["salon-norte", "salon-norte-2"]

    @pytest.mark.parametrize(
        "changes",
        [{"name": ""}, {"email": "x"}, {"password": "short"}, {"email": None, "password": "a long password"},
         {"id": 5}, {"name": "a\0b"}, {"phone": "1" * 61}, {"email": "İ" * 200 + "@x"}],
    )  # fmt: skip
    def test_what_is_no_client(self, partner: Person, changes: dict[str, Any]) -> None:
        assert refusal(partner.post("/clients", **new_client(**changes))) == (422, "invalid")
        assert not Client.objects.exists()

    def test_it_is_edited_by_its_partner(self, partner: Person) -> None:
        made = partner.post("/clients", **new_client()).json()["client"]
        edited = partner.patch(f"/clients/{made['id']}", name="Salón Sur", phone="123").json()
        assert edited == made | {"name": "Salón Sur", "phone": "123"}
        assert partner.get(f"/clients/{made['id']}").json() == edited
        assert partner.patch(f"/clients/{made['id']}").json() == edited, "nothing named, nothing changed"
        assert refusal(partner.patch(f"/clients/{made['id']}", name="")) == (422, "invalid")
        assert refusal(partner.patch(f"/clients/{made['id']}", phone="1" * 61)) == (422, "invalid")

    def test_people_of_a_closed_client_do_not_get_in(self, partner: Person, world: World) -> None:
        host, client = a_client(world.tenant_id)
        assert partner.patch(f"/clients/{client.id}", active=False).json()["active"] is False
        assert refusal(host.get("/me")) == (403, "forbidden")
        partner.patch(f"/clients/{client.id}", active=True)
        assert host.get("/me").status_code == 200

    def test_all_are_listed_page_by_page(self, partner: Person) -> None:
        wanted = [new_client(email=f"{n}@norte.example") for n in range(3)]
        made = [partner.post("/clients", **each).json()["client"]["id"] for each in wanted]
        partner.post(f"/clients/{made[1]}/allocations", id=str(new_id()), credits=40)
        listed = partner.every("/clients", limit=2)
        assert [each["id"] for each in listed] == made[::-1]
        assert [each["balance"] for each in listed] == [0, 40, 0]
        for wrong in ({"limit": 0}, {"limit": 101}, {"cursor": "x"}, {"partner_id": "x"}, {"text": "a\0b"}):
            assert refusal(partner.get("/clients", **wrong)) == (422, "invalid")


class TestAllocation:
    def test_credits_go_from_the_wallet_to_the_client(self, partner: Person, world: World) -> None:
        _, client = a_client(world.tenant_id)
        transfer: dict[str, Any] = {"id": str(new_id()), "credits": 1200, "note": "for May"}
        path = f"/clients/{client.id}/allocations"
        assert partner.post(path, **transfer).json() == {
            "status": "applied",
            "balance": 1200,
            "wallet": 3800,
        }
        assert partner.post(path, **transfer).json() == {
            "status": "duplicate",
            "balance": 1200,
            "wallet": 3800,
        }
        posted = Transfer.objects.get(id=transfer["id"])
        assert (posted.kind, posted.actor, posted.note) == ("allocation", partner.actor, "for May")
        assert refusal(partner.post(path, **transfer | {"credits": 1201})) == (409, "conflict")
        assert (credits_of(client.id), audit().clean) == (1200, True)

    def test_what_is_missing_is_named(self, partner: Person, world: World) -> None:
        _, client = a_client(world.tenant_id)
        answer = partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=5001)
        assert refusal(answer) == (402, "credits_exhausted")
        assert "5001" in answer.json()["title"]
        assert "5000" in answer.json()["title"]
        assert "1 " in answer.json()["title"]
        assert (credits_of(client.id), Transfer.objects.count()) == (0, 1)

    @pytest.mark.parametrize("credits", [0, -1, 1.5, "1", True, 10**10, None])
    def test_what_is_no_amount(self, partner: Person, world: World, credits: Any) -> None:
        _, client = a_client(world.tenant_id)
        answer = partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=credits)
        assert refusal(answer) == (422, "invalid")

    def test_allocations_at_the_same_time_share_what_is_there(self, partner: Person, world: World) -> None:
        _, client = a_client(world.tenant_id)

        def give(_: int) -> int:
            try:
                answer = partner.post(f"/clients/{client.id}/allocations", id=str(new_id()), credits=1000)
                return int(answer.status_code)
            finally:
                connection.close()

        with ThreadPoolExecutor(8) as threads:
            answers = list(threads.map(give, range(8)))
        assert (answers.count(200), answers.count(402)) == (5, 3)
        assert (credits_of(client.id), audit().clean) == (5000, True)

    def test_nothing_goes_out_of_an_inactive_partners_wallet(self, partner: Person, world: World) -> None:
        _, client = a_client(world.tenant_id)
        partners.deactivate(world.tenant_id, AdminCommand(new_id(), "test"))
        transfer = TransferRequest(new_id(), "test", timezone.now())
        with pytest.raises(PartnerInactive):
            clients.allocate(world.tenant_id, client.id, 100, transfer)
        assert refusal(
            partner.post(f"/clients/{client.id}/allocations", id=str(transfer.id), credits=100)
        ) == (
            403,
            "partner_inactive",
        )
        assert credits_of(client.id) == 0
