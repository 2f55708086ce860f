"""Y1: how a booth becomes a kiosk, and who does not."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from central.fleet.enrolment import WRONG_CODES_FROM_AN_ADDRESS, new_code
from central.fleet.models import Kiosk, PairingCode
from central.operations.schedule import forget_attempts
from central.tenants.attempts import WITHIN
from central.tenants.models import FailedAttempt
from contract.enrollment import Enrollment
from contract.ids import new_pairing_code
from tests.central.attempts_clock import AttemptsClock
from tests.central.world import World

pytestmark = pytest.mark.usefixtures("database")


def enroll(code: str, client: Client | None = None, **changes: Any) -> Any:
    body = {"code": code, "hardware": {"cpu": "n100"}, "app_version": "1.0"} | changes
    client = client or Client(raise_request_exception=False)
    return client.post("/api/v1/kiosks/enroll", body, content_type="application/json")


def code_of(world: World, **changes: Any) -> str:
    code = new_code(world.tenant_id, "Hall", None)
    PairingCode.objects.filter(id=code.id).update(**changes or {"name": "Hall"})
    return code.code


def test_a_code_makes_a_kiosk_whose_token_is_kept_only_as_a_hash() -> None:
    answer = enroll(code_of(World()))
    assert answer.status_code == 200, answer.content
    given = Enrollment.model_validate_json(answer.content)
    kiosk = Kiosk.objects.get()
    assert (kiosk.id, kiosk.epoch, kiosk.name, kiosk.hardware) == (given.kiosk_id, 1, "Hall", {"cpu": "n100"})
    token = given.token.get_secret_value()
    assert token.encode() not in bytes(kiosk.token_hash)
    assert len(token) > 60


def test_a_code_may_be_typed_as_people_type() -> None:
    code = code_of(World())
    assert enroll(f" {code[:4].lower()}-{code[4:].lower()} ").status_code == 200


def test_a_code_works_once() -> None:
    code = code_of(World())
    assert enroll(code).status_code == 200
    again = enroll(code)
    assert (again.status_code, again.json()["code"]) == (403, "pairing_code_wrong")
    assert Kiosk.objects.count() == 1


def test_a_code_is_not_used_up_by_a_request_that_cannot_be_stored() -> None:
    code = code_of(World())
    body = {"code": code, "hardware": {"cpu": "\0"}, "app_version": "test"}
    browser = Client(raise_request_exception=False)
    refused = browser.post("/api/v1/kiosks/enroll", body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid")
    assert not Kiosk.objects.exists()
    assert enroll(code).status_code == 200


def test_a_code_is_good_for_a_quarter_of_an_hour() -> None:
    late = enroll(code_of(World(), expires_at=timezone.now() - timedelta(seconds=1)))
    assert late.json()["code"] == "pairing_code_wrong"


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> AttemptsClock:
    return AttemptsClock(monkeypatch)


def guess_as_often_as_is_free() -> None:
    for _ in range(WRONG_CODES_FROM_AN_ADDRESS.free):
        assert enroll(new_pairing_code()).json()["code"] == "pairing_code_wrong"


def assert_to_wait(answer: Any, seconds: int) -> None:
    assert (answer.status_code, answer.json()["code"]) == (429, "rate_limited")
    assert int(answer.headers["Retry-After"]) == seconds


def test_wrong_codes_are_rate_limited_by_address(clock: AttemptsClock) -> None:
    good = code_of(World())
    guess_as_often_as_is_free()
    assert_to_wait(enroll(good), 1)
    assert enroll(good, Client(REMOTE_ADDR="192.0.2.7")).status_code == 200
    assert Kiosk.objects.count() == 1


def test_who_has_the_right_code_is_told_when_to_try_and_waits_a_minute_at_most(clock: AttemptsClock) -> None:
    good = code_of(World())
    guess_as_often_as_is_free()
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
        answer = enroll(good)
        assert_to_wait(answer, seconds)
        assert (
            f"try again in {'a second' if seconds == 1 else f'{seconds} seconds'}" in answer.json()["title"]
        )
        clock.go_by(seconds)
        assert enroll(new_pairing_code()).json()["code"] == "pairing_code_wrong"
    clock.go_by(60)
    assert enroll(good).status_code == 200


def test_a_booth_that_tries_one_code_for_ever_keeps_only_itself_out(clock: AttemptsClock) -> None:
    world = World()
    good, expired = code_of(world), code_of(world, expires_at=timezone.now())
    refused = 0
    for _ in range(WITHIN // timedelta(seconds=10)):
        refused += enroll(expired).json()["code"] == "rate_limited"
        clock.go_by(10)
    assert refused > WITHIN // timedelta(seconds=20)
    assert enroll(good).status_code == 200


def test_nobody_guesses_more_than_fifty_codes_from_one_address() -> None:
    passed, guesses = 0.0, WRONG_CODES_FROM_AN_ADDRESS.free
    while (passed := passed + WRONG_CODES_FROM_AN_ADDRESS.wait(guesses).total_seconds()) < 900:
        guesses += 1
    assert guesses <= 50


def test_what_no_longer_counts_is_forgotten_and_a_right_code_never_counted() -> None:
    assert enroll(code_of(World())).status_code == 200
    assert not FailedAttempt.objects.exists()
    enroll(new_pairing_code())
    forget_attempts(0)
    assert FailedAttempt.objects.count() == 2, "by its beginning, and by the address alone"
    FailedAttempt.objects.update(at=timezone.now() - WITHIN)
    forget_attempts(0)
    assert not FailedAttempt.objects.exists()


def test_an_address_cannot_be_made_up_by_a_header() -> None:
    for number in range(WRONG_CODES_FROM_AN_ADDRESS.free):
        enroll(new_pairing_code(), Client(headers={"X-Forwarded-For": f"198.51.100.{number}"}))
    assert enroll(new_pairing_code()).json()["code"] == "rate_limited"


@pytest.mark.parametrize(
    "token", ["", "nobody", "é", "A" * 64, "A" * 43 + "=", "a.b.c", "' OR 1=1 --", "Bearer Bearer"]
)
def test_a_wrong_token_is_refused(token: str) -> None:
    client = Client(headers={"Authorization": f"Bearer {token}"}, raise_request_exception=False)
    for path in ("/kiosk/config", "/kiosk/stream"):
        answer = client.get(f"/api/v1{path}")
        assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")


def test_another_kiosks_token_does_not_open_this_ones_lease() -> None:
    world = World()
    event = world.event()
    mine, other = world.booth(event), world.booth(event)
    lease = mine.lease().json()
    answer = other.post(
        f"/kiosk/leases/{lease['id']}/return", {"request_id": lease["event_id"], "epoch": other.epoch}
    )
    assert (answer.status_code, answer.json()["code"]) == (404, "lease_unknown")
