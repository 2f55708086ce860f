"""Every endpoint, asked by people who must not see each other's things.

The endpoints and their bodies are read from the API's own description, so a new one is walked, too.
"""

from typing import Any, Final

import pytest
from django.test import Client as Browser

from central.events.models import EventTemplate
from central.fleet.enrolment import new_code
from central.fleet.models import HistoryEntry, Kiosk, PairingCode, RemoteCommand
from central.guests.models import Guest, GuestMail
from central.ledger.accounts import AccountKind
from central.ledger.models import Account, Transfer
from central.tenants.models import AuditEntry, Client, CreditRequest, Login, Tenant, User
from contract.ids import new_id
from tests.central.bodies import Described
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner
from tests.central.pictures import jpeg
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
DESCRIBED: Final = Described()
_OWNED: Final = (
    "partner_id",
    "client_id",
    "request_id",
    "event_id",
    "lease_id",
    "purchase_id",
    "generation_id",
    "kiosk_id",
    "code_id",
    "person_id",
    "login_id",
    "guest_id",
    "mail_id",
    "template_id",
)


def operations(kind: str) -> list[Any]:
    """The endpoints for people or for kiosks, as parameters of a test."""
    return [
        pytest.param(method, path, operation, id=f"{method} {path.removeprefix('/api/v1')}")
        for method, path, operation in DESCRIBED.operations()
        if any(kind in each for scheme in operation.get("security", []) for each in scheme)
    ]


PEOPLES: Final = operations("person_token")
KIOSKS: Final = operations("kiosk_token")
OTHERS_THINGS: Final = [each for each in PEOPLES if any(f"{{{name}}}" in each.id for name in _OWNED)]


class Two:
    """Two partners. The first one has two clients, of which the first has an event, a lease and a request."""

    def __init__(self) -> None:
        self.world, self.other = World(credits=5000), World("other")
        self.partner, self.other_partner = a_partner(self.world.tenant_id), a_partner(self.other.tenant_id)
        self.host, self.client = a_client(self.world.tenant_id)
        self.neighbour, _ = a_client(self.world.tenant_id, "neighbour")
        self.stranger, _ = a_client(self.other.tenant_id)
        self.partner.post(f"/clients/{self.client.id}/allocations", id=str(new_id()), credits=3000)
        logo = f"/api/v1/partners/{self.world.tenant_id}/branding/logo"
        self.partner.browser.put(logo, jpeg(200, 100), content_type="image/jpeg")
        self.event = self.world.event(2000, client_id=self.client.id)
        self.booth = self.world.booth(self.event)
        self.lease = self.booth.lease(1000).json()["id"]
        self.booth.fates(self.booth.request_op(self.event, self.world.style, price=-1))
        asked = self.host.post("/credit-requests", id=str(new_id()), credits=5)
        self.ids = {
            "partner_id": str(self.world.tenant_id),
            "client_id": str(self.client.id),
            "event_id": str(self.event.id),
            "lease_id": self.lease,
            "request_id": asked.json()["request"]["id"],
            "person_id": str(self.host.user.id),
            "login_id": self.host.items("/logins")[0]["id"],
            **self._of_guests(),
            "kiosk_id": str(self.booth.id),
            "code_id": str(new_code(self.world.tenant_id, "Hall", self.event.id).id),
        }

    def _of_guests(self) -> dict[str, str]:
        at = f"/events/{self.event.id}"
        self.host.post(f"{at}/guests", guests=[{"email": "guest@people.example"}])
        mail = self.host.post(f"{at}/mails", id=str(new_id()), subject="Hola", body="Hola")
        template = self.host.post(f"{at}/templates", id=str(new_id()), name="Bodas")
        [guest] = self.host.items(f"{at}/guests")
        return {
            "guest_id": guest["id"], "mail_id": mail.json()["id"], "template_id": template.json()["id"],
        }  # fmt: skip

    def path(self, path: str) -> str:
        """With the ids of the first partner's things; of what it has none, with nobody's."""
        ids = (
            dict.fromkeys(("purchase_id", "generation_id", "user_id", "pack_id", "style_id"), str(new_id()))
            | self.ids
        )
        return path.format(**ids, sha256="a" * 64, slug="slug")

    def state(self) -> list[Any]:
        """Everything that somebody might have changed."""
        rows = (
            Tenant, User, Login, Client, CreditRequest, AuditEntry, type(self.event), Kiosk, PairingCode,
            HistoryEntry, RemoteCommand, Guest, GuestMail, EventTemplate,
        )  # fmt: skip
        balances = Account.objects.order_by("id").values_list("id", "balance")
        return [
            Transfer.objects.count(),
            *balances,
            *(list(row.objects.order_by("id").values()) for row in rows),
        ]


def ask(browser: Browser, method: str, path: str, operation: dict[str, Any]) -> Any:
    send = getattr(browser, method)
    if method in ("get", "head"):
        return send(path)
    return send(path, DESCRIBED.body(operation), content_type="application/json")


def whole(answer: Any) -> bytes:
    """The body, streamed or not."""
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def test_nobody_gets_nothing() -> None:
    browser = Browser(raise_request_exception=False)
    nobody = dict.fromkeys((*_OWNED, "user_id", "pack_id", "style_id", "slug"), new_id())
    for each in PEOPLES + KIOSKS:
        method, path, operation = each.values
        answer = ask(browser, method, path.format(**nobody, sha256="a" * 64), operation)
        assert answer.status_code == 401, each.id


def test_what_needs_no_token_is_known() -> None:
    open_to_all = {path for _, path, operation in DESCRIBED.operations() if not operation.get("security")}
    assert {path.removeprefix("/api/v1") for path in open_to_all} == {
        "/logins", "/passwords", "/kiosks/enroll", "/payments/mercadopago/webhook",
    }  # fmt: skip


def test_people_are_no_kiosks_and_kiosks_no_people() -> None:
    two = Two()
    for each in KIOSKS:
        method, path, operation = each.values
        assert ask(two.partner.browser, method, two.path(path), operation).status_code == 401, each.id
    for each in PEOPLES:
        method, path, operation = each.values
        assert ask(two.booth.client, method, two.path(path), operation).status_code == 401, each.id


@pytest.mark.parametrize("who", ["other_partner", "stranger", "neighbour", "buyer"])
def test_other_peoples_things_are_not_there(who: str) -> None:
    two = Two()
    person: Person = a_buyer() if who == "buyer" else getattr(two, who)
    before = two.state()
    for each in OTHERS_THINGS:
        method, path, operation = each.values
        answer = ask(person.browser, method, two.path(path), operation)
        assert answer.status_code in (403, 404), f"{each.id}: {answer.status_code} {answer.content[:300]}"
        assert not any(known.encode() in answer.content for known in two.ids.values()), each.id
    assert two.state() == before


@pytest.mark.parametrize("who", ["other_partner", "stranger", "neighbour", "buyer"])
def test_lists_show_nothing_of_others(who: str) -> None:
    two = Two()
    person: Person = a_buyer() if who == "buyer" else getattr(two, who)
    mine = {str(person.user.tenant_id)}
    for each in PEOPLES:
        method, path, operation = each.values
        if method == "get" and "{" not in path:
            answer = ask(person.browser, method, path, operation)
            assert answer.status_code in (200, 403), f"{each.id}: {answer.status_code}"
            content = whole(answer)
            for known in set(two.ids.values()) - mine:
                assert known.encode() not in content, each.id


def test_a_master_sees_everything() -> None:
    two, master = Two(), a_master()
    lists = {"partners": "partner_id", "clients": "client_id", "credit-requests": "request_id"}
    for name, known in lists.items():
        assert two.ids[known] in master.get(f"/{name}").content.decode()
    for each in OTHERS_THINGS:
        method, path, operation = each.values
        if method == "get" and not {"purchase_id", "generation_id"} & set(path.replace("}", "{").split("{")):
            answer = ask(master.browser, method, two.path(path), operation)
            assert answer.status_code == 200, f"{each.id}: {answer.status_code}"


def test_the_walk_leads_to_the_money() -> None:
    """Who may do it gets through with the very same bodies, so a refusal above is no slip of the pen."""
    two, master = Two(), a_master()
    walked = {each.id for each in OTHERS_THINGS}
    for person, name in (
        (two.partner, "post /clients/{client_id}/allocations"),
        (two.partner, "post /credit-requests/{request_id}/approve"),
        (master, "post /partners/{partner_id}/top-ups"),
        (master, "delete /partners/{partner_id}"),
    ):
        assert name in walked
        method, path, operation = next(each.values for each in OTHERS_THINGS if each.id == name)
        answer = ask(person.browser, method, two.path(path), operation)
        assert answer.status_code == 200, f"{name}: {answer.content[:300]}"
    left = Account.objects.filter(tenant_id=two.world.tenant_id).exclude(kind=AccountKind.OVERDRAFT)
    assert sum(left.values_list("balance", flat=True)) == 0
