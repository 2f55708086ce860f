"""What must not be believed, whoever sends it."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from contract.config import KioskConfig, Localized
from contract.heartbeat import CommandOutcome, Heartbeat, HeartbeatAnswer
from contract.ids import CROCKFORD, new_claim_code, new_id, new_pairing_code, normalise_code
from contract.leases import LeaseRequest
from contract.problem import Code, Problem
from contract.signature import SignatureError, verify
from contract.sync import GenerationRequested, Op, OpKind, PrintCompleted, SyncAnswer, SyncRequest

GOLDEN = Path(__file__).parent / "golden"


def golden(name):
    return json.loads((GOLDEN / f"{name}.json").read_bytes())


@pytest.mark.parametrize(
    ("field", "wrong"),
    [
        ("price", -1),
        ("price", 10**12),
        ("price", 1.5),
        ("price", "1e3"),
        ("ticket", 0),
        ("photo_sha256", "C" * 64),
        ("photo_sha256", "../../etc/passwd"),
        ("claim_code", "O" * 26),
        ("claim_code", "short"),
        ("consent_at", "2026-11-21T10:00:00"),
        ("language", "'; DROP TABLE ops; --"),
        ("generation_id", "7"),
    ],
)
def test_a_request_with_a_wrong_field_is_refused(field, wrong):
    with pytest.raises(ValidationError):
        GenerationRequested.model_validate(golden("GenerationRequested") | {field: wrong})


def test_an_ops_payload_is_read_by_the_ops_own_kind():
    op = golden("Op.print.completed")
    op["payload"]["kind"] = "lease.returned"
    assert isinstance(Op.model_validate(op).payload, PrintCompleted)
    with pytest.raises(ValidationError):
        Op.model_validate(op | {"kind": OpKind.GENERATION_REQUESTED})


def test_a_batch_has_at_most_500_ops_and_one_bad_op_does_not_spoil_it():
    raw = golden("RawOp")
    strange = raw | {"kind": "from.the.future", "payload": {"x": -1}}
    assert len(SyncRequest(epoch=1, ops=(raw, strange)).ops) == 2
    with pytest.raises(ValidationError):
        SyncRequest(epoch=1, ops=(raw,) * 501)


def test_a_lease_request_asks_for_something_finite():
    asked = golden("LeaseRequest")
    for wrong in (0, -5, 10**7):
        with pytest.raises(ValidationError):
            LeaseRequest.model_validate(asked | {"wanted": wrong})


def test_a_guest_url_is_an_address_of_the_web():
    with pytest.raises(ValidationError):
        KioskConfig.model_validate(golden("KioskConfig") | {"guest_url": "javascript:alert(1)"})


@pytest.mark.parametrize("signature", ["", "not base64!", "AAAA", "é"])
def test_a_malformed_signature_is_a_wrong_one(signature):
    with pytest.raises(SignatureError):
        verify(golden("signature")["server_key"], b"body", signature)


def test_codes_are_typed_as_people_type_them():
    code = new_pairing_code()
    assert normalise_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert normalise_code("oIl0") == "0110"
    assert set(new_claim_code()) <= set(CROCKFORD) and len(new_claim_code()) == 26


def test_ids_sort_by_when_they_were_made():
    made = [new_id() for _ in range(100)]
    assert made == sorted(made) and {each.version for each in made} == {7}


def test_texts_fall_back_to_spanish():
    assert Localized(es="Hola", en="Hi").text("pt") == "Hola"
    assert Localized(es="Hola", en="Hi").text("en") == "Hi"


def test_what_only_a_newer_server_knows_is_ignored_and_the_rest_understood():
    answer = golden("SyncAnswer")
    answer["changes"].insert(0, {"kind": "wall", "picture": 7})
    answer["results"][2]["code"] = "out_of_stardust"
    understood = SyncAnswer.model_validate(answer)
    assert [change.kind for change in understood.changes] == ["generation", "generation", "config"]
    assert understood.results[2].code is Code.INVALID
    problem = Problem.model_validate(golden("Problem") | {"code": "out_of_stardust"})
    assert (problem.code, problem.title) == (Code.INVALID, "The event has no credits left")
    commands = [*golden("HeartbeatAnswer")["commands"], {"id": 1, "kind": "dance"}]
    assert (
        len(HeartbeatAnswer.model_validate(golden("HeartbeatAnswer") | {"commands": commands}).commands) == 1
    )


def test_a_command_with_strange_arguments_and_a_result_of_a_newer_booth_spoil_no_heartbeat():
    command = {
        "id": str(new_id()),
        "kind": "update",
        "arguments": {"version": 7, "wave": [1]},
        "urgent": True,
    }
    answer = HeartbeatAnswer.model_validate(golden("HeartbeatAnswer") | {"commands": [command]})
    assert answer.commands[0].arguments == {"version": 7, "wave": [1]}
    results = [{"id": str(new_id()), "outcome": "postponed"}]
    said = Heartbeat.model_validate(golden("Heartbeat") | {"results": results, "carries_out": ["sing"]})
    assert (said.results[0].outcome, said.carries_out) == (CommandOutcome.FAILED, ("sing",))


def test_a_known_change_that_is_malformed_is_not_ignored():
    answer = golden("SyncAnswer")
    answer["changes"][0]["result_sha256"] = "not a digest"
    with pytest.raises(ValidationError):
        SyncAnswer.model_validate(answer)
