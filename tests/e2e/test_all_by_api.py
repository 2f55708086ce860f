"""From an empty database to a printed picture, all by API, and the audit log tells of every step.

On the platform that the other tests here share, as long as it is empty: by its name this file comes first.
Each of the others makes what it needs by itself, so what stays of the walk concerns nobody.
"""

import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from PIL import Image

from contract.ids import new_id
from demo.browser import fetch
from demo.platform import Platform, platform
from kiosk.domain.model import Request
from kiosk.session.state import Screen
from tests.central.pictures import jpeg
from tests.e2e.guest import booth, pair

PASSWORD = "correct horse battery"
MASTER, PARTNER, HOST = "master@cabina.example", "hola@agil.example", "ana@boda.example"
UNSEEN = "somebody"
"""Whoever is not in the reader's sight: of them there is an id."""
TOLD = [
    ("operator", "created", "person"),
    (MASTER, "logged_in", "person"),
    (MASTER, "created", "partner"),
    (PARTNER, "password_set", "person"),
    (PARTNER, "logged_in", "person"),
    (PARTNER, "brand_edited", "partner"),
    (PARTNER, "created", "client"),
    (PARTNER, "allocated", "client"),
    (HOST, "password_set", "person"),
    (HOST, "logged_in", "person"),
    (HOST, "created", "event"),
    (HOST, "brand_edited", "event"),
    (HOST, "brand_edited", "event"),
    (PARTNER, "created", "pairing_code"),
    ("kiosk", "enrolled", "kiosk"),
    (HOST, "topped_up", "event"),
]
"""Who did what to what, in the order of the walk."""


class Caller:
    """Somebody who calls the API, over the network."""

    def __init__(self, http: httpx.Client, address: str) -> None:
        self.http = http
        self.address = address
        self.headers: dict[str, str] = {}

    def log_in(self, email: str) -> "Caller":
        opened = self.post("/logins", email=email, password=PASSWORD)
        self.headers = {"Authorization": f"Bearer {opened['token']}"}
        return self

    def first_log_in(self, link: dict[str, Any]) -> "Caller":
        """By a password link."""
        self.post("/passwords", token=link["token"], password=PASSWORD)
        return self.log_in(link["email"])

    def another(self) -> "Caller":
        """Somebody else, at the same platform."""
        return Caller(self.http, self.address)

    def get(self, path: str, **query: Any) -> Any:
        return self._answer("GET", path, params=query)

    def post(self, path: str, **body: Any) -> Any:
        return self._answer("POST", path, json=body)

    def patch(self, path: str, **body: Any) -> Any:
        return self._answer("PATCH", path, json=body)

    def put(self, path: str, content: bytes) -> Any:
        return self._answer("PUT", path, content=content)

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """A list that has one page."""
        page = self.get(path, limit=100, **query)
        assert page["next"] is None
        items: list[dict[str, Any]] = page["items"]
        return items

    def _answer(self, method: str, path: str, **sent: Any) -> Any:
        url = f"{self.address}/api/v1{path}"
        answer = self.http.request(method, url, headers=self.headers, **sent)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


@contextmanager
def another_platform() -> Iterator[Platform]:
    folder = Path(tempfile.mkdtemp(prefix="cabina-walk-"))
    try:
        with platform(folder) as running:
            yield running
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def add_master(http: httpx.Client, central: Platform) -> Caller:
    """As the operator does it, at the command line."""
    command = [*central.program, "add-master", MASTER, "--data", str(central.folder)]
    subprocess.run(command, env=central.environment, input=f"{PASSWORD}\n", text=True, check=True)
    return Caller(http, central.url).log_in(MASTER)


@pytest.fixture
def master(central: Platform) -> Iterator[Caller]:
    """Of the shared platform, if nobody was there before, else of one of its own."""
    with httpx.Client(timeout=30, trust_env=False) as http:
        first = add_master(http, central)
        if not first.items("/partners"):
            yield first
            return
        with another_platform() as fresh:
            yield add_master(http, fresh)


def test_from_an_empty_database_to_a_printed_picture(master: Caller, booth_folder: Path):
    assert_empty(master)
    pack = pack_with(master, "noir")
    partner = make_partner(master, pack)
    host, client_id = make_client(partner)
    event_id = make_event(host, pack)
    code = partner.post(f"/partners/{me(partner)}/pairing-codes", id=fresh(), name="Salón", event_id=event_id)
    pair(booth_folder, master.address, code["pairing_code"]["code"])
    with booth(booth_folder) as guest:
        guest.prepare()
        config = guest.engine.booth_state.config
        assert config is not None and config.event is not None
        assert (config.branding.display_name, config.branding.primary_color) == ("Ana y Luis", "#c2185b")
        assert {style.look for style in config.styles().values()} == looks_of(master, pack)
        topped_up = host.post(f"/events/{event_id}/top-ups", id=fresh(), credits=200)
        assert topped_up["credits"]["allocated"] == 2_200
        request = guest.one_session()
        assert guest.got is Screen.RESULT
        kept = guest.recover(request)
    check_picture(kept, booth_folder)
    check_credits(host, partner, event_id, client_id, kept.price)
    check_log(master, partner, host)


def fresh() -> str:
    return str(new_id())


def me(person: Caller) -> str:
    return str(person.get("/me")["tenant_id"])


def assert_empty(master: Caller) -> None:
    for path in ("/partners", "/clients", "/events", "/kiosks", "/purchases", "/credit-requests"):
        assert master.items(path) == [], path
    assert [person["email"] for person in master.items("/people")] == [MASTER]


def pack_with(master: Caller, look: str) -> str:
    packs = master.get("/catalogue/packs")
    return next(str(pack["id"]) for pack in packs if look in {style["look"] for style in pack["styles"]})


def looks_of(master: Caller, pack_id: str) -> set[str]:
    [pack] = [each for each in master.get("/catalogue/packs") if each["id"] == pack_id]
    return {style["look"] for style in pack["styles"]}


def make_partner(master: Caller, pack: str) -> Caller:
    made = master.post(
        "/partners", id=fresh(), name="Ágil", email=PARTNER, staff_pin="135790", credits=5_000, packs=[pack]
    )
    partner = master.another().first_log_in(made["password_link"])
    partner.patch(f"/partners/{made['partner']['id']}/branding", primary_color="#1565c0")
    return partner


def make_client(partner: Caller) -> tuple[Caller, str]:
    made = partner.post("/clients", id=fresh(), name="Ana", email=HOST)
    client_id = str(made["client"]["id"])
    partner.post(f"/clients/{client_id}/allocations", id=fresh(), credits=3_000)
    return partner.another().first_log_in(made["password_link"]), client_id


def make_event(host: Caller, pack: str) -> str:
    assert [each["id"] for each in host.get("/usable-packs")] == [pack]
    now = datetime.now(UTC)
    event = host.post(
        "/events", id=fresh(), name="Boda de Ana", credits=2_000, time_zone="America/Argentina/Buenos_Aires",
        starts_at=(now - timedelta(hours=1)).isoformat(), ends_at=(now + timedelta(days=1)).isoformat(),
        welcome={"es": "¡Bienvenidos!"},
    )  # fmt: skip
    path = f"/events/{event['id']}/branding"
    host.patch(path, display_name="Ana y Luis", primary_color="#c2185b")
    shown = host.put(f"{path}/logo", jpeg(200, 100))["shown"]
    assert (shown["display_name"], len(shown["logo_sha256"])) == ("Ana y Luis", 64)
    return str(event["id"])


def check_picture(kept: Request, folder: Path) -> None:
    """It is on paper, and on the guest's page."""
    [sheet] = (folder / "printed").glob("*.jpg")
    with Image.open(sheet) as paper:
        assert paper.size == (1200, 1800)
    assert kept.result_path is not None
    shown = fetch(f"{kept.claim_url}/after.jpg")[2]
    assert hashlib.sha256(shown).digest() == hashlib.sha256(kept.result_path.read_bytes()).digest()


def check_credits(host: Caller, partner: Caller, event_id: str, client_id: str, price: int) -> None:
    meter = host.get(f"/events/{event_id}")["credits"]
    assert (meter["allocated"], meter["used"], meter["overdraft"]) == (2_200, price, 0)
    assert host.get(f"/clients/{client_id}/credits")["available"] == 800
    assert partner.get("/wallet")["available"] == 2_000
    [kiosk] = partner.items("/kiosks")
    assert (kiosk["event_id"], kiosk["state"]) == (event_id, "active")


def check_log(master: Caller, partner: Caller, host: Caller) -> None:
    """Everything is there, in order; each reads what is theirs, and the money leads to its transfer."""
    entries = master.items("/audit-log")[::-1]
    told = [(who(each), each["what"], each["subject_kind"]) for each in entries]
    assert told == TOLD
    [operator, *others] = entries
    assert operator["origin"] == "command_line" and operator["address"]
    assert {(each["origin"], each["address"]) for each in others} == {("network", "127.0.0.1")}
    requests = [each["request_id"] for each in others]
    assert all(requests) and len(set(requests)) == len(requests)
    assert {who(each) for each in host.items("/audit-log")} == {UNSEEN, HOST}
    assert MASTER not in str(partner.items("/audit-log"))
    topped_up = entries[-1]
    statement = host.get(f"/events/{topped_up['subject_id']}/statement", limit=100)["items"]
    assert topped_up["transfer_id"] in {line["id"] for line in statement}


def who(entry: dict[str, Any]) -> str:
    kind, _, name = entry["actor"].partition(":")
    if kind == "user":
        assert UUID(name)
        return entry["actor_email"] or UNSEEN
    return str(kind)
