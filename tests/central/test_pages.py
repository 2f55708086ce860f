"""Every list is read page by page: nothing skipped, repeated, shown to strangers, or sorted whole."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import product
from typing import Any, Final
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from central.base.pages import Page, PageRequest
from central.events import queries
from central.events.models import Event
from central.events.queries import EventFilter
from central.events.states import state_at
from central.fleet import commands, history, kiosks, pairing
from central.fleet.kiosks import KioskFilter, KioskState
from central.fleet.models import HistoryEntry, Kiosk, PairingCode, RemoteCommand
from central.generations import user_generations
from central.generations.models import Generation
from central.ledger import balances
from central.ledger.models import Account
from central.payments import purchases
from central.payments.models import PaymentSeen, Purchase
from central.payments.purchases import PurchaseFilter
from central.sync import dead_letters
from central.sync.dead_letters import DeadLetterFilter
from central.sync.models import Op
from central.tenants import clients, credit_requests, directory, partners
from central.tenants.clients import ClientFilter
from central.tenants.credit_requests import RequestFilter
from central.tenants.directory import PersonFilter
from central.tenants.models import PLATFORM_ID, Client, CreditRequest, Role, Tenant, User
from central.tenants.partners import PartnerFilter
from central.tenants.visibility import Scope
from contract.config import EventState
from contract.ids import new_id
from tests.central.bodies import Described
from tests.central.persons import Person, a_buyer, a_client, a_master, a_partner, a_user, refusal
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")
DESCRIBED: Final = Described()
NOON: Final = datetime(2026, 5, 1, 12, tzinfo=UTC)


def some_clients(tenant_id: UUID, count: int, **fields: Any) -> list[UUID]:
    ids = [new_id() for _ in range(count)]
    rows = [
        Client(tenant_id=tenant_id, id=each, slug=each.hex, **{"name": "A Client"} | fields) for each in ids
    ]
    Client.objects.bulk_create(rows)
    return ids


def an_event(tenant_id: UUID, client_id: UUID | None = None, **fields: Any) -> Event:
    dates = {"starts_at": NOON, "ends_at": NOON + timedelta(hours=5)}
    described = {"name": "Fiesta", "time_zone": "UTC", "slug": new_id().hex, **dates} | fields
    return Event.objects.create(tenant_id=tenant_id, client_id=client_id, **described)


@pytest.fixture
def partner() -> Person:
    return a_partner(World().tenant_id)


def ids_of(rows: list[dict[str, Any]]) -> list[UUID]:
    return [UUID(row["id"]) for row in rows]


@pytest.mark.parametrize("limit", [1, 2, 5, 9, 10, 11])
def test_rows_of_one_moment_are_neither_skipped_nor_repeated(partner: Person, limit: int) -> None:
    made = some_clients(partner.user.tenant_id, 10)
    Client.objects.update(created_at=NOON)
    Client.objects.filter(id__in=made[:2]).update(created_at=NOON + timedelta(microseconds=1))
    expected = [made[1], made[0], *reversed(made[2:])]
    assert ids_of(partner.every("/clients", limit)) == expected


def test_one_id_of_two_partners_and_one_moment_is_two_rows() -> None:
    master, shared = a_master(), new_id()
    for each in ("one", "two", "three"):
        Client.objects.create(tenant_id=World(each).tenant_id, id=shared, slug=each, name=each)
    Client.objects.update(created_at=NOON)
    listed = master.every("/clients", limit=1)
    assert {each["name"] for each in listed} == {"one", "two", "three"}
    assert len(listed) == 3


def test_what_comes_and_goes_meanwhile_disturbs_nothing_else(partner: Person) -> None:
    made = some_clients(partner.user.tenant_id, 9)
    first = partner.get("/clients", limit=3).json()
    some_clients(partner.user.tenant_id, 4)
    gone = [first["items"][2]["id"], made[4]]  # The row that the cursor names, and one that is to come.
    Client.objects.filter(id__in=gone).delete()
    rest = partner.get("/clients", limit=100, cursor=first["next"]).json()
    assert ids_of(first["items"]) == made[:5:-1]
    assert ids_of(rest["items"]) == [each for each in made[5::-1] if each not in gone]
    assert rest["next"] is None


def test_the_last_page_says_so_also_when_it_is_full(partner: Person) -> None:
    some_clients(partner.user.tenant_id, 4)
    first = partner.get("/clients", limit=2).json()
    last = partner.get("/clients", limit=2, cursor=first["next"]).json()
    assert (len(last["items"]), last["next"]) == (2, None)
    assert partner.get("/events").json() == {"items": [], "next": None}


PAGED: Final = [
    pytest.param(path.removeprefix("/api/v1"), id=path.removeprefix("/api/v1"))
    for method, path, operation in DESCRIBED.operations()
    if any(each["name"] == "cursor" for each in operation.get("parameters", []))
]
WHOLE: Final = {"/catalogue/packs", "/credit-packs", "/packs", "/usable-packs"}
"""Lists that masters keep short by hand."""


def test_every_list_is_paged() -> None:
    answers = {
        path.removeprefix("/api/v1"): content["application/json"]["schema"]
        for method, path, operation in DESCRIBED.operations()
        if method == "get"
        and "application/json" in (content := operation["responses"].get("200", {}).get("content", {}))
    }
    assert {path for path, schema in answers.items() if schema.get("type") == "array"} == WHOLE
    assert len(PAGED) >= 15


class Everybody:
    """Somebody for each list, with an event and a client of their own."""

    def __init__(self) -> None:
        world = World()
        self.partner = a_partner(world.tenant_id)
        _, client = a_client(world.tenant_id)
        self.ids = {
            "partner_id": str(world.tenant_id),
            "client_id": str(client.id),
            "event_id": str(world.event(100).id),
            "kiosk_id": str(world.booth().id),
        }
        self.people = [self.partner, a_master(), a_buyer()]

    def ask(self, path: str, **query: Any) -> Any:
        """As whoever may."""
        answers = [person.get(path.format(**self.ids), **query) for person in self.people]
        return next(answer for answer in answers if answer.status_code != 403)


@pytest.mark.parametrize("path", PAGED)
def test_a_cursor_that_was_not_given_out_is_refused(path: str) -> None:
    everybody = Everybody()
    some_clients(everybody.partner.user.tenant_id, 2)
    given_out = everybody.partner.get("/clients", limit=1).json()["next"]
    assert everybody.ask(path).status_code == 200
    hostile = [
        "x",
        "a:b:c",
        "::",
        "\0",
        "ñ" * 40,
        "%00",
        "9" * 2001,
        "' OR 1=1 --",
        given_out + "x",
        given_out[:-1],
    ]
    foreign = [] if path == "/clients" else [given_out]
    for cursor in hostile + foreign:
        assert refusal(everybody.ask(path, cursor=cursor)) == (422, "invalid"), cursor
    for limit in (0, -1, 101, "many", ""):
        assert refusal(everybody.ask(path, limit=limit)) == (422, "invalid"), limit


def test_a_cursor_opens_nothing_to_who_found_it(partner: Person) -> None:
    """It is a place in an order; what is shown from there on is asked of whoever shows it."""
    some_clients(partner.user.tenant_id, 3)
    found = partner.get("/clients", limit=1).json()["next"]
    stranger = a_partner(World("other").tenant_id)
    own = some_clients(stranger.user.tenant_id, 1)
    Client.objects.filter(id__in=own).update(created_at=NOON - timedelta(days=9999))
    assert ids_of(stranger.items("/clients", cursor=found)) == own
    mine = stranger.items("/clients", partner_id=partner.user.tenant_id)
    assert mine == [], "nor does a filter"
    assert stranger.items("/events", partner_id=partner.user.tenant_id) == []


def test_other_filters_go_on_from_the_same_place(partner: Person) -> None:
    made = some_clients(partner.user.tenant_id, 6)
    Client.objects.filter(id__in=made[::2]).update(active=False)
    cursor = partner.get("/clients", limit=2).json()["next"]
    assert ids_of(partner.items("/clients", cursor=cursor, active=False)) == [made[2], made[0]]


def test_clients_are_found_by_text_and_whether_they_are_active(partner: Person) -> None:
    tenant_id = partner.user.tenant_id
    [by_name] = some_clients(tenant_id, 1, name="Salón Ñandú")
    [by_email] = some_clients(tenant_id, 1, email="fiestas@salon.example", active=False)
    [by_phone] = some_clients(tenant_id, 1, phone="+54 11 5555-0101")
    for text, found in {
        "ñandú": [by_name], "SALON.EX": [by_email], "5555": [by_phone], " ": [by_phone, by_email, by_name],
        "%": [], "_": [], "' OR 1=1 --": [],
    }.items():  # fmt: skip
        assert ids_of(partner.items("/clients", text=text)) == found, text
    assert ids_of(partner.items("/clients", active=False)) == [by_email]
    assert partner.items("/clients", active=True, text="salon.ex") == []


def test_partners_are_found_by_text_and_standing() -> None:
    master = a_master()
    names = {"active": World("one"), "inactive": World("two"), "deleted": World("three")}
    Tenant.objects.filter(id=names["inactive"].tenant_id).update(active=False)
    Tenant.objects.filter(id=names["deleted"].tenant_id).update(active=False, deleted_at=timezone.now())
    for standing, world in names.items():
        assert ids_of(master.items("/partners", standing=standing)) == [world.tenant_id]
    Tenant.objects.filter(id=names["active"].tenant_id).update(name="Fotos del Sur")
    assert ids_of(master.items("/partners", text="DEL sur")) == [names["active"].tenant_id]
    assert master.items("/partners", text="del sur", standing="deleted") == []
    assert PLATFORM_ID not in ids_of(master.items("/partners")), "the platform is no partner"


def test_credit_requests_are_found_by_partner_client_and_state() -> None:
    master, desks = a_master(), [a_client(World(name).tenant_id, name) for name in ("one", "two")]
    asked = [
        host.post("/credit-requests", id=str(new_id()), credits=5).json()["request"]["id"]
        for host, _ in desks
    ]
    (host, client), (_, other) = desks
    assert ids_of(master.items("/credit-requests")) == [UUID(asked[1]), UUID(asked[0])]
    assert ids_of(master.items("/credit-requests", partner_id=client.tenant_id)) == [UUID(asked[0])]
    assert ids_of(master.items("/credit-requests", client_id=other.id, state="open")) == [UUID(asked[1])]
    assert master.items("/credit-requests", client_id=other.id, partner_id=client.tenant_id) == []
    assert (
        host.items("/credit-requests", state="approved")
        == host.items("/credit-requests", client_id=other.id)
        == []
    )


def test_events_are_found_by_each_state(partner: Person) -> None:
    """The database's answer is that of `state_at`, for every decision and every place of now in the dates."""
    now, hour = timezone.now(), timedelta(hours=1)
    dates = [(now - 2 * hour, now - hour), (now - hour, now + hour), (now + hour, now + 2 * hour)]
    decided = [EventState.DRAFT, EventState.LIVE, EventState.PAUSED, EventState.ENDED]
    events = [
        an_event(partner.user.tenant_id, decided=each, starts_at=starts_at, ends_at=ends_at)
        for each, (starts_at, ends_at) in product(decided, dates)
    ]
    seen = {}
    for state in (
        EventState.DRAFT,
        EventState.SCHEDULED,
        EventState.LIVE,
        EventState.PAUSED,
        EventState.ENDED,
    ):
        seen[state] = {each["id"] for each in partner.items("/events", state=state.value)}
        assert seen[state] == {str(event.id) for event in events if state_at(event, now) is state} != set()
    assert sum(map(len, seen.values())) == len(events), "each event is in one state"
    assert refusal(partner.get("/events", state="exhausted")) == (422, "invalid")


def test_events_are_found_by_client_time_and_state_together(partner: Person) -> None:
    tenant_id = partner.user.tenant_id
    _, client = a_client(tenant_id)
    day = timedelta(days=1)
    dates: list[dict[str, Any]] = [
        {"starts_at": NOON + n * day, "ends_at": NOON + n * day + timedelta(hours=5)} for n in range(4)
    ]
    own = [an_event(tenant_id, client.id, decided=EventState.ENDED, **each) for each in dates]
    other = an_event(tenant_id, **dates[1])
    draft = an_event(tenant_id, client.id, **dates[1])
    window = {"since": (NOON + day).isoformat(), "until": (NOON + 2 * day).isoformat()}
    assert ids_of(partner.items("/events", **window)) == [draft.id, other.id, own[1].id]
    found = partner.items("/events", client_id=client.id, state="ended", **window)
    assert ids_of(found) == [own[1].id]
    running = {"since": (NOON + day + timedelta(hours=4)).isoformat(), "until": window["until"]}
    assert own[1].id in ids_of(partner.items("/events", **running)), "in part is enough"
    assert refusal(partner.get("/events", since="2026-05-01T12:00:00")) == (422, "invalid"), "of which zone?"
    assert refusal(partner.get("/events", until="soon")) == (422, "invalid")


def stored(rows: Iterable[Model]) -> None:
    """Written at once, as many as one statement takes."""
    each = list(rows)
    type(each[0])._default_manager.bulk_create(each, batch_size=1_000)


class Crowded:
    """A platform with a thousand rows in every list, a hundred of them one partner's."""

    MANY: Final = 1_000

    def __init__(self) -> None:
        self.tenant_id, self.client_id = new_id(), new_id()
        self.user = a_user(Role.USER, PLATFORM_ID)
        self.seller = a_user(Role.PARTNER, self.tenant_id)
        self._tenants_and_clients()
        self._events_and_requests()
        self._purchases()
        self._generations()
        self._booths()
        User.objects.bulk_create(
            User(tenant_id=tenant_id, email=f"{n}@crowd.example", role=Role.PARTNER)
            for n, (tenant_id, _) in enumerate(self.whose())
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")

    def whose(self) -> Iterator[tuple[UUID, UUID]]:
        """A tenant and a client for each row."""
        for number in range(self.MANY):
            yield (new_id(), new_id()) if number % 10 else (self.tenant_id, self.client_id)

    def _tenants_and_clients(self) -> None:
        stored(Tenant(id=new_id(), kind="partner", slug=f"p-{n}", name="P") for n in range(self.MANY))
        stored(
            Client(tenant_id=tenant_id, id=new_id(), slug=f"c-{n}", name="C")
            for n, (tenant_id, _) in enumerate(self.whose())
        )

    def _events_and_requests(self) -> None:
        stored(
            Event(tenant_id=tenant_id, client_id=client_id, slug=f"e-{n}", name="E", time_zone="UTC",
                  starts_at=NOON, ends_at=NOON + timedelta(hours=1))
            for n, (tenant_id, client_id) in enumerate(self.whose())
        )  # fmt: skip
        stored(
            CreditRequest(tenant_id=tenant_id, id=new_id(), client_id=client_id, credits=1,
                          asked_by=client_id, asked_at=NOON + timedelta(seconds=n))
            for n, (tenant_id, client_id) in enumerate(self.whose())
        )  # fmt: skip
        stored(
            Account(
                tenant_id=tenant_id, id=new_id(), kind=kind, owner_id=new_id(), balance=balance, floor=floor
            )
            for tenant_id, _ in self.whose()
            for kind, balance, floor in (("pool", 5, 0), ("overdraft", -5, None))
        )

    def _purchases(self) -> None:
        paid = {"credits": 1, "amount": 1, "currency": "ARS", "provider": "test", "reference": "r"}
        stored(
            Purchase(
                tenant_id=tenant_id, id=new_id(), buyer_kind="partner", buyer_id=tenant_id, actor="a", **paid
            )
            for tenant_id, _ in self.whose()
        )
        stored(
            PaymentSeen(tenant_id=tenant_id, purchase_id=new_id(), provider="test", payment_id=str(n),
                        status="approved", amount=1, refunded=0, currency="ARS", reference="r",
                        differs="amount" if n % 2 else "", changed_at=NOON)
            for n, (tenant_id, _) in enumerate(self.whose())
        )  # fmt: skip

    def _generations(self) -> None:
        stored(
            Generation(tenant_id=PLATFORM_ID, id=new_id(), user_id=new_id() if n % 10 else self.user.id,
                       style_id=new_id(), price=1, photo_sha256="a" * 64, requested_at=NOON, state="queued")
            for n in range(self.MANY)
        )  # fmt: skip

    def _booths(self) -> None:
        kiosks_of = [Kiosk(tenant_id=each, id=new_id(), name="K", token_hash=new_id().bytes * 2)
                     for each, _ in self.whose()]  # fmt: skip
        stored(kiosks_of)
        self.kiosk = kiosks_of[0]
        Kiosk.objects.update(last_seen_at=NOON)
        stored(
            Op(tenant_id=each.tenant_id, id=new_id(), kiosk_id=each.id, epoch=1, seq=n, kind="k", digest=b"",
               payload="{}", occurred_at=NOON, status="applied" if n % 2 else "rejected", code="invalid")
            for n, each in enumerate(kiosks_of)
        )  # fmt: skip
        mine = [self.kiosk if n % 10 == 0 else each for n, each in enumerate(kiosks_of)]
        stored(
            HistoryEntry(tenant_id=each.tenant_id, kiosk_id=each.id, what="silent", actor="a", at=NOON)
            for each in mine
        )
        stored(RemoteCommand(tenant_id=each.tenant_id, kiosk_id=each.id, kind="sync") for each in mine)
        stored(
            PairingCode(tenant_id=tenant_id, code=f"{n:08}", name="K",
                        expires_at=timezone.now() + timedelta(hours=1))
            for n, (tenant_id, _) in enumerate(self.whose())
        )  # fmt: skip


Listed = Callable[[Crowded, PageRequest], Page[Any]]
LISTS: Final[dict[str, Listed]] = {
    "all partners": lambda _, asked: partners.page(PartnerFilter(), asked),
    "all people": lambda _, asked: directory.page(Scope(), PersonFilter(), asked),
    "all clients": lambda _, asked: clients.page(Scope(), ClientFilter(), asked),
    "a partner's clients": lambda all, asked: clients.page(Scope(all.tenant_id), ClientFilter(), asked),
    "all events": lambda _, asked: queries.page(Scope(), EventFilter(), asked),
    "a partner's events": lambda all, asked: queries.page(Scope(all.tenant_id), EventFilter(), asked),
    "a client's events": lambda all, asked: queries.page(
        Scope(all.tenant_id, all.client_id), EventFilter(state=EventState.DRAFT), asked
    ),
    "all requests": lambda _, asked: credit_requests.page(Scope(), RequestFilter(), asked),
    "a partner's requests": lambda all, asked: credit_requests.page(
        Scope(all.tenant_id), RequestFilter(), asked
    ),
    "a client's requests": lambda all, asked: credit_requests.page(
        Scope(all.tenant_id, all.client_id), RequestFilter(), asked
    ),
    "all purchases": lambda _, asked: purchases.page(PurchaseFilter(), asked),
    "a partner's purchases": lambda all, asked: purchases.page_of(all.seller, asked),
    "mismatched payments": lambda _, asked: purchases.payments_that_differ(asked),
    "a person's pictures": lambda all, asked: user_generations.page(all.user, asked),
    "all kiosks": lambda _, asked: kiosks.page(Scope(), KioskFilter(), asked),
    "a partner's kiosks": lambda all, asked: kiosks.page(
        Scope(all.tenant_id), KioskFilter(state=KioskState.SILENT), asked
    ),
    "a kiosk's history": lambda all, asked: history.page(all.kiosk, asked),
    "a kiosk's commands": lambda all, asked: commands.page(all.kiosk, asked),
    "a partner's pairing codes": lambda all, asked: pairing.page(all.tenant_id, asked),
    "all rejected ops": lambda _, asked: dead_letters.page(Scope(), DeadLetterFilter(), asked),
    "a partner's rejected ops": lambda all, asked: dead_letters.page(
        Scope(all.tenant_id), DeadLetterFilter(), asked
    ),
    "all overdrafts": lambda _, asked: balances.overdrafts(None, asked),
}


def plan_of(sql: str) -> set[str]:
    """The kinds of steps that the database takes."""

    def steps(node: dict[str, Any]) -> Iterator[str]:
        yield node["Node Type"]
        for below in node.get("Plans", []):
            yield from steps(below)

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        [explained] = cursor.fetchone()
    explained = json.loads(explained) if isinstance(explained, str) else explained
    return set(steps(explained[0]["Plan"]))


def test_no_list_is_sorted_or_scanned_whole() -> None:
    crowded = Crowded()
    for name, listed in LISTS.items():
        first = listed(crowded, PageRequest())
        assert first.next is not None, name
        for cursor in ("", first.next):
            with CaptureQueriesContext(connection) as asked:
                page = listed(crowded, PageRequest(cursor=cursor))
            assert len(page.items) == 50
            [query] = asked.captured_queries
            # What is one owner's the database may well sort: it has found it by an index.
            forbidden = {"Seq Scan"} if name.startswith("a ") else {"Seq Scan", "Sort"}
            assert not plan_of(query["sql"]) & forbidden, f"{name}: {query['sql']}"
