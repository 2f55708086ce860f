"""Many booths on one event at the same moment, over real HTTP and on real PostgreSQL."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest
from django.db import connections
from django.utils import timezone

from central.events.credits import credits_of
from central.events.models import Event
from central.fleet.models import Kiosk
from central.generations.models import Generation
from central.ledger.accounts import AccountKind, balance_of
from central.ledger.audit import audit
from central.sync.exchange import settle_ops
from contract.ids import new_id
from contract.sync import RawOp
from tests.central.world import Booth, World

pytestmark = pytest.mark.usefixtures("database")


def at_once(server: str, requests: list[tuple[Booth, str, dict[str, Any]]]) -> list[dict[str, Any]]:
    """Send all requests at the same moment, each on a connection of its own; the answers in that order."""
    gate = threading.Barrier(len(requests))

    def send(request: tuple[Booth, str, dict[str, Any]]) -> dict[str, Any]:
        booth, path, body = request
        with httpx.Client(base_url=f"{server}/api/v1", timeout=60) as client:
            gate.wait(60)
            answer = client.post(path, json=body, headers={"Authorization": f"Bearer {booth.token}"})
        assert answer.headers["content-type"].startswith("application/"), answer.text
        return answer.json()

    with ThreadPoolExecutor(len(requests)) as threads:
        return list(threads.map(send, requests))


def fates(answers: list[dict[str, Any]]) -> Counter[str]:
    return Counter(result["code"] or result["status"] for answer in answers for result in answer["results"])


def test_a_hundred_requests_for_thirty_seven_pictures(server: str) -> None:
    world = World()
    event = world.event(credits=37, photo_price=1)
    booths = [world.booth(event, f"Booth {n}") for n in range(10)]
    requests = [
        (booth, "/kiosk/sync", {"epoch": 1, "ops": [booth.request_op(event, world.style, price=1)]})
        for booth in booths
        for _ in range(10)
    ]
    assert fates(at_once(server, requests)) == {"applied": 37, "credits_exhausted": 63}
    assert Generation.objects.count() == 37
    counted = credits_of(event)
    assert (counted.pool, counted.consumed, counted.overdraft, counted.adds_up) == (0, 37, 0, True)
    assert audit().clean
    assert fates(at_once(server, requests)) == {"duplicate": 37, "credits_exhausted": 63}
    assert credits_of(event) == counted


def test_one_op_sent_by_twenty_connections_at_once_has_one_effect(server: str) -> None:
    world = World()
    event = world.event()
    booth = world.booth(event)
    body = {"epoch": 1, "ops": [booth.request_op(event, world.style) for _ in range(5)]}
    answers = at_once(server, [(booth, "/kiosk/sync", body)] * 20)
    assert fates(answers) == {"applied": 5, "duplicate": 95}
    assert credits_of(event).consumed == 500


def test_one_lease_request_sent_by_twenty_connections_at_once_gives_one_lease(server: str) -> None:
    world = World()
    event = world.event()
    booth = world.booth(event)
    body = {"request_id": str(new_id()), "epoch": 1, "wanted": 500}
    answers = at_once(server, [(booth, "/kiosk/leases", body)] * 20)
    assert len({answer["id"] for answer in answers}) == 1
    assert credits_of(event).leased == 1_000


def test_leased_and_unfunded_requests_and_leases_mixed_add_up(server: str) -> None:
    world = World()
    event = world.event(credits=6_000)
    booths = [world.booth(event) for _ in range(8)]
    leases = [booth.lease(500).json()["id"] for booth in booths[:4]]
    requests: list[tuple[Booth, str, dict[str, Any]]] = []
    for booth, lease in zip(booths, leases * 2, strict=True):
        funded = lease if booth in booths[:4] else None
        ops = [booth.request_op(event, world.style, lease_id=funded) for _ in range(6)]
        requests += [(booth, "/kiosk/sync", {"epoch": 1, "ops": ops[:3]})]
        requests += [(booth, "/kiosk/sync", {"epoch": 1, "ops": ops[3:]})]
        renew = {"request_id": str(new_id()), "epoch": 1, "wanted": 800, "renew": funded}
        requests += [(booth, "/kiosk/leases", renew)]
    # A return by request ends the backing of what is not settled, so it follows its own booth's promises.
    back = {"epoch": 1}
    after: list[tuple[Booth, str, dict[str, Any]]] = []
    for booth, unfunded, lease in zip(booths[:4], booths[4:], leases, strict=True):
        after += [(booth, f"/kiosk/leases/{lease}/return", back | {"request_id": str(new_id())})]
        ops = [unfunded.request_op(event, world.style) for _ in range(3)]
        after += [(unfunded, "/kiosk/sync", {"epoch": 1, "ops": ops})]
    answers = [
        answer for each in (requests, after) for answer in at_once(server, each) if "results" in answer
    ]
    counted = credits_of(event)
    assert counted.adds_up
    assert counted.consumed == 100 * fates(answers)["applied"]
    promised = fates(answers[:8])
    assert set(promised) == {"applied"}, "no promise backed by a lease is refused"
    found = audit()
    assert found.clean, found.faults


def test_batches_over_two_events_do_not_lock_each_other_out() -> None:
    world = World()
    events = [world.event(credits=2_000) for _ in range(2)]
    booths = [world.booth(event) for event in events]
    for booth in booths:
        for event in events:
            Kiosk.objects.filter(id=booth.id).update(event_id=event.id)
            assert booth.client.get("/api/v1/kiosk/config").status_code == 200, "now it has worked for both"

    def work(booth: Booth, order: list[Event]) -> int:
        applied = 0
        for _ in range(10):
            request_ops = [RawOp.model_validate(booth.request_op(event, world.style)) for event in order]
            results, _ = settle_ops(booth.row, 1, request_ops, timezone.now())
            applied += sum(result.code is None for result in results)
        connections.close_all()
        return applied

    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(work, booths, [events, events[::-1]])) == 40
    assert audit().clean


def test_events_of_one_name_that_are_created_at_once() -> None:
    world = World(credits=2_000)
    gate = threading.Barrier(10)

    def create(number: int) -> str:
        gate.wait(60)
        slug = world.event(100, name="Mi Boda").slug
        connections.close_all()
        return slug

    with ThreadPoolExecutor(10) as threads:
        slugs = set(threads.map(create, range(10)))
    assert slugs == {"mi-boda", *(f"mi-boda-{number}" for number in range(2, 11))}
    assert balance_of(world.tenant_id, AccountKind.WALLET, world.tenant_id) == 1_000
