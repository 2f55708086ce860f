"""What the API says about itself: every refusal, names that stay, and who asks with which token."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpRequest
from django.test import Client

from central.api.problems import refusal
from central.base.refusals import HTTP_STATUS, DomainError
from central.events.errors import AmountNotAllowed, CreditsShort, PriceTooLow
from central.ledger.errors import Shortfall
from contract.ids import new_id
from contract.problem import Code
from tests.central.bodies import description

GOLDEN = Path(__file__).with_name("operation_ids.txt")
DESCRIBED: dict[str, Any] = json.loads(json.dumps(description()))


def operations() -> list[tuple[str, str, dict[str, Any]]]:
    paths = sorted(DESCRIBED["paths"].items())
    return [(method.upper(), path, each) for path, ops in paths for method, each in sorted(ops.items())]


def test_operation_ids_stay() -> None:
    """Client libraries name their functions by them: a new operation adds a line, and none changes."""
    now = "".join(f"{method} {path} {each['operationId']}\n" for method, path, each in operations())
    assert now == GOLDEN.read_text()


def shown(operation: dict[str, Any]) -> dict[Code, set[int]]:
    """Under which statuses the operation may answer which codes."""
    found: dict[Code, set[int]] = {}
    for status, answer in operation["responses"].items():
        for media_type, told in answer.get("content", {}).items():
            if media_type == "application/problem+json":
                for code in told["schema"]["allOf"][1]["properties"]["code"]["enum"]:
                    found.setdefault(Code(code), set()).add(int(status))
    return found


def test_every_code_is_documented_under_its_status() -> None:
    everywhere = [shown(each) for _, _, each in operations()]
    for code, status in HTTP_STATUS.items():
        assert any(status in each.get(code, ()) for each in everywhere), code


def test_a_refusal_is_found_wherever_it_is_raised() -> None:
    by_operation = {each["operationId"]: shown(each) for _, _, each in operations()}
    assert Code.CONFIRMATION_WRONG in by_operation["change_ones_password"]
    assert Code.PRICE_TOO_LOW in by_operation["create_an_event"]
    assert Code.PRICE_TOO_LOW not in by_operation["list_events"]
    assert Code.UNAUTHORIZED not in by_operation["log_in"]
    assert Code.PARTNER_INACTIVE in by_operation["change_the_tariff"]


def test_two_tokens_are_told_apart() -> None:
    schemes = DESCRIBED["components"]["securitySchemes"]
    assert schemes.keys() == {"kiosk_token", "person_token"}
    asked = {path: each.get("security") for _, path, each in operations()}
    assert asked["/api/v1/kiosk/sync"] == [{"kiosk_token": []}]
    assert asked["/api/v1/me"] == [{"person_token": []}]
    assert asked["/api/v1/packs/{pack_id}/unlock"] == [{"person_token": ["user"]}], "by users alone"
    assert asked["/api/v1/rejected-ops"] == [{"person_token": ["master"]}, {"person_token": ["partner"]}]
    assert asked["/api/v1/kiosks/enroll"] is None


@pytest.mark.usefixtures("database")
def test_a_wrong_field_is_refused_by_its_name() -> None:
    body = {"email": "a@example.com"}
    answer = Client().post("/api/v1/logins", body, content_type="application/json")
    assert answer.status_code == 422
    [wrong] = answer.json()["errors"]
    assert wrong["field"] == "password"
    assert wrong["sentence"]


def test_numbers_are_members() -> None:
    short = Shortfall(new_id(), balance=1, needed=3)
    for error, members in (
        (short, {"missing": 2}),
        (CreditsShort(short), {"missing": 2}),
        (DomainError("Later.", Code.RATE_LIMITED, retry_after=7), {"retry_after": 7}),
        (PriceTooLow(150), {"least": 150}),
        (AmountNotAllowed("Not so much.", 10, 500), {"least": 10, "most": 500}),
    ):
        told = json.loads(refusal(HttpRequest(), error).content)
        assert told.keys() - {"type", "title", "status", "code"} == members.keys()
        assert told.items() >= members.items()
