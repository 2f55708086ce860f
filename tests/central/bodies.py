"""A body that an endpoint takes, made from the API's own description of it."""

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from central.api.v1 import api
from contract.ids import new_id
from tests import once

_NAMED = {
    "email": "somebody@people.example",
    "staff_pin": "135790",
    "pin": "135790",
    "confirm": "A Partner",
    "password": "a long password",
    "new": "a long password",
    "time_zone": "UTC",
    "sha256": "a" * 64,
    "photo_sha256": "a" * 64,
}


@cache
def description() -> dict[str, Any]:
    """The API's description of itself as a client reads it, which takes a while to make."""
    made: dict[str, Any] = json.loads(
        once.made("openapi.json", lambda: json.dumps(api.get_openapi_schema()).encode())
    )
    return made


class Described:
    """The API's description, and what follows from it."""

    def __init__(self) -> None:
        self._shapes = description()["components"]["schemas"]
        self._paths = description()["paths"]

    def operations(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Method, path and description of every endpoint."""
        return [
            (method, path, operation)
            for path, operations in self._paths.items()
            for method, operation in operations.items()
        ]

    def shape_name(self, operation: dict[str, Any]) -> str:
        """The name of the shape of this endpoint's body."""
        content = operation.get("requestBody", {}).get("content", {})
        return str(content.get("application/json", {}).get("schema", {}).get("$ref", "")).rpartition("/")[2]

    def shape(self, name: str) -> dict[str, Any]:
        """The schema of this name."""
        shape: dict[str, Any] = self._shapes[name]
        return shape

    def body(self, operation: dict[str, Any]) -> dict[str, Any]:
        """The least that this endpoint takes."""
        content = operation.get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return self._value(schema) if schema else {}

    def _value(self, schema: dict[str, Any], name: str = "") -> Any:
        if "$ref" in schema:
            return self._value(self._shapes[schema["$ref"].rpartition("/")[2]], name)
        for choice in ("anyOf", "oneOf", "allOf"):
            if choice in schema:
                return self._value(schema[choice][0], name)
        if "enum" in schema:
            return schema["enum"][0]
        return self._plain(schema, name)

    def _plain(self, schema: dict[str, Any], name: str) -> Any:
        kind = schema.get("type")
        if kind == "object":
            shown = schema.get("properties", {})
            return {each: self._value(shown[each], each) for each in schema.get("required", [])}
        if kind == "array":
            return []
        if kind == "integer":
            return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
        if kind == "boolean":
            return True
        return self._text(schema, name)

    def _text(self, schema: dict[str, Any], name: str) -> str:
        if name in _NAMED:
            return _NAMED[name]
        if schema.get("format") == "uuid":
            return str(new_id())
        if schema.get("format") == "date-time":
            days = 31 if name.startswith("end") else 30
            return (datetime.now(UTC) + timedelta(days=days)).isoformat()
        return "words"
