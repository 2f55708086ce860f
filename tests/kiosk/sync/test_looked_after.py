"""A real booth that its partner pairs, commands, moves and retires at the real platform."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from keyring.backends.fail import Keyring as NoKeyring

from contract.ids import new_id
from contract.problem import Code
from contract.sync import SyncRequest
from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import RefusedError
from kiosk.store import Store
from kiosk.sync.enroll import enroll
from kiosk.sync.service import SyncService
from kiosk.sync.transport.client import Client
from kiosk.sync.transport.connection import Connection
from kiosk.sync.transport.token_store import TokenStore
from tests.kiosk.sync.conftest import Heard
from tests.platform import LivePlatform

pytestmark = pytest.mark.slow


class Partner:
    """The sample platform's partner, over HTTP."""

    def __init__(self, platform: LivePlatform) -> None:
        self.http = httpx.Client(base_url=f"{platform.url}/api/v1", timeout=30)
        person = platform.pairing()["partner"]
        login = {"email": person["email"], "password": person["password"]}
        given = self.post("/logins", **login)
        self.tenant_id = given["tenant_id"]
        self.http.headers["Authorization"] = f"Bearer {given['token']}"

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        answer = self.http.post(path, json=body)
        assert answer.is_success, answer.text
        told: dict[str, Any] = answer.json()
        return told

    def get(self, path: str) -> dict[str, Any]:
        told: dict[str, Any] = self.http.get(path).json()
        return told

    def code(self, path: str, **body: Any) -> str:
        made = self.post(f"{path}/pairing-codes", id=str(new_id()), **body)["pairing_code"]
        return str(made["code"])

    def party(self) -> str:
        now = datetime.now(UTC)
        ends = now + timedelta(hours=5)
        made = self.post(
            "/events", id=str(new_id()), name="Another party", starts_at=now.isoformat(),
            ends_at=ends.isoformat(), time_zone="UTC", credits=500,
        )  # fmt: skip
        return str(made["id"])


class Booth:
    """One booth, whose workers take a step when they are told to."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock, self.heard = folder, SystemClock(), Heard()
        self.store, self.tokens = Store(folder, self.clock), TokenStore(folder, NoKeyring())
        self.connections: list[Connection] = []

    def pair(self, server: str, code: str) -> None:
        enroll(server, code, store=self.store, tokens=self.tokens, clock=self.clock, app_version="0.1.0")
        connection = Connection(self.store, self.tokens, self.clock)
        self.connections.append(connection)
        transit, listeners = self.folder / "transit", self.heard.listeners()
        self.service = SyncService(
            self.store, connection, self.clock, folder=transit, app_version="0.1.0", listeners=listeners
        )

    def step(self, *workers: str) -> None:
        for name in workers:
            self.service.workers[name].step()

    def refusal(self) -> Code | None:
        enrolled = self.store.enrollment.current()
        assert enrolled is not None
        client = Client(enrolled.server, self.clock, self.tokens.load())
        try:
            client.sync(SyncRequest(epoch=enrolled.epoch))
        except RefusedError as refused:
            return refused.code
        finally:
            client.close()
        return None


@pytest.fixture
def booth(tmp_path: Path) -> Iterator[Booth]:
    made = Booth(tmp_path)
    yield made
    for connection in made.connections:
        connection.close()
    made.store.close()


@pytest.fixture
def partner(live_platform: LivePlatform) -> Iterator[Partner]:
    made = Partner(live_platform)
    yield made
    made.http.close()


def test_a_booth_is_paired_commanded_moved_retired_and_paired_again(
    booth: Booth, partner: Partner, live_platform: LivePlatform
) -> None:
    booth.pair(live_platform.url, partner.code(f"/partners/{partner.tenant_id}", name="Garden"))
    enrolled = booth.store.enrollment.current()
    assert enrolled is not None
    path = f"/kiosks/{enrolled.kiosk_id}"

    def give(kind: str, **arguments: str) -> None:
        partner.post(f"{path}/commands", id=str(new_id()), kind=kind, arguments=arguments)

    def fates() -> dict[str, str]:
        return {each["kind"]: each["state"] for each in partner.get(f"{path}/commands")["items"]}

    event_id = partner.party()
    give("pause")
    give("collect_logs")
    give("switch_event", event_id=event_id)
    booth.step("heartbeat")
    assert fates() == {"pause": "done", "collect_logs": "unsupported", "switch_event": "sent"}
    booth.step("config", "heartbeat")
    assert fates()["switch_event"] == "done"
    config = booth.store.configs.current()
    assert config is not None and config.event is not None
    assert (str(config.event.id), config.kiosk_name, booth.heard.commands) == (event_id, "Garden", ["pause"])
    shown = partner.get(path)
    assert (shown["state"], shown["event_id"], shown["health"]["queue_depth"]) == ("active", event_id, 0)
    partner.post(f"{path}/retire", id=str(new_id()))
    assert booth.refusal() is Code.UNAUTHORIZED
    booth.pair(live_platform.url, partner.code(path))
    assert booth.refusal() is None
    happened = [each["what"] for each in partner.get(f"{path}/history")["items"]][::-1]
    assert happened[0] == "enrolled" and happened[-2:] == ["retired", "enrolled"]
    assert happened.count("command_answered") == 3
