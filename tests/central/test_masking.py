"""What is masked in a line, by shape or by name, and what is not."""

import pytest

from central.base.masking import masked
from central.tokens import new_token
from contract.ids import new_claim_code, new_id, new_pairing_code

CODE, TOKEN = new_claim_code(), new_token(new_id())
PAIRING = next(code for code in iter(new_pairing_code, "") if not code.isdigit())


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        (f"Internal Server Error: /g/{CODE}/picture/after", CODE),
        (f"Internal Server Error: /g/{CODE.lower()}", CODE.lower()),
        (f"Internal Server Error: /g/{CODE[:4]}-{CODE[4:]}", CODE[4:]),
        ("GET /g/what-they-typed?lang=es", "typed"),
        (f"Key (tenant_id, code)=({CODE}) already exists.", CODE),
        (f"row ({new_id()},{CODE},f)", CODE),
        (f"make[7](claim_code='{CODE}')", CODE),
        (f"{{'claim_code': '{CODE[:9]}'}}", CODE[:9]),
        (f'{{"token": "{TOKEN}"}}', TOKEN),
        (f"KeyError: {TOKEN!r}", TOKEN),
        ("Authorization: Bearer short", "short"),
        ("('authorization', 'Basic Zm9v')", "Zm9v"),
        ("GET /x?token=abc&page=2", "abc"),
        ("no user guest@party.example here", "guest"),
        ("(guest@party.example,)", "party"),
        ("GET /clients?email=guest%40party.example", "party"),
        ("GET /clients?search=guest%40party.example", "party"),
        (f"the code {PAIRING} is wrong", PAIRING),
        (f"the code {PAIRING[:4]}-{PAIRING[4:]} is wrong", PAIRING[4:]),
        ("the code k3j4h5g6 is wrong", "k3j4h5g6"),
        ("code='KKKKKKKK'", "KKKKKKKK"),
        ("EnrollRequest(code='x y', hardware={})", "x y"),
        ("[type=string_type, input_value='a secret', input_type=str]", "a secret"),
        ('invalid input syntax for type uuid: "a secret"', "a secret"),
        ('date/time field value out of range: "a secret"', "a secret"),
        ("postgresql://user:pass@host/db cannot be reached", "pass"),
        ("$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA", "c2FsdA"),
        ("refused\nDETAIL: Key (name)=(a secret)", "a secret"),
        ("refused\nLINE 1: SELECT 'a secret'\n        ^", "a secret"),
        ("refused\nCONTEXT: unnamed portal with parameters: $1 = 'a secret'", "a secret"),
        ("x" * 50_000 + f" {CODE} " + "y" * 50_000, CODE),
        ("x " * 7_990 + f"{TOKEN} " * 300 + "y " * 8_000, TOKEN[20:50]),
    ],
    ids=lambda _: "line",
)  # fmt: skip
def test_what_only_one_person_may_know_is_hidden(line: str, secret: str) -> None:
    assert secret in line
    assert secret not in masked(line)


@pytest.mark.parametrize(
    "line",
    [
        "2026-11-21 10:00:00,123 CRITICAL central.operations.schedule: the ledger does not add up: 7 of 9",
        f"POST /api/v1/events/{new_id()}/top-ups broke",
        f"generation {new_id()}: the attempt broke",
        f"the upload {'ab12' * 16} could not be taken",
        f"Job generations.make[12](tenant_id='{new_id()}', generation_id='{new_id()}') ended: Error",
        'new row for relation "tenants_client" violates check constraint "phone_is_short"',
        "value too long for type character varying(60)",
        'File "/srv/central/api/events.py", line 203, in close\n    @router.post("/events/{event_id}")',
        "Exception: the provider answered 502, again in 3.5 s",
    ],
    ids=lambda _: "line",
)  # fmt: skip
def test_what_tells_a_reader_where_to_look_stays(line: str) -> None:
    assert masked(line) == line


@pytest.mark.parametrize(
    "piece", ["a", " a", "a-", "'code': '", "\nDETAIL: x", "A1b-", "code=", "@a", "invalid input ", "Bearer "]
)
def test_a_long_line_is_cut_before_it_costs_anything(piece: str) -> None:
    assert len(masked(piece * 100_000)) < 40_000
