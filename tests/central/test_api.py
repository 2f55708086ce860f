"""Everything that goes wrong under /api is a problem document; the feed, the stream, the heartbeat."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import httpx
import pytest
from django.db import OperationalError

import central.api.v1  # noqa: F401 - its shapes
from central.changefeed import changes
from central.fleet import commands
from central.fleet.commands import Order
from central.fleet.models import Kiosk, RemoteCommand
from contract.heartbeat import CommandKind, HeartbeatAnswer
from contract.ids import new_id
from contract.problem import PROBLEM_MEDIA_TYPE, Problem
from contract.shape import Shape
from tests.central.feed import feed_page
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")


def assert_problem(answer: httpx.Response, status: int, code: str) -> None:
    assert answer.headers["content-type"] == PROBLEM_MEDIA_TYPE, answer.text
    problem = Problem.model_validate_json(answer.content)
    assert (answer.status_code, problem.status, problem.code) == (status, status, code)
    assert problem.title


@pytest.fixture
def client(server: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server, timeout=30) as client:
        yield client


@pytest.fixture
def booth() -> Booth:
    world = World()
    return world.booth(world.event())


def bearer(booth: Booth) -> dict[str, str]:
    return {"Authorization": f"Bearer {booth.token}"}


def test_what_django_answers_is_a_problem_too(client: httpx.Client) -> None:
    assert_problem(client.get("/api/v1/nothing"), 404, "not_found")
    assert_problem(client.get("/api/"), 404, "not_found")
    wrong = client.get("/api/v1/kiosk/sync")
    assert_problem(wrong, 405, "invalid")
    assert wrong.headers["allow"] == "POST"


def test_without_a_token(client: httpx.Client) -> None:
    for method, path in [("GET", "config"), ("POST", "sync"), ("GET", "stream"), ("POST", "heartbeat")]:
        answer = client.request(method, f"/api/v1/kiosk/{path}", json={} if method == "POST" else None)
        assert_problem(answer, 401, "unauthorized")
        assert answer.headers["www-authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"{", 400), (b"", 422), (b"[]", 422), (b"null", 422), (b'{"epoch": "x"}', 422), (b"[" * 90_000, 400),
     (b'{"epoch": 1, "ops": {}}', 422), (b'{"epoch": -1}', 422), (b"\xff\xfe", 400),
     (b'{"epoch": 1, "cursor": "' + b"x" * 300 + b'"}', 422)],
)  # fmt: skip
def test_a_body_that_is_no_request(client: httpx.Client, booth: Booth, body: bytes, status: int) -> None:
    answer = client.post("/api/v1/kiosk/sync", content=body, headers=bearer(booth))
    assert_problem(answer, status, "invalid")
    assert answer.json()["title"].endswith("."), "a sentence, also where the framework made it"


@pytest.mark.parametrize(
    "wrong",
    [{"app_version": "\0"}, {"oldest_op_seconds": float("inf")},
     {"parts": [{"part": "printer", "health": "ok", "sentence": "a\0b"}]}],
)  # fmt: skip
def test_what_the_database_cannot_hold_is_refused(
    client: httpx.Client, booth: Booth, wrong: dict[str, Any]
) -> None:
    body = {"epoch": 1, "app_version": "1.0", "sent_at": datetime.now(UTC).isoformat()} | wrong
    answer = client.post("/api/v1/kiosk/heartbeat", content=json.dumps(body), headers=bearer(booth))
    assert_problem(answer, 422, "invalid")


def test_a_huge_body_is_refused_whether_it_says_so_or_not(client: httpx.Client, booth: Booth) -> None:
    assert_problem(
        client.post("/api/v1/kiosk/sync", content=b" " * 1_000_001, headers=bearer(booth)), 413, "too_large"
    )
    sent = 0

    def endless() -> Iterator[bytes]:
        nonlocal sent
        while sent < 50_000_000:
            sent += 100_000
            yield b" " * 100_000

    try:
        answer = client.post("/api/v1/kiosk/sync", content=endless(), headers=bearer(booth))
        assert_problem(answer, 413, "too_large")
    except httpx.WriteError:
        pass  # The server closed the connection while the rest was still being sent.
    assert sent < 50_000_000


def test_a_cursor_that_is_not_ours_starts_anew(booth: Booth) -> None:
    changes.publish(booth.row.tenant_id, booth.id, "config", "x")
    for cursor in ("1.1.1", "x", "-1.5", "9" * 100, "' OR 1=1", "٣.٣"):
        assert [each["kind"] for each in booth.sync(cursor=cursor)["changes"]] == ["config"]


def test_a_bug_is_a_problem_without_its_trace(
    booth: Booth, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr("central.api.kiosks.sync", broken)
    answer = booth.exchange()
    assert (answer.status_code, answer.json()["code"]) == (500, "try_later")
    assert b"secret" not in answer.content
    assert "secret detail" in caplog.text


def test_a_database_that_is_away_is_a_reason_to_try_later(
    booth: Booth, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: object) -> None:
        raise OperationalError("connection refused")

    monkeypatch.setattr("central.api.kiosks.sync", away)
    answer = booth.exchange()
    assert (answer.status_code, answer.json()["code"]) == (503, "try_later")
    assert answer.headers["Retry-After"] == "2"


def test_the_api_describes_itself(client: httpx.Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    paths = {path.removeprefix("/api/v1") for path in described["paths"]}
    assert paths >= {
        "/kiosks/enroll", "/kiosk/config", "/kiosk/sync", "/kiosk/leases", "/kiosk/leases/{lease_id}/return",
        "/kiosk/stream", "/kiosk/heartbeat", "/blobs/{sha256}", "/logins", "/me", "/partners", "/clients",
    }  # fmt: skip
    assert "SyncAnswer" in described["components"]["schemas"]


def test_every_endpoint_says_what_it_is_for_and_has_a_name_of_its_own(client: httpx.Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    endpoints = [each for path in described["paths"].values() for each in path.values()]
    names = [each["operationId"] for each in endpoints]
    assert len(set(names)) == len(names)
    assert all(each["description"].endswith(".") and each["tags"] for each in endpoints)
    webhooks = {"MercadoPago webhook"}
    assert {each["summary"].partition(" ")[0] for each in endpoints if each["summary"] not in webhooks} <= {
        "Allocate", "Approve", "Assign", "Audit", "Buy", "Cancel", "Change", "Check", "Close",
        "Correct", "Create", "Deactivate", "Decline", "Delete", "Download", "Edit", "Enrol",
        "Exchange", "Export", "Get", "Give", "List", "Log", "Order", "Reactivate", "Reclaim",
        "Remove", "Request", "Retire", "Retry", "Return", "Send", "Set", "Stream", "Suggest",
        "Take", "Top", "Unlock", "Update", "Upload", "Withdraw", "Write",
    }, "a verb says what it does"  # fmt: skip


def test_every_shape_has_a_name_of_its_own() -> None:
    """Else the API's description shows one of them in both places."""

    def shapes(parent: type) -> set[type]:
        return set(parent.__subclasses__()).union(*map(shapes, parent.__subclasses__()))

    ours = [each for each in shapes(Shape) if each.__module__.startswith(("central.", "contract."))]
    names = Counter(each.__name__ for each in ours)
    assert names["Lease"] == names["EventLease"] == 1
    assert not [name for name, count in names.items() if count > 1]


def test_the_stream_carries_keys_of_this_kiosk_only(client: httpx.Client, booth: Booth) -> None:
    kiosk = booth.row
    with client.stream("GET", "/api/v1/kiosk/stream", headers=bearer(booth)) as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        lines = stream.iter_lines()
        assert next(lines).startswith("retry:")
        generation = str(new_id())
        changes.publish(kiosk.tenant_id, new_id(), "generation", "another kiosk's")
        changes.publish(kiosk.tenant_id, booth.id, "generation", generation)
        heard = list(islice((line for line in lines if line), 2))
    assert heard == ["event: generation", f"data: {generation}"]


def test_changes_wait_for_a_transaction_that_commits_late(booth: Booth) -> None:
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event as Signal

    from django.db import connection, transaction

    kiosk, written, may_commit = booth.row, Signal(), Signal()

    def late() -> None:
        with transaction.atomic():
            changes.publish(kiosk.tenant_id, booth.id, "config", "early and late")
            written.set()
            may_commit.wait(30)
        connection.close()

    with ThreadPoolExecutor(1) as threads:
        running = threads.submit(late)
        written.wait(30)
        changes.publish(kiosk.tenant_id, booth.id, "config", "later but first")
        before = feed_page(kiosk.tenant_id, booth.id, changes.START)
        may_commit.set()
        running.result(30)
    after = feed_page(kiosk.tenant_id, booth.id, before.cursor)
    keys = [each.key for each in (*before.changes, *after.changes)]
    assert keys == ["early and late", "later but first"]


def test_pages_of_changes_join_without_gap_or_repetition(booth: Booth) -> None:
    kiosk = booth.row
    for number in range(7):
        changes.publish(kiosk.tenant_id, booth.id, "lease", str(number))
    cursor, keys, more = changes.START, [], True
    while more:
        page = feed_page(kiosk.tenant_id, booth.id, cursor, limit=3)
        cursor, more = page.cursor, page.more
        keys += [each.key for each in page.changes]
    assert keys == [str(number) for number in range(7)]


def beat(booth: Booth, **changed: Any) -> HeartbeatAnswer:
    body = {"epoch": booth.epoch, "app_version": "2.0", "sent_at": datetime.now(UTC).isoformat()} | changed
    answer = booth.post("/kiosk/heartbeat", body)
    assert answer.status_code == 200, answer.content
    return HeartbeatAnswer.model_validate_json(answer.content)


def given(kiosk: Kiosk, kind: CommandKind) -> UUID:
    order = Order(new_id(), kind, {}, timedelta(hours=1))
    return commands.give(kiosk, order, "test")[0].id


def test_a_heartbeat_is_kept_and_brings_commands_until_they_are_done(booth: Booth) -> None:
    kiosk = booth.row
    command = given(kiosk, CommandKind.PAUSE)
    parts = [{"part": "printer", "health": "failed", "sentence": "out of paper"}]
    answer = beat(booth, queue_depth=3, parts=parts)
    assert [(each.id, each.kind) for each in answer.commands] == [(command, CommandKind.PAUSE)]
    assert beat(booth).commands == answer.commands, "until the booth says that it is done"
    assert beat(booth, done_commands=[str(command), str(new_id())]).commands == ()
    assert RemoteCommand.objects.get().done_at is not None
    kept = Kiosk.objects.get(id=booth.id)
    assert (kept.app_version, kept.last_seen_at is not None) == ("2.0", True)
    assert json.dumps(kept.health)


def test_a_command_is_announced_on_the_feed(booth: Booth) -> None:
    kiosk = booth.row
    given(kiosk, CommandKind.SYNC)
    assert [each.kind for each in feed_page(kiosk.tenant_id, booth.id, "").changes] == ["command"]


def test_healthz(client: httpx.Client) -> None:
    assert client.get("/healthz").text == "ok\n"
