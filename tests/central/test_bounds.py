"""Whatever the API takes fits where it is kept: texts and numbers in their columns, and no NUL anywhere."""

import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
from django.apps import apps
from django.db import models

from central.blobs.uploads import MAX_BYTES
from central.sync.ops import _PAYLOADS
from contract.sync import MAX_BODY_BYTES
from tests.central.bodies import Described, description

DESCRIPTION: Final = description()
READ_ONE_BY_ONE: Final = {"RawOp.kind", "RawOp.seq"}
"""One bad op must not spoil its batch, so these are looked at op by op."""
KEPT_AS_JSON: Final = {"Heartbeat", "PartHealth", "CommandResult", "TariffPatch"}
HASHED_OR_COMPARED: Final = {"password", "token", "staff_pin", "confirm", "EnrollRequest.code"}
MADE_FROM: Final = {"NewEvent.slug", "EventPatch.slug"}
"""What is kept is made of them, and is shorter."""
KEPT_IN: Final = {
    "AlertRaised.part": "sync.Alert.part",
    "AlertRaised.sentence": "sync.Alert.sentence",
    "PackDefinition.price": "payments.CreditPack.price",
}
"""Where a field is kept that has the name of other columns, too. All others fit into each of their name."""
OTHER_NAMES: Final = {"reason": "note"}
NOT_TEXTS: Final = {"uuid", "date-time", "date", "binary"}

Field = tuple[str, str, dict[str, Any]]
"""Shape, name and schema."""


def of_bodies_and_parameters() -> Iterator[Field]:
    shapes = DESCRIPTION["components"]["schemas"]
    for _, path, operation in Described().operations():
        for each in operation.get("parameters", []):
            yield from fields(path, each["name"], each["schema"], shapes)
        for content in operation.get("requestBody", {}).get("content", {}).values():
            yield from fields("", "", content["schema"], shapes)


def of_ops() -> Iterator[Field]:
    for payload in _PAYLOADS.values():
        schema = payload.json_schema()
        yield from fields("", "", schema, schema.get("$defs", {}))


def fields(shape: str, name: str, schema: dict[str, Any], shapes: dict[str, Any]) -> Iterator[Field]:
    """The field itself, or those in it."""
    if "$ref" in schema:
        called = schema["$ref"].rpartition("/")[2]
        yield from fields(called, name, shapes[called], shapes)
    elif "properties" in schema:
        for each, inner in schema["properties"].items():
            yield from fields(str(schema["title"]), each, inner, shapes)
    elif "const" not in schema and "enum" not in schema:
        yield shape, name, schema
    inner = (schema.get(key) for key in ("items", "propertyNames", "additionalProperties"))
    for each in (*schema.get("anyOf", []), *inner):
        if isinstance(each, dict):
            yield from fields(shape, name, each, shapes)


def every(*kinds: str) -> dict[str, Field]:
    found = [*of_bodies_and_parameters(), *of_ops()]
    of_kind = [each for each in found if each[2].get("type") in kinds]
    return {f"{each[0]}.{each[1]}": each for each in of_kind}


def columns(shape: str, name: str, *kinds: type[Any]) -> list[Any]:
    """The platform's columns that keep this field."""
    if shape in KEPT_AS_JSON or {name, f"{shape}.{name}"} & (HASHED_OR_COMPARED | MADE_FROM):
        return []
    if place := KEPT_IN.get(f"{shape}.{name}"):
        model, _, column = place.rpartition(".")
        return [apps.get_model(model)._meta.get_field(column)]
    ours = (model for model in apps.get_models() if model.__module__.startswith("central."))
    everywhere = (field for model in ours for field in model._meta.concrete_fields)
    return [
        each for each in everywhere if each.name == OTHER_NAMES.get(name, name) and isinstance(each, kinds)
    ]


TEXTS: Final = {
    name: each for name, each in every("string").items() if each[2].get("format") not in NOT_TEXTS
}
NUMBERS: Final = every("integer", "number")
FILES: Final = {
    f"{method} {path} {media_type}": each["schema"]
    for method, path, operation in Described().operations()
    for media_type, each in operation.get("requestBody", {}).get("content", {}).items()
    if media_type != "application/json"
}


def test_there_is_something_to_look_at() -> None:
    assert len(TEXTS) > 30
    assert len(NUMBERS) > 30
    assert len(FILES) > 15


@pytest.mark.parametrize("file", sorted(FILES))
def test_a_file_has_a_largest(file: str) -> None:
    assert FILES[file]["maxLength"] in (MAX_BYTES, MAX_BODY_BYTES)


@pytest.mark.parametrize("field", sorted(TEXTS))
def test_a_text_is_as_long_as_its_column_and_has_no_nul(field: str) -> None:
    if field in READ_ONE_BY_ONE:
        return
    shape, name, schema = TEXTS[field]
    longest = schema.get("maxLength")
    assert longest is not None, "every text has a longest"
    assert re.search(schema["pattern"], "a\0b") is None, "it cannot be stored"
    kept = columns(shape, name, models.CharField, models.TextField)
    shortest = min((each.max_length for each in kept if each.max_length), default=longest)
    assert longest <= shortest, [str(each) for each in kept]


LARGEST: Final[dict[type[Any], int]] = {
    models.SmallIntegerField: 2**15 - 1,
    models.PositiveSmallIntegerField: 2**15 - 1,
    models.IntegerField: 2**31 - 1,
    models.PositiveIntegerField: 2**31 - 1,
    models.BigIntegerField: 2**63 - 1,
    models.PositiveBigIntegerField: 2**63 - 1,
}


@pytest.mark.parametrize("field", sorted(NUMBERS))
def test_a_number_is_as_large_as_its_column_at_most(field: str) -> None:
    if field in READ_ONE_BY_ONE:
        return
    shape, name, schema = NUMBERS[field]
    assert "minimum" in schema or "exclusiveMinimum" in schema
    room = [LARGEST[type(each)] for each in columns(shape, name, *LARGEST)]
    assert schema["maximum"] <= min(room, default=2**63 - 1)
