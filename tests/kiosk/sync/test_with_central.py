"""Against the real platform: its process, its PostgreSQL, its worker."""

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import cv2
import httpx
import pytest
from keyring.backends.fail import Keyring as NoKeyring

import assets
from contract.config import ConfigStyle, KioskConfig
from contract.ids import new_id
from contract.leases import LeaseRequest, LeaseState
from contract.problem import Code
from contract.signature import verify
from contract.sync import OpStatus, RawOp, SyncRequest
from kiosk.domain.clock import SystemClock
from kiosk.domain.errors import RefusedError
from kiosk.domain.model import Link, Progress, Request
from kiosk.store import Store
from kiosk.sync.enroll import enroll
from kiosk.sync.service import SyncService
from kiosk.sync.transport.client import Client
from kiosk.sync.transport.connection import Connection
from kiosk.sync.transport.token_store import TokenStore
from kiosk.sync.workers.uploads import RANGE_BYTES
from tests.kiosk.sync.conftest import Heard
from tests.platform import LivePlatform

pytestmark = pytest.mark.slow


@dataclass
class LiveBooth:
    """A booth enrolled at the real platform."""

    folder: Path
    store: Store
    tokens: TokenStore
    heard: Heard
    clock: SystemClock

    def service(self) -> SyncService:
        return SyncService(
            self.store,
            Connection(self.store, self.tokens, self.clock),
            self.clock,
            folder=self.folder / "transit",
            app_version="0.1.0",
            listeners=self.heard.listeners(),
        )

    def platform_time(self) -> datetime:
        with closing(Connection(self.store, self.tokens, self.clock)) as connection:
            return connection.platform_time()

    def client(self) -> Client:
        enrolled = self.store.enrollment.current()
        assert enrolled is not None
        return Client(enrolled.server, self.clock, self.tokens.load())

    def config(self) -> KioskConfig:
        found = self.store.configs.current()
        assert found is not None
        return found

    def style(self) -> ConfigStyle:
        return next(iter(self.config().styles().values()))

    def request(self, photo: str = "hopper-portrait.jpg", dearer: int = 0) -> Request:
        """A guest, photographed: the photo is made this guest's own by a few bytes behind its end."""
        session_id = new_id()
        at = self.clock.now()
        config = self.config()
        assert config.event is not None
        self.store.sessions.begin(session_id, config.event.id, "es", at, config.ticket_prefix)
        self.store.sessions.record_consent(session_id, config.consent.version, at)
        picture = cv2.imread(str(assets.path("photos", photo)))
        assert picture is not None
        picture[:8, :8] = list(session_id.bytes[-3:])
        jpeg = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
        shot = self.store.shots.add(session_id, 0, jpeg, picture.shape[1::-1], at)
        style = self.style()
        return self.store.requests.make(session_id, shot, style.id, style.price + dearer, at)


@pytest.fixture(scope="module")
def booth(live_platform: LivePlatform, tmp_path_factory) -> Iterator[LiveBooth]:
    folder = tmp_path_factory.mktemp("booth")
    clock = SystemClock()
    made = LiveBooth(folder, Store(folder, clock), TokenStore(folder, NoKeyring()), Heard(), clock)
    code = live_platform.pairing()["pairing_code"]
    enroll(
        live_platform.url,
        code.lower(),
        store=made.store,
        tokens=made.tokens,
        clock=clock,
        app_version="0.1.0",
    )
    yield made
    made.store.close()


@pytest.fixture(scope="module")
def running(booth: LiveBooth) -> Iterator[SyncService]:
    service = booth.service()
    service.start()
    booth.heard.until(lambda heard: bool(heard.statuses) and heard.statuses[-1].lease_left > 0, 30)
    yield service
    service.stop()


@pytest.fixture
def client(booth: LiveBooth) -> Iterator[Client]:
    made = booth.client()
    yield made
    made.close()


def ready(heard: Heard, generation_id: UUID) -> Path:
    heard.until(lambda heard: any(each[0] == generation_id for each in heard.generations), 60)
    [(state, path)] = [each[1:3] for each in heard.generations if each[0] == generation_id]
    assert state == "ready" and path is not None, state
    return path


def test_a_wrong_code_is_refused(booth, live_platform):
    with pytest.raises(RefusedError) as refused:
        enroll(
            live_platform.url,
            "00000000",
            store=booth.store,
            tokens=booth.tokens,
            clock=booth.clock,
            app_version="0.1.0",
        )
    assert refused.value.code is Code.PAIRING_CODE_WRONG


def test_a_wrong_token_is_refused(live_platform):
    stranger = Client(live_platform.url, SystemClock(), "not a token")
    with pytest.raises(RefusedError) as refused:
        stranger.sync(SyncRequest(epoch=1))
    assert refused.value.code is Code.UNAUTHORIZED
    stranger.close()


def test_the_snapshot_is_signed_and_all_its_pictures_come(booth, running, client):
    body, signature, etag = client.config("")
    verify(booth.store.enrollment.current().server_key, body, signature)
    assert client.config(etag) is None
    wanted = booth.config().asset_hashes()
    assert len(booth.config().styles()) >= 24
    booth.heard.until(lambda heard: wanted <= set(heard.assets), 60)
    for sha256 in wanted:
        assert hashlib.sha256(booth.store.configs.asset(sha256).read_bytes()).hexdigest() == sha256


def test_every_worker_gets_on_with_the_platform(booth, running):
    booth.heard.until(lambda _: running.stream.is_open)
    booth.heard.until(lambda heard: heard.statuses[-1].link is Link.ONLINE)
    assert running.status().sentence == "", "some worker is in trouble"
    assert running.status().pool > 0


def test_a_picture_is_asked_for_made_fetched_and_verified(booth, running):
    request = booth.request()
    running.wake()
    path = ready(booth.heard, request.generation_id)
    picture = cv2.imread(str(path))
    assert picture is not None and min(picture.shape[:2]) > 200
    [row] = booth.store.database.read(
        lambda rows: rows.execute("SELECT * FROM requests WHERE fetched = 1").fetchall()
    )
    assert hashlib.sha256(path.read_bytes()).hexdigest() == row["result_sha256"]
    steps = {step for picture_id, step, _ in booth.heard.steps if picture_id == request.generation_id}
    assert {Progress.SENT, Progress.FETCHING} <= steps
    page = httpx.get(request.claim_url)
    assert page.status_code == 200 and "text/html" in page.headers["content-type"]


def test_a_photo_in_ranges_over_a_line_that_broke(booth, running, client):
    """The first range is there already, as after a reset; the rest follows."""
    request = booth.request("gioconda.jpg")
    [photo] = booth.store.uploads.due(1)
    content = photo.path.read_bytes()
    first = content[: min(RANGE_BYTES, len(content) // 2)]
    answer = client.blob_request(
        "PUT",
        photo.sha256,
        content=first,
        headers={"Content-Range": f"bytes 0-{len(first) - 1}/{photo.size}"},
    )
    assert (answer.status_code, answer.headers["upload-offset"]) == (202, str(len(first)))
    running.wake()
    ready(booth.heard, request.generation_id)
    held = client.blob_request("HEAD", photo.sha256)
    assert (held.status_code, held.headers["content-length"]) == (200, str(photo.size))


def test_wrong_bytes_and_another_booths_blob(client):
    with pytest.raises(RefusedError) as refused:
        client.blob_request("PUT", "0" * 64, content=b"x", headers={"Content-Range": "bytes 0-0/1"})
    assert refused.value.code is Code.DIGEST_MISMATCH
    with pytest.raises(RefusedError) as refused, client.blob("1" * 64):
        pass
    assert refused.value.code is Code.NOT_FOUND


def test_a_refused_guest_is_served_under_the_same_code_when_asked_for_again(booth, running, live_platform):
    def page(request: Request) -> str:
        answer = httpx.get(f"{live_platform.url}/g/{request.claim_code}/state.json")
        return str(answer.json()["state"])

    refused = booth.request(dearer=1)
    assert refused.ticket_label.startswith("A-")
    running.wake()
    booth.heard.until(lambda heard: any(each[0] == refused.generation_id for each in heard.generations), 30)
    assert page(refused) == "refused"
    again = booth.store.refused.ask_again(refused.ticket_label, booth.clock.now())
    running.wake()
    assert ready(booth.heard, again.generation_id).exists()
    assert (page(again), again.claim_code) == ("ready", refused.claim_code)
    assert again.ticket_label == refused.ticket_label


def test_a_refused_request_that_is_retried_at_the_platform_arrives_at_its_booth(
    booth, running, live_platform
):
    """The picture keeps its id, so the booth that gave the code shows it."""

    def told(state: str) -> bool:
        return any(each[:2] == (refused.generation_id, state) for each in booth.heard.generations)

    refused = booth.request(dearer=1)
    running.wake()
    booth.heard.until(lambda _: told("failed"), 30)
    waiting = booth.store.queue_depth().dead_letters
    partner = live_platform.pairing()["partner"]
    with httpx.Client(base_url=f"{live_platform.url}/api/v1") as office:
        login = {"email": partner["email"], "password": partner["password"]}
        token = office.post("/logins", json=login).json()["token"]
        path = f"/refused-requests/{refused.generation_id}/retries"
        answer = office.post(path, json={"id": str(new_id())}, headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code in {200, 201}, answer.text
    booth.heard.until(lambda _: told("ready"), 60)
    known = booth.store.requests.get(refused.generation_id)
    assert known is not None and known.result_path is not None and known.result_path.exists()
    assert (known.claim_code, known.ticket_label) == (refused.claim_code, refused.ticket_label)
    assert booth.store.queue_depth().dead_letters == waiting - 1
    state = httpx.get(f"{live_platform.url}/g/{refused.claim_code}/state.json").json()["state"]
    assert state == "ready"


def test_an_op_sent_twice_has_one_effect_and_a_bad_one_stops_no_other(booth, client):
    enrolled = booth.store.enrollment.current()
    good, bad = (
        RawOp(op_id=new_id(), seq=9_000 + number, kind=kind, occurred_at=booth.clock.now(), payload=payload)
        for number, (kind, payload) in enumerate(
            [
                ("alert.raised", {"part": "test", "sentence": "<script>alert(1)</script>'; --"}),
                ("generation.requested", {"price": -5}),
            ]
        )
    )
    request = SyncRequest(epoch=enrolled.epoch, cursor=booth.store.sync_results.cursor(), ops=(bad, good))
    first, again = client.sync(request), client.sync(request)
    assert [result.status for result in first.results] == [OpStatus.REJECTED, OpStatus.APPLIED]
    assert first.results[0].code is Code.INVALID
    assert again.results[1].status is OpStatus.DUPLICATE


def test_the_clocks_agree_for_the_doctor(booth):
    before = booth.clock.now() - timedelta(seconds=1)
    assert before < booth.platform_time() <= booth.clock.now()


def test_stopping_gives_the_lease_back_at_the_platform(booth, live_platform, running):
    """A copied disk of this booth is refused once the booth is enrolled anew."""
    running.stop()
    assert booth.store.leases.held() == []
    assert booth.store.queue_depth().ops == 0
    client = booth.client()
    answer = client.sync(
        SyncRequest(epoch=booth.store.enrollment.current().epoch, cursor=booth.store.sync_results.cursor())
    )
    client.close()
    assert [lease for lease in answer.leases if lease.state is LeaseState.OPEN] == []
    live_platform.process.command("audit-ledger")


def test_a_lease_is_the_same_however_often_it_is_asked_for_and_goes_back_as_an_op(booth, client):
    """Last of what this booth does: it knows nothing of an op that the test sends in its name."""
    epoch = booth.store.enrollment.current().epoch
    request = LeaseRequest(request_id=new_id(), epoch=epoch, wanted=100)
    lease = client.ask_lease(request)
    assert client.ask_lease(request).model_copy(update={"ttl_seconds": 0}) == lease.model_copy(
        update={"ttl_seconds": 0}
    )
    settled = client.sync(SyncRequest(epoch=epoch, cursor=booth.store.sync_results.cursor())).ack_seq
    back = RawOp(
        op_id=new_id(),
        seq=settled + 1,
        kind="lease.returned",
        occurred_at=booth.clock.now(),
        payload={"lease_id": str(lease.id)},
    )
    answer = client.sync(SyncRequest(epoch=epoch, cursor=booth.store.sync_results.cursor(), ops=(back,)))
    assert [result.status for result in answer.results] == [OpStatus.APPLIED]
    assert lease.id not in [each.id for each in answer.leases if each.state is LeaseState.OPEN]


def test_another_epoch_is_refused(booth, tmp_path):
    copy = tmp_path / "copy"
    shutil.copytree(booth.folder, copy)
    store = Store(copy, booth.clock)
    store.database.write(lambda rows: rows.execute("UPDATE enrollment SET epoch = epoch + 7"))
    other = LiveBooth(copy, store, TokenStore(copy, NoKeyring()), Heard(), booth.clock)
    service = other.service()
    service.start()
    other.heard.until(lambda heard: bool(heard.statuses) and heard.statuses[-1].link is Link.REFUSED)
    service.stop()
    store.close()
