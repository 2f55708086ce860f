"""Every call to which its sender gives an id: repeated, it answers the same; with other content, 409.

The calls are read from the API's own description, so a new one fails here until it has its scene.
"""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from django.db import connections

from central.events.models import Event
from central.ledger.models import Transfer
from central.payments import packs
from central.tenants.models import Client, Tenant
from contract.ids import new_id
from tests.central.bodies import Described
from tests.central.own import Sitter, Studio
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, refusal
from tests.central.pictures import jpeg
from tests.central.test_outside_ids import fields_with_ids
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
DESCRIBED: Final = Described()


class Stage:
    """A partner with a client, two events and a lease; a master, and a user with credits and photos."""

    def __init__(self) -> None:
        packs.install()
        self.world, self.studio = World(credits=50_000), Studio()
        self.master, self.partner = a_master(), a_partner(self.world.tenant_id)
        self.host, self.client = a_client(self.world.tenant_id)
        self.partner.post(f"/clients/{self.client.id}/allocations", id=str(new_id()), credits=5_000)
        self.event, self.other_event = self.world.event(5_000), self.world.event(1_000)
        self.booth = self.world.booth(self.event)
        self.lease = self.booth.lease(1_000).json()["id"]
        self.request = self.host.post("/credit-requests", id=str(new_id()), credits=5).json()["request"]
        self.user = a_buyer()
        self.master.post(f"/users/{self.user.user.id}/top-ups", id=str(new_id()), credits=9_000, reason="x")
        self._template: str | None = None
        self.photos = [Sitter(self.user).send(jpeg(300, 400, seed=seed)) for seed in (1, 2)]

    @property
    def template(self) -> str:
        """Kept of an event; the same one each time."""
        if self._template is None:
            path = f"/events/{self.event.id}/templates"
            self._template = str(self.partner.post(path, id=str(new_id()), name="Bodas").json()["id"])
        return self._template

    @property
    def refused(self) -> str:
        """The picture of a request that its event could not pay."""
        poor = self.world.event(50)
        op = self.world.booth(poor).request_op(poor, self.world.style)
        self.world.booth(poor).sync(op)
        return str(op["payload"]["generation_id"])


class Scene:
    """Who asks for what, and what else could be asked for under the same id. `creates`: 201 at first."""

    def __init__(
        self,
        who: Callable[[Stage], Person],
        path: Callable[[Stage], str],
        body: Callable[[Stage], dict[str, Any]],
        others: Callable[[Stage], list[dict[str, Any]]] = lambda stage: [],
        creates: bool = False,
        method: str = "post",
    ) -> None:
        self.who, self.path, self.body, self.others = who, path, body, others
        self.creates, self.method = creates, method


def new_event(stage: Stage) -> dict[str, Any]:
    start = datetime(datetime.now(UTC).year + 1, 3, 1, tzinfo=UTC)
    moments = {"starts_at": start.isoformat(), "ends_at": (start + timedelta(hours=5)).isoformat()}
    return {"name": "Fiesta", "time_zone": "UTC", "credits": 100} | moments


def event_of_template(stage: Stage) -> dict[str, Any]:
    planned = new_event(stage)
    return {name: planned[name] for name in ("name", "starts_at", "credits")}


def other_partners(stage: Stage) -> list[dict[str, Any]]:
    return [*OTHER_PARTNERS, {"packs": [str(stage.studio.pack.id)]}]


def other_clients(stage: Stage) -> list[dict[str, Any]]:
    own = stage.world.style
    return [*OTHER_CLIENTS, {"packs": [str(own.pack_id)]}, {"styles": [str(own.id)]}]


def other_events(stage: Stage) -> list[dict[str, Any]]:
    later = datetime(datetime.now(UTC).year + 1, 3, 2, tzinfo=UTC).isoformat()
    others: list[dict[str, Any]] = [
        {"name": "Boda"}, {"ends_at": later}, {"time_zone": "America/Lima"}, {"credits": 101},
        {"client_id": str(stage.client.id)}, {"photo_price": 7}, {"refund_on_failure": True},
        {"slug": "otra"}, {"welcome": {"es": "Hola"}}, {"layouts": ["strip"]}, {"copies_limit": 3},
        {"orientations": ["landscape"]},
        {"gallery_privacy": "link"}, {"packs": [str(stage.world.style.pack_id)]},
        {"styles": [str(stage.world.style.id)]},
        {"state": "draft"}, {"starts_at": later, "ends_at": later.replace("T00", "T07")},
    ]  # fmt: skip
    return others


PARTNER: Final[dict[str, Any]] = {
    "name": "Ágil",
    "email": "a@agil.example",
    "staff_pin": "135790",
    "credits": 5,
}
OTHER_PARTNERS: Final[list[dict[str, Any]]] = [
    {"name": "Otra"}, {"email": "b@agil.example"}, {"staff_pin": "097531"}, {"phone": "1"}, {"credits": 6},
    {"password": "a long password"}, {"company": "SRL"}, {"type": "enterprise"}, {"notes": "a contract"},
]  # fmt: skip
CLIENT: Final = {"name": "Ana", "email": "ana@people.example"}
OTHER_CLIENTS: Final = [
    {"name": "Eva"}, {"email": "eva@people.example"}, {"phone": "1"}, {"password": "a long password"}
]  # fmt: skip
NAME: Final = {"es": "Cine", "en": "Film", "pt": "Cinema"}
PACK: Final = {"name": NAME}
OTHER_PACKS: Final[list[dict[str, Any]]] = [
    {"name": NAME | {"pt": ""}}, {"slug": "other"}, {"premium": True}, {"active": False}, {"for_users": False}
]  # fmt: skip
OTHER_STYLES: Final[list[dict[str, Any]]] = [
    *OTHER_PACKS[:-1], {"look": "ink"}, {"price": 5}, {"provider_model": "a"}, {"prompt": "b"},
    {"needs_internet": False},
]  # fmt: skip
SCENES: Final = {
    "/catalogue/packs": Scene(
        lambda on: on.master, lambda on: "/catalogue/packs", lambda on: PACK, lambda on: OTHER_PACKS, True
    ),
    "/catalogue/styles": Scene(
        lambda on: on.master, lambda on: "/catalogue/styles",
        lambda on: {"name": NAME, "look": "noir", "pack_id": str(on.studio.pack.id)},
        lambda on: [*OTHER_STYLES, {"pack_id": str(on.studio.premium_pack.id)}], True,
    ),
    "/partners": Scene(
        lambda on: on.master, lambda on: "/partners", lambda on: PARTNER, other_partners, True
    ),
    "/clients": Scene(
        lambda on: on.partner, lambda on: "/clients", lambda on: CLIENT, other_clients, True
    ),
    "/events": Scene(lambda on: on.partner, lambda on: "/events", new_event, other_events, True),
    "/credit-requests": Scene(
        lambda on: on.host, lambda on: "/credit-requests", lambda on: {"credits": 5, "note": "please"},
        lambda on: [{"credits": 6}, {"note": "now"}], True,
    ),
    "/wallet/purchases": Scene(
        lambda on: on.partner, lambda on: "/wallet/purchases", lambda on: {"credits": 1_000},
        lambda on: [{"credits": 1_001}], True,
    ),
    "/me/purchases": Scene(
        lambda on: on.user, lambda on: "/me/purchases", lambda on: {"pack": "starter"},
        lambda on: [{"pack": "business"}], True,
    ),
    "/me/generations": Scene(
        lambda on: on.user, lambda on: "/me/generations",
        lambda on: {"style_id": str(on.studio.style.id), "photo_sha256": on.photos[0]},
        lambda on: [{"style_id": str(on.studio.quick.id)}, {"photo_sha256": on.photos[1]}], True,
    ),
    "/partners/{partner_id}/top-ups": Scene(
        lambda on: on.master, lambda on: f"/partners/{on.world.tenant_id}/top-ups",
        lambda on: {"credits": 5, "reason": "gift"}, lambda on: [{"credits": 6}],
    ),
    "/partners/{partner_id}/corrections": Scene(
        lambda on: on.master, lambda on: f"/partners/{on.world.tenant_id}/corrections",
        lambda on: {"credits": 5, "reason": "slip"}, lambda on: [{"credits": -5}],
    ),
    "/partners/{partner_id}/deactivate": Scene(
        lambda on: on.master, lambda on: f"/partners/{on.world.tenant_id}/deactivate",
        lambda on: {"note": "unpaid"}, lambda on: [{"note": "gone"}],
    ),
    "/partners/{partner_id}/activate": Scene(
        lambda on: on.master, lambda on: f"/partners/{on.world.tenant_id}/activate",
        lambda on: {"note": "paid"}, lambda on: [{"note": "back"}],
    ),
    "/partners/{partner_id}": Scene(
        lambda on: on.master, lambda on: f"/partners/{on.world.tenant_id}",
        lambda on: {"confirm": "A Partner"}, method="delete",
    ),
    "/users/{user_id}/top-ups": Scene(
        lambda on: on.master, lambda on: f"/users/{on.user.user.id}/top-ups",
        lambda on: {"credits": 5, "reason": "gift"}, lambda on: [{"credits": 6}],
    ),
    "/clients/{client_id}/allocations": Scene(
        lambda on: on.partner, lambda on: f"/clients/{on.client.id}/allocations",
        lambda on: {"credits": 5}, lambda on: [{"credits": 6}],
    ),
    "/clients/{client_id}/returns": Scene(
        lambda on: on.partner, lambda on: f"/clients/{on.client.id}/returns",
        lambda on: {"credits": 5}, lambda on: [{"credits": 6}],
    ),
    "/credit-requests/{request_id}/approve": Scene(
        lambda on: on.partner, lambda on: f"/credit-requests/{on.request['id']}/approve",
        lambda on: {"credits": 5}, lambda on: [{"credits": 6}],
    ),
    "/events/{event_id}/top-ups": Scene(
        lambda on: on.partner, lambda on: f"/events/{on.event.id}/top-ups",
        lambda on: {"credits": 5}, lambda on: [{"credits": 6}],
    ),
    "/events/{event_id}/mails": Scene(
        lambda on: on.partner, lambda on: f"/events/{on.event.id}/mails",
        lambda on: {"subject": "Hola", "body": "Hola"}, lambda on: [{"subject": "Chau"}, {"body": "Chau"}],
    ),
    "/events/{event_id}/templates": Scene(
        lambda on: on.partner, lambda on: f"/events/{on.event.id}/templates",
        lambda on: {"name": "Bodas"}, lambda on: [{"name": "Fiestas"}],
    ),
    "/event-templates/{template_id}/events": Scene(
        lambda on: on.partner, lambda on: f"/event-templates/{on.template}/events", event_of_template,
        lambda on: [{"name": "Boda"}, {"credits": 101}, {"client_id": str(on.client.id)}],
    ),
    "/events/{event_id}/leases/{lease_id}/reclaim": Scene(
        lambda on: on.partner, lambda on: f"/events/{on.event.id}/leases/{on.lease}/reclaim", lambda on: {}
    ),
    "/partners/{partner_id}/pairing-codes": Scene(
        lambda on: on.partner, lambda on: f"/partners/{on.world.tenant_id}/pairing-codes",
        lambda on: {"name": "Door"}, lambda on: [{"name": "Garden"}, {"event_id": str(on.event.id)}], True,
    ),
    "/kiosks/{kiosk_id}/pairing-codes": Scene(
        lambda on: on.partner, lambda on: f"/kiosks/{on.booth.id}/pairing-codes", lambda on: {},
        lambda on: [{"event_id": str(on.event.id)}], True,
    ),
    "/kiosks/{kiosk_id}/commands": Scene(
        lambda on: on.partner, lambda on: f"/kiosks/{on.booth.id}/commands", lambda on: {"kind": "pause"},
        lambda on: [{"kind": "resume"}, {"kind": "update", "arguments": {"version": "2"}}], True,
    ),
    "/kiosks/{kiosk_id}/retire": Scene(
        lambda on: on.partner, lambda on: f"/kiosks/{on.booth.id}/retire", lambda on: {}
    ),
    "/refused-requests/{generation_id}/retries": Scene(
        lambda on: on.partner, lambda on: f"/refused-requests/{on.refused}/retries",
        lambda on: {"event_id": str(on.event.id)},
        lambda on: [{"event_id": str(on.other_event.id)}], True,
    ),
    "/packs/{pack_id}/unlock": Scene(
        lambda on: on.user, lambda on: f"/packs/{on.studio.premium_pack.id}/unlock", lambda on: {}
    ),
}  # fmt: skip


def with_their_own_id() -> set[str]:
    """The calls of people whose body has the id of what they make or move."""
    fields = fields_with_ids()
    return {
        path.removeprefix("/api/v1")
        for _, path, operation in DESCRIBED.operations()
        if fields.get(f"{DESCRIBED.shape_name(operation)}.id")
    }


def test_every_such_call_has_its_scene() -> None:
    assert with_their_own_id() == set(SCENES)


def test_every_call_that_creates_says_so_in_the_same_way() -> None:
    """201 the first time and 200 for each repetition, with the same shape."""
    creating = {
        path.removeprefix("/api/v1"): operation["responses"]
        for method, path, operation in DESCRIBED.operations()
        if method == "post" and "201" in {str(status) for status in operation["responses"]}
    }
    assert set(creating) == {path for path, scene in SCENES.items() if scene.creates}
    for responses in creating.values():
        first, again = ({str(key): each for key, each in responses.items()}[key] for key in ("201", "200"))
        assert first["content"] == again["content"]


@pytest.mark.parametrize("call", SCENES)
def test_the_same_again_is_answered_alike_and_anything_else_is_a_conflict(call: str) -> None:
    stage, scene = Stage(), SCENES[call]
    person, path, body = scene.who(stage), scene.path(stage), scene.body(stage) | {"id": str(new_id())}
    first, *again = (getattr(person, scene.method)(path, **body) for _ in range(3))
    assert first.status_code == (201 if scene.creates else 200), first.content
    transfers = Transfer.objects.count()
    for answer in again:
        assert answer.status_code == 200
        assert without_status(answer.json()) == without_status(first.json())
        assert answer.json().get("status", "duplicate") == "duplicate" or "status" not in first.json()
    for other in scene.others(stage):
        answer = getattr(person, scene.method)(path, **(body | other))
        assert refusal(answer) == (409, "conflict"), other
        assert answer.json()["title"].endswith(".")
    assert Transfer.objects.count() == transfers


def without_status(answer: dict[str, Any]) -> dict[str, Any]:
    """The thing itself; a link to choose a password is a secret, made anew for each answer."""
    return {name: value for name, value in answer.items() if name not in ("status", "password_link")}


@pytest.mark.parametrize("call", [path for path, scene in SCENES.items() if scene.creates])
@pytest.mark.parametrize("alike", [True, False], ids=["alike", "different"])
def test_of_several_at_once_one_creates_and_nobody_meets_an_error(call: str, alike: bool) -> None:
    stage, scene = Stage(), SCENES[call]
    person, path, body = scene.who(stage), scene.path(stage), scene.body(stage) | {"id": str(new_id())}
    other = {} if alike else scene.others(stage)[0]
    gate = threading.Barrier(6)

    def ask(number: int) -> int:
        gate.wait(60)
        try:
            return int(person.post(path, **(body | (other if number % 2 else {}))).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as threads:
        statuses = sorted(threads.map(ask, range(6)))
    assert statuses == ([200] * 5 + [201] if alike else [200, 200, 201, 409, 409, 409])


def test_one_id_may_be_taken_by_each_partner() -> None:
    """What one partner makes under an id keeps nobody else from making theirs."""
    first, second = World("first"), World("second")
    event_id, client_id = str(new_id()), str(new_id())
    for world in (first, second):
        person = a_partner(world.tenant_id)
        body = {"name": world.partner.slug, "starts_at": "2027-01-01T00:00Z", "ends_at": "2027-01-02T00:00Z"}
        assert person.post("/events", id=event_id, credits=10, time_zone="UTC", **body).status_code == 201
        assert person.post("/clients", id=client_id, name=world.partner.slug).status_code == 201
    assert Event.objects.filter(id=event_id).count() == Client.objects.filter(id=client_id).count() == 2


def test_what_failed_was_not_made_and_may_be_asked_for_again() -> None:
    stage = Stage()
    body = new_event(stage) | {"id": str(new_id()), "credits": 10**6}
    assert refusal(stage.partner.post("/events", **body)) == (402, "credits_exhausted")
    assert stage.partner.post("/events", **(body | {"credits": 10})).status_code == 201


def test_a_partner_cannot_be_made_over_another_tenant() -> None:
    stage = Stage()
    answer = stage.master.post("/partners", **(PARTNER | {"id": str(stage.world.tenant_id)}))
    assert refusal(answer) == (409, "conflict")
    assert Tenant.objects.get(id=stage.world.tenant_id).name == "A Partner"
