"""C16 at the booths: a partner's standing reaches its kiosks at once; while it is inactive, none joins."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from central.events import lifecycle
from central.fleet.enrolment import new_code
from central.fleet.models import Kiosk, PairingCode
from central.tenants.models import FailedAttempt
from contract.config import EventState, KioskConfig
from contract.ids import new_id
from kiosk.session.closed import closed_reason
from kiosk.session.state import ClosedReason
from tests.central.persons import Person, a_master, refusal
from tests.central.world import APPLIED, Booth, World, refused
from tests.kiosk.session.guest import booth_state

pytestmark = pytest.mark.usefixtures("database")


@pytest.fixture
def master() -> Person:
    return a_master()


def stand(master: Person, world: World, word: str) -> Any:
    answer = master.post(f"/partners/{world.tenant_id}/{word}", id=str(new_id()))
    assert answer.status_code == 200, answer.content
    return answer


def config_of(booth: Booth) -> KioskConfig:
    return KioskConfig.model_validate_json(booth.client.get("/api/v1/kiosk/config").content)


def state_of(booth: Booth) -> EventState:
    event = config_of(booth).event
    assert event is not None
    return event.state


def news(booth: Booth, cursor: str) -> list[dict[str, Any]]:
    return [each for each in booth.sync(cursor=cursor)["changes"] if each["kind"] == "config"]


def closed_for(booth: Booth, moment: datetime) -> ClosedReason | None:
    """What a booth that has this snapshot tells guests at that moment."""
    return closed_reason(booth_state(config=config_of(booth)), moment)


def test_c16_every_booth_is_told_in_the_same_transaction(master: Person) -> None:
    world, other = World(), World("other")
    event = world.event()
    booths = [world.booth(event), world.booth(world.event()), world.booth(), other.booth(other.event())]
    cursors = [booth.sync()["cursor"] for booth in booths]
    for word in ("deactivate", "activate"):
        stand(master, world, word)
        told = [news(booth, cursor) for booth, cursor in zip(booths, cursors, strict=True)]
        assert [len(each) for each in told] == [1, 1, 1, 0], word
        cursors = [booth.sync(cursor=cursor)["cursor"] for booth, cursor in zip(booths, cursors, strict=True)]


def test_c16_telling_a_hundred_booths_takes_as_many_statements_as_telling_one(master: Person) -> None:
    asked = []
    for kiosks in (1, 100):
        world = World(f"partner-{kiosks}")
        Kiosk.objects.bulk_create(
            Kiosk(tenant_id=world.tenant_id, name="Kiosk", token_hash=bytes([n] * 32)) for n in range(kiosks)
        )
        with CaptureQueriesContext(connection) as statements:
            stand(master, world, "deactivate")
        asked.append(len(statements))
    assert asked[0] == asked[1]


def test_c16_a_repetition_tells_nobody_again(master: Person) -> None:
    world = World()
    booth, command = world.booth(world.event()), {"id": str(new_id())}
    master.post(f"/partners/{world.tenant_id}/deactivate", **command)
    cursor = booth.sync()["cursor"]
    assert master.post(f"/partners/{world.tenant_id}/deactivate", **command).json()["status"] == "duplicate"
    assert not news(booth, cursor)


def test_c16_its_booths_close_for_guests_and_open_again(master: Person) -> None:
    world, now = World(), datetime.now(UTC)
    booth = world.booth(world.event())
    tomorrow = world.booth(world.event(starts_at=now + timedelta(days=1), ends_at=now + timedelta(days=2)))
    draft, over = world.booth(world.event(state=EventState.DRAFT)), world.event()
    lifecycle.close(over, "test")
    closed = world.booth(over)
    assert closed_for(booth, now) is None
    stand(master, world, "deactivate")
    assert closed_for(booth, now) is ClosedReason.PAUSED
    assert closed_for(tomorrow, now + timedelta(hours=30)) is ClosedReason.PAUSED, "offline, it does not open"
    assert (state_of(draft), state_of(closed)) == (EventState.DRAFT, EventState.ENDED)
    stand(master, world, "activate")
    assert (state_of(booth), state_of(tomorrow)) == (EventState.LIVE, EventState.SCHEDULED)
    assert closed_for(booth, now) is None


def test_c16_promises_on_a_live_lease_are_kept_and_nothing_else_is_made(master: Person) -> None:
    world = World()
    event = world.event()
    booth = world.booth(event)
    lease = booth.lease(1_000).json()["id"]
    stand(master, world, "deactivate")
    backed = booth.request_op(event, world.style, lease_id=lease)
    assert booth.fates(backed, booth.request_op(event, world.style)) == [APPLIED, refused("partner_inactive")]
    page = Browser().get(f"/g/{backed['payload']['claim_code']}")
    assert page.status_code == 200, "guests still read their pages"
    stand(master, world, "activate")
    assert booth.fates(booth.request_op(event, world.style)) == [APPLIED]
    assert booth.lease(100).status_code == 200


def test_c16_booths_of_a_deleted_partner_are_told_that_the_party_is_over(master: Person) -> None:
    world = World()
    booth, idle = world.booth(world.event()), world.booth()
    cursors = [each.sync()["cursor"] for each in (booth, idle)]
    deleted = master.delete(f"/partners/{world.tenant_id}", id=str(new_id()), confirm="A Partner")
    assert deleted.status_code == 200
    assert [len(news(each, cursor)) for each, cursor in zip((booth, idle), cursors, strict=True)] == [1, 1]
    assert closed_for(booth, datetime.now(UTC)) is ClosedReason.ENDED


def enroll(code: str) -> Any:
    body = {"code": code, "app_version": "test"}
    browser = Browser(raise_request_exception=False)
    return browser.post("/api/v1/kiosks/enroll", body, content_type="application/json")


def test_c16_the_code_of_a_deactivated_partner_enrols_nobody_and_is_kept_for_later(master: Person) -> None:
    world = World()
    code = new_code(world.tenant_id, "Hall", None).code
    stand(master, world, "deactivate")
    assert refusal(enroll(code)) == (403, "partner_inactive")
    assert not Kiosk.objects.exists()
    assert PairingCode.objects.get(code=code).used_at is None
    assert not FailedAttempt.objects.exists(), "the code itself was right"
    stand(master, world, "activate")
    assert enroll(code).status_code == 200


def test_c16_a_kiosk_of_a_deactivated_partner_does_not_enrol_again(master: Person) -> None:
    world = World()
    booth = world.booth(world.event())
    code = new_code(world.tenant_id, "Hall", None, booth.id).code
    stand(master, world, "deactivate")
    assert refusal(enroll(code)) == (403, "partner_inactive")
    assert booth.row.epoch == 1
    assert booth.exchange().status_code == 200, "the booth still delivers what it has"


def test_c16_the_code_of_a_deleted_partner_enrols_nobody(master: Person) -> None:
    world = World()
    code = new_code(world.tenant_id, "Hall", None).code
    master.delete(f"/partners/{world.tenant_id}", id=str(new_id()), confirm="A Partner")
    assert refusal(enroll(code)) == (403, "partner_inactive")
    assert not Kiosk.objects.exists()
