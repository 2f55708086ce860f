"""The promise of a picture: all of it, or nothing."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor

import pytest

from contract.ids import CROCKFORD
from contract.sync import OpKind
from kiosk.domain.errors import BugError, DiskError, SetupError
from kiosk.domain.model import Funding
from kiosk.store import Store
from tests.kiosk.worlds import config, enrolled, event, lease, named, signed


def ops(store):
    return list(store.outbox.pending(500, 1_000_000))


def test_request_debits_the_lease_and_writes_op_and_upload_together(booth):
    lease_id = booth.lend(granted=300)
    request = booth.request(price=150)
    assert request.funding is Funding.LEASED
    assert request.claim_url == f"http://platform.example/g/{request.claim_code}"
    assert len(request.claim_code) == 26 and set(request.claim_code) <= set(CROCKFORD)
    assert booth.store.leases.held()[0].left == 150
    [op] = ops(booth.store)
    assert (op.kind, op.seq) == (OpKind.GENERATION_REQUESTED, 1)
    assert (op.payload.lease_id, op.payload.price) == (lease_id, 150)
    assert op.payload.generation_id == request.generation_id
    assert (op.payload.consent_version, op.payload.language) == ("7", "es")
    [upload] = booth.store.uploads.due(10)
    assert upload.sha256 == op.payload.photo_sha256
    assert upload.path.stat().st_size == upload.size


def test_a_request_that_fails_half_way_leaves_nothing(booth, monkeypatch):
    booth.lend(granted=300)
    monkeypatch.setattr(
        booth.store.outbox, "record", lambda *_: (_ for _ in ()).throw(sqlite3.OperationalError("cut"))
    )
    with pytest.raises(BugError):
        booth.request()
    monkeypatch.undo()
    assert booth.store.leases.held()[0].spent == 0
    assert ops(booth.store) == []
    assert booth.store.queue_depth().blobs == 0
    assert booth.request().ticket == 1


def test_without_a_lease_the_request_is_unfunded_and_still_kept(booth):
    request = booth.request()
    assert request.funding is Funding.UNFUNDED
    assert ops(booth.store)[0].payload.lease_id is None


def test_a_photo_that_is_gone_is_the_disks_fault(booth):
    session_id = booth.guest()
    shot = booth.shot(session_id)
    shot.path.unlink()
    with pytest.raises(DiskError, match=shot.sha256):
        booth.store.requests.make(session_id, shot, named("ink"), 100, booth.clock.now())


def test_without_consent_nothing_is_asked_for(booth):
    with pytest.raises(BugError, match="consent"):
        booth.request(booth.guest(consented=False))


def test_tickets_count_up_and_claim_codes_differ(booth):
    made = [booth.request() for _ in range(5)]
    assert [request.ticket for request in made] == [1, 2, 3, 4, 5]
    assert len({request.claim_code for request in made}) == 5


def test_a_picture_for_nothing_needs_no_lease(booth):
    booth.lend(granted=100)
    request = booth.request(price=0)
    assert request.funding is Funding.LEASED
    assert booth.store.leases.held()[0].spent == 0


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"granted": 99}, "too small"),
        ({"event_id": named("other")}, "another event's"),
        ({"granted": 300, "spent": 250}, "used up"),
        ({"ttl": 0.0}, "expired"),
    ],
)
def test_a_lease_is_not_spent_when(booth, how, why):
    booth.lend(**how)
    assert booth.request().funding is Funding.UNFUNDED, why


def test_the_lease_that_expires_first_is_spent_first(booth):
    booth.lend(name="later", ttl=900)
    booth.lend(name="sooner", ttl=300)
    booth.request()
    assert {each.id: each.spent for each in booth.store.leases.held()} == {
        named("later"): 0,
        named("sooner"): 100,
    }


def test_a_lease_dies_with_time_with_a_reboot_and_with_an_epoch(booth):
    booth.lend(granted=1000, ttl=600)
    assert booth.request().funding is Funding.LEASED
    booth.clock.advance(601)
    assert booth.request().funding is Funding.UNFUNDED
    booth.lend(granted=1000, ttl=600)
    assert booth.request().funding is Funding.LEASED
    booth.clock.wall = booth.clock.wall.replace(year=2031)  # the wall clock has no say
    assert booth.request().funding is Funding.LEASED
    booth.reopen("boot-2")
    assert booth.request().funding is Funding.UNFUNDED
    booth.lend(granted=1000)
    booth.store.enrollment.keep(enrolled(epoch=2))
    booth.store.configs.keep(*signed(config()))
    assert booth.store.leases.held() == []
    assert booth.request().funding is Funding.UNFUNDED


def test_what_the_server_says_never_unspends_what_was_promised(booth):
    booth.lend(granted=300)
    booth.request()
    booth.store.leases.keep(lease(granted=600, spent=0))
    [held] = booth.store.leases.held()
    assert (held.granted, held.spent) == (600, 100)


def test_concurrent_requests_never_overspend(booth):
    booth.lend(granted=700)
    guests = [booth.guest() for _ in range(20)]
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(booth.request, guests))
    assert sum(request.funding is Funding.LEASED for request in made) == 7
    assert [op.seq for op in ops(booth.store)] == list(range(1, 21))
    assert sorted(request.ticket for request in made) == list(range(1, 21))


def test_demand_is_what_was_promised_lately(booth):
    booth.request(price=100)
    booth.clock.advance(100)
    booth.request(price=150)
    assert booth.store.requests.credits_since(50) == 150
    assert booth.store.requests.credits_since(500) == 250


def test_requests_survive_the_program(booth):
    made = booth.request()
    assert booth.reopen().requests.get(made.generation_id) == made


def test_no_config_no_request(tmp_path):
    store = Store(tmp_path)
    with pytest.raises(SetupError):
        store.requests.make(named("s"), None, named("ink"), 1, None)  # type: ignore[arg-type]
    store.close()


def test_tickets_begin_again_with_another_event(booth):
    booth.request()
    booth.store.configs.keep(*signed(config(event=event(id=named("another")))))
    session_id = named("session")
    booth.store.sessions.begin(session_id, named("another"), "es", booth.clock.now())
    booth.store.sessions.record_consent(session_id, "7", booth.clock.now())
    assert booth.request(session_id).ticket == 1
