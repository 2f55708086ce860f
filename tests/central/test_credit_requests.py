"""A client asks for credits, its partner answers once (L4, P3)."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection

from central.ledger.accounts import AccountKind, balance_of
from central.ledger.audit import audit
from central.ledger.models import Transfer
from central.tenants.models import CreditRequest
from contract.ids import new_id
from tests.central.persons import a_client, a_partner, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


class Desk:
    """A partner with 5,000 credits and one client."""

    def __init__(self) -> None:
        self.world = World(credits=5000)
        self.partner = a_partner(self.world.tenant_id)
        self.host, self.client = a_client(self.world.tenant_id)

    def asked(self, credits: int = 800, **changes: Any) -> str:
        body = {"id": str(new_id()), "credits": credits, "note": "a wedding"} | changes
        answer = self.host.post("/credit-requests", **body)
        assert answer.status_code == 201, answer.content
        return str(answer.json()["request"]["id"])

    def approve(self, request: str, **changes: Any) -> Any:
        body = {"id": str(new_id())} | changes
        return self.partner.post(f"/credit-requests/{request}/approve", **body)

    def decline(self, request: str, **changes: Any) -> Any:
        return self.partner.post(f"/credit-requests/{request}/decline", **changes)

    @property
    def balances(self) -> tuple[int, int]:
        """The wallet's and the client's."""
        tenant_id = self.world.tenant_id
        return (
            balance_of(tenant_id, AccountKind.WALLET, tenant_id),
            balance_of(tenant_id, AccountKind.CLIENT, self.client.id),
        )


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_a_request_is_seen_by_both(desk: Desk) -> None:
    request = desk.asked()
    [seen] = desk.partner.items("/credit-requests")
    assert (seen["id"], seen["client_id"], seen["credits"]) == (request, str(desk.client.id), 800)
    assert (seen["state"], seen["note"], seen["asked_by"]) == ("open", "a wedding", str(desk.host.user.id))
    assert desk.host.items("/credit-requests") == [seen]
    assert desk.balances == (5000, 0), "asking moves nothing"


def test_a_repetition_asks_once(desk: Desk) -> None:
    body = {"id": str(new_id()), "credits": 800, "note": "a wedding"}
    statuses = [desk.host.post("/credit-requests", **body).json()["status"] for _ in range(2)]
    assert statuses == ["applied", "duplicate"]
    assert refusal(desk.host.post("/credit-requests", **body | {"credits": 900})) == (409, "conflict")
    other, _ = a_client(desk.world.tenant_id, "another")
    assert refusal(other.post("/credit-requests", **body)) == (409, "conflict"), "somebody else's request"
    assert CreditRequest.objects.count() == 1


def test_approval_and_credits_are_one(desk: Desk) -> None:
    request, transfer = desk.asked(), str(new_id())
    answer = desk.approve(request, id=transfer).json()
    assert (answer["status"], answer["request"]["state"], answer["request"]["granted"]) == (
        "applied", "approved", 800,
    )  # fmt: skip
    assert answer["request"]["answered_by"] == str(desk.partner.user.id)
    assert desk.balances == (4200, 800)
    posted = Transfer.objects.get(id=transfer)
    assert (posted.kind, posted.actor) == ("allocation", desk.partner.actor)
    assert posted.reference == f"credit_request:{request}"
    assert audit().clean


def test_a_repeated_approval_moves_nothing(desk: Desk) -> None:
    request, transfer = desk.asked(), str(new_id())
    desk.approve(request, id=transfer)
    assert desk.approve(request, id=transfer).json()["status"] == "duplicate"
    assert desk.approve(request).json()["status"] == "duplicate", "not even with another id"
    assert desk.approve(request, credits=800).json()["status"] == "duplicate"
    assert refusal(desk.approve(request, credits=900)) == (409, "conflict")
    assert desk.balances == (4200, 800)


def test_the_partner_may_grant_another_amount(desk: Desk) -> None:
    answer = desk.approve(desk.asked(), credits=500).json()["request"]
    assert (answer["credits"], answer["granted"]) == (800, 500)
    assert desk.balances == (4500, 500)


def test_a_declined_request_stays_declined(desk: Desk) -> None:
    request = desk.asked()
    answer = desk.decline(request, answer="in June").json()
    assert (answer["status"], answer["request"]["state"]) == ("applied", "declined")
    assert (answer["request"]["answer"], answer["request"]["granted"]) == ("in June", None)
    assert desk.decline(request).json()["status"] == "duplicate"
    assert refusal(desk.approve(request)) == (409, "conflict")
    assert desk.balances == (5000, 0)
    assert desk.host.items("/credit-requests")[0]["answer"] == "in June"


def test_an_approved_request_is_not_declined(desk: Desk) -> None:
    request = desk.asked()
    desk.approve(request)
    assert refusal(desk.decline(request)) == (409, "conflict")
    assert desk.host.items("/credit-requests")[0]["state"] == "approved"


def test_a_wallet_that_is_short_leaves_the_request_open(desk: Desk) -> None:
    request = desk.asked(credits=5001)
    answer = desk.approve(request)
    assert refusal(answer) == (402, "credits_exhausted")
    assert "1 " in answer.json()["title"]
    assert desk.host.items("/credit-requests", state="open")[0]["id"] == request
    assert desk.approve(request, credits=5000).json()["status"] == "applied"
    assert desk.balances == (0, 5000)


def test_a_transfers_id_that_was_used_leaves_the_request_open(desk: Desk) -> None:
    used = str(new_id())
    desk.partner.post(f"/clients/{desk.client.id}/allocations", id=used, credits=800)
    request = desk.asked()
    assert refusal(desk.approve(request, id=used)) == (409, "conflict")
    assert desk.host.items("/credit-requests", state="open")[0]["id"] == request
    assert desk.balances == (4200, 800)


def test_of_many_answers_at_once_one_is_given(desk: Desk) -> None:
    request = desk.asked()

    def answer(number: int) -> str:
        try:
            said = desk.approve(request) if number % 2 else desk.decline(request)
            return str(said.json()["status"])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(answer, range(8)))
    assert sorted(answers) == ["409"] * 4 + ["applied"] + ["duplicate"] * 3
    approved = CreditRequest.objects.get().state == "approved"
    assert desk.balances == ((4200, 800) if approved else (5000, 0))
    assert audit().clean


def test_requests_are_found_by_state_and_page_by_page(desk: Desk) -> None:
    ids = [desk.asked() for _ in range(4)]
    desk.decline(ids[1])
    still_open = desk.partner.items("/credit-requests", state="open")
    assert [each["id"] for each in still_open] == [ids[3], ids[2], ids[0]]
    assert [each["id"] for each in desk.partner.every("/credit-requests", limit=3)] == ids[::-1]
    assert refusal(desk.partner.get("/credit-requests", state="lost")) == (422, "invalid")


@pytest.mark.parametrize(
    "changes",
    [{"credits": 0}, {"credits": -1}, {"credits": "5"}, {"note": "x" * 501}, {"note": "\0"}, {"id": 1}],
)
def test_what_is_no_request(desk: Desk, changes: dict[str, Any]) -> None:
    body = {"id": str(new_id()), "credits": 800} | changes
    assert refusal(desk.host.post("/credit-requests", **body)) == (422, "invalid")
    assert not CreditRequest.objects.exists()


def test_only_clients_ask_and_only_partners_answer(desk: Desk) -> None:
    request = desk.asked()
    body = {"id": str(new_id()), "credits": 800}
    assert refusal(desk.partner.post("/credit-requests", **body)) == (403, "forbidden")
    for verb in ("approve", "decline"):
        answer = desk.host.post(f"/credit-requests/{request}/{verb}", id=str(new_id()))
        assert refusal(answer) == (403, "forbidden")
    assert desk.balances == (5000, 0)


def test_a_request_that_is_not_there(desk: Desk) -> None:
    assert refusal(desk.approve(str(new_id()))) == (404, "not_found")
    assert refusal(desk.decline(str(new_id()))) == (404, "not_found")
