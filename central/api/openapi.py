"""The API's description, with what the framework does not know: refusals, tokens, stable names."""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from http import HTTPStatus
from typing import Any, Final, cast

from ninja import NinjaAPI
from ninja.openapi.schema import REF_TEMPLATE, OpenAPISchema
from ninja.operation import Operation

from central.api.auth import KioskAuth, PersonAuth
from central.api.reach import codes_of
from central.base.refusals import HTTP_STATUS
from central.tenants.models import Role
from contract.problem import PROBLEM_MEDIA_TYPE, Code, Problem
from contract.sync import Op

_EVERYWHERE: Final = (
    (400, Code.INVALID), (413, Code.TOO_LARGE), (422, Code.INVALID), (429, Code.RATE_LIMITED),
    (431, Code.TOO_LARGE), (500, Code.TRY_LATER), (503, Code.TRY_LATER),
)  # fmt: skip
"""What the server answers by itself, whatever the endpoint."""


def operation_id(operation: Operation) -> str:
    """From the summary, as client libraries name their functions by it; code may be moved and renamed."""
    return re.sub(r"[^a-z0-9]+", "_", operation.summary.lower().replace("'", "")).strip("_")


class Api(NinjaAPI):
    """An API that describes itself whole."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        """As the description has it."""
        return operation_id(operation)

    def get_openapi_schema(self, **_: Any) -> OpenAPISchema:  # noqa: ANN401 - the framework's
        """The OpenAPI document."""
        return _Description(self, self.get_root_path({}))


class _Description(OpenAPISchema):
    def responses(self, operation: Operation) -> dict[int, dict[str, Any]]:
        refusals: dict[int, set[Code]] = defaultdict(set)
        for status, code in (*_EVERYWHERE, *((HTTP_STATUS[code], code) for code in codes(operation))):
            refusals[status].add(code)
        told = {status: _problem(status, refusals[status]) for status in sorted(refusals)}
        return super().responses(operation) | told

    def operation_security(self, operation: Operation) -> list[dict[str, Any]] | None:
        asking = cast("Sequence[KioskAuth | PersonAuth]", operation.auth_callbacks)
        self.securitySchemes.update({auth.scheme: auth.openapi_security_schema for auth in asking})
        return [requirement for auth in asking for requirement in _requirements(auth)] or None

    def get_components(self) -> dict[str, Any]:
        problem = Problem.model_json_schema(ref_template=REF_TEMPLATE, mode="serialization")
        self.add_schema_definitions(problem.pop("$defs") | {"Problem": problem})
        self._describe_ops()
        return super().get_components()

    def _describe_ops(self) -> None:
        """Of an op the endpoint takes whatever kind and payload, as it refuses ops one by one."""
        known = Op.model_json_schema(ref_template=REF_TEMPLATE)
        self.add_schema_definitions(known["$defs"])
        shapes = known["properties"]["payload"]["discriminator"]["mapping"]
        by_kind = {kind: {"$ref": shape} for kind, shape in shapes.items()}
        told = "; ".join(f"`{kind}`: {shape['$ref'].rpartition('/')[2]}" for kind, shape in by_kind.items())
        op = self.schemas["RawOp"]
        kind, payload = op["properties"]["kind"], op["properties"]["payload"]
        properties = op["properties"] | {
            "kind": {"anyOf": [{"enum": sorted(by_kind)}, kind]},
            "payload": {"anyOf": [*by_kind.values(), payload], "description": f"By the kind. {told}."},
        }
        self.schemas["RawOp"] = op | {"properties": properties}


def codes(operation: Operation) -> frozenset[Code]:
    """What the operation itself can be refused with."""
    asking = [type(auth) for auth in operation.auth_callbacks]
    return codes_of(operation.view_func, *asking) | ({Code.UNAUTHORIZED} if asking else set())


def _requirements(auth: KioskAuth | PersonAuth) -> list[dict[str, Any]]:
    """The token, by each role that it may be of; without any it may be anybody's."""
    if not auth.roles or set(auth.roles) == set(Role):
        return [{auth.scheme: []}]
    return [{auth.scheme: [role.value]} for role in auth.roles]


def _problem(status: int, codes: Iterable[Code]) -> dict[str, Any]:
    reference = {"$ref": REF_TEMPLATE.format(model="Problem")}
    told = {"allOf": [reference, {"properties": {"code": {"enum": sorted(codes)}}}]}
    return {"description": HTTPStatus(status).phrase, "content": {PROBLEM_MEDIA_TYPE: {"schema": told}}}
