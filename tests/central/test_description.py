"""What the API says about itself: every refusal, names that stay, and who asks with which token."""

import json
from pathlib import Path
from typing import Any, get_args

import pytest
from django.http import HttpRequest
from django.test import Client

from central.api.problems import refusal
from central.base.refusals import HTTP_STATUS, DomainError
from central.events.errors import AmountNotAllowed, CreditsShort, PriceTooLow
from central.ledger.errors import Shortfall
from contract.ids import new_id
from contract.problem import Code
from contract.sync import OpKind, Payload
from tests.central.bodies import description

GOLDEN = Path(__file__).with_name("operation_ids.txt")
DESCRIBED: dict[str, Any] = description()


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


def test_every_answer_with_a_body_says_what_it_is() -> None:
    """Those without one are named here: what they say is in their status and their headers."""
    bare = {
        each["operationId"]: {
            status for status, answer in each["responses"].items() if "content" not in answer
        }
        for _, _, each in operations()
    }
    of_uploads = {"200", "201", "202"}
    assert {name: statuses for name, statuses in bare.items() if statuses - {"204"}} == {
        "check_a_blob": {"200", "304"},
        "check_an_uploaded_photo": {"200"},
        "download_a_blob": {"304"},
        "get_the_signed_config_snapshot": {"304"},
        "mercadopago_webhook": {"200"},
        "upload_a_photo": of_uploads,
        "upload_a_photo_for_a_picture": of_uploads,
    }


def media_types(described: dict[str, Any]) -> set[str]:
    return {*described.get("content", {})}


def test_bodies_that_are_not_json_are_described() -> None:
    by_name = {each["operationId"]: each for _, _, each in operations()}
    answers = {name: media_types(each["responses"].get("200", {})) for name, each in by_name.items()}
    others = {name: types for name, types in answers.items() if types - {"application/json"}}
    tables = {name for name, types in others.items() if types == {"text/csv"}}
    assert tables >= {f"export_{whose}_statement" for whose in ("the_wallets", "a_clients", "an_events")}
    assert others["stream_changes"] == {"text/event-stream"}
    photos = {"image/jpeg", "image/png", "image/webp"}
    assert others["download_a_blob"] == media_types(by_name["download_a_blob"]["responses"]["206"]) == photos
    taken = {name: media_types(each.get("requestBody", {})) for name, each in by_name.items()}
    assert {name for name, types in taken.items() if types >= photos} == {
        "upload_a_photo", "upload_a_photo_for_a_picture", "set_a_styles_sample",
        "set_a_partners_logo", "set_a_clients_logo", "set_an_events_logo",
    }  # fmt: skip
    signed = by_name["get_the_signed_config_snapshot"]["responses"]["200"]
    assert signed["content"]["application/json"]["schema"]["$ref"].endswith("/KioskConfig")
    assert signed["headers"].keys() == {"ETag", "Cabina-Signature"}
    unfinished = by_name["upload_a_photo"]["responses"]["202"]
    assert unfinished["headers"]["Upload-Offset"]["schema"]["type"] == "integer"


def test_what_a_booth_reports_is_described() -> None:
    """Each kind of op with its payload, though any other is taken, and refused by itself."""
    shapes = DESCRIBED["components"]["schemas"]
    kinds, any_kind = shapes["RawOp"]["properties"]["kind"]["anyOf"]
    assert kinds["enum"] == sorted(OpKind)
    assert any_kind["type"] == "string"
    *payloads, any_payload = shapes["RawOp"]["properties"]["payload"]["anyOf"]
    assert any_payload["type"] == "object"
    named = {each["$ref"].rpartition("/")[2] for each in payloads}
    assert named == {kind.__name__ for kind in get_args(get_args(Payload)[0])}
    assert {"claim_code", "consent_at"} <= set(shapes["GenerationRequested"]["required"])


def test_the_description_is_where_one_looks_for_it() -> None:
    browser = Client()
    assert browser.get("/openapi.json").content == browser.get("/api/v1/openapi.json").content
