"""The API asked by everybody for whatever its description allows, and for what it does not (schemathesis)."""

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache
from typing import Any, Final, TypeAlias

import pytest
import requests
import schemathesis
from django.http.response import HttpResponseBase
from django.test import Client as Browser
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.central.bodies import description

EXAMPLES: Final = int(os.environ.get("CABINA_FUZZ", "2"))
"""How many requests every operation gets that are as described. The first is always the simplest one."""
SEED: Final = int(os.environ.get("CABINA_FUZZ_SEED", "1"))

_CHECKS: Final = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
_ENDLESS: Final = "text/event-stream"
Operation: TypeAlias = "APIOperation[Any, Any, Any, Any]"


@cache
def operations() -> list[Any]:
    """Every operation that is described."""
    config = schemathesis.Config.from_dict(
        {"checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}}}
    )
    own = json.loads(json.dumps(description()))  # It rewrites what it is given.
    described = [*schemathesis.openapi.from_dict(own, config=config).get_all_operations()]
    good = [each.ok() for each in described if isinstance(each, Ok)]
    assert len(good) == len(described)
    return good


@contextmanager
def alike() -> Iterator[None]:
    """Hypothesis takes constants out of whatever is imported; without them the seed alone says what comes."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(providers, "_get_local_constants", Constants)
        yield


def _may_ask(operation: Operation, caller: str) -> bool:
    tokens = operation.definition.raw.get("security", [{}])
    of_kiosks = any("kiosk_token" in each for each in tokens)
    roles = [role for each in tokens for role in each.get("person_token", [])]
    return of_kiosks if caller == "kiosk" else not of_kiosks and (not roles or caller in roles)


class Asking:
    """Asks each operation as each of these callers. `known`: by name, what parameters and fields may be."""

    def __init__(self, tokens: Callable[[], dict[str, str | None]], known: dict[str, list[str]]) -> None:
        self._tokens = tokens
        self._known = known
        self._browser = Browser(raise_request_exception=False)
        self.done: set[str] = set()
        """What was asked with success at least once."""

    def whatever(self, operation: Operation) -> None:
        """As described and wrongly, by those who may; once by everybody, as others are refused unread.

        Raises what schemathesis has to say of an answer.
        """
        tokens = self._tokens()
        entitled = [token for caller, token in tokens.items() if _may_ask(operation, caller)]
        others = [token for caller, token in tokens.items() if not _may_ask(operation, caller)]
        self._ask(operation, GenerationMode.POSITIVE, EXAMPLES, [entitled + others, entitled])
        self._ask(operation, GenerationMode.NEGATIVE, (EXAMPLES + 1) // 2, [entitled])

    def _ask(
        self, operation: Operation, mode: GenerationMode, examples: int, askers: list[list[str | None]]
    ) -> None:
        """The last of `askers` ask again and again."""
        checks = [*_CHECKS, negative_data_rejection] if mode.is_negative else _CHECKS
        choices = st.integers(0, 3) if mode.is_positive else st.none()

        @seed(SEED)
        @settings(
            max_examples=examples,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy(generation_mode=mode), choice=choices)
        def everybody(case: "Case[Any]", choice: int | None) -> None:
            if choice is not None:
                self._name_what_is_there(case, choice)
            for token in askers.pop(0) if len(askers) > 1 else askers[0]:
                answer = self._answer(case, token)
                case.validate_response(answer, checks=checks)
                if 200 <= answer.status_code < 300:
                    self.done.add(operation.label)

        with suppress(Unsatisfiable):  # What takes nothing cannot be asked wrongly.
            everybody()

    def _name_what_is_there(self, case: "Case[Any]", choice: int) -> None:
        for place in (case.path_parameters, case.query, case.body):
            if isinstance(place, dict):
                named = [name for name in place if len(self._known.get(name, ())) > choice]
                place.update({name: self._known[name][choice] for name in named})

    def _answer(self, case: "Case[Any]", token: str | None) -> schemathesis.Response:
        kept = {name: each for name, each in case.headers.items() if name.lower() != "authorization"}
        case.headers.clear()
        case.headers.update(kept | ({"Authorization": f"Bearer {token}"} if token else {}))
        sent = requests.Request(**case.as_transport_kwargs("http://localhost")).prepare()
        body = sent.body.encode() if isinstance(sent.body, str) else sent.body or b""
        headers = {name: str(each) for name, each in sent.headers.items() if name.lower() != "content-type"}
        address, media_type = (
            str(sent.url).removeprefix("http://localhost"),
            str(sent.headers.get("Content-Type", "")),
        )
        answer = self._browser.generic(str(sent.method), address, body, media_type, headers=headers)
        said = {name: [each] for name, each in answer.items()}
        return schemathesis.Response(answer.status_code, said, _content(answer), sent, 0, False)


def _content(answer: HttpResponseBase) -> bytes:
    if answer.get("Content-Type") == _ENDLESS:
        answer.close()
        return b""
    return b"".join(answer) if answer.streaming else answer.content  # type: ignore[attr-defined]
