"""What the platform says of each request: an id, a line without secrets, and numbers."""

import asyncio
import logging
import re
import tracemalloc
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.test import override_settings

from central.base.masking import masked
from central.server import log_lines, observed, request_ids
from central.server.log_lines import LineFormatter
from central.server.observed import NOTES, Message, Observed, Receive, Scope, Send
from contract.ids import new_claim_code

LINE = re.compile(r"(\S+) (\S+) (\S+) (.+), (\d+) bytes in (\d+) ms")


async def answering(scope: Scope, receive: Receive, send: Send) -> None:
    scope[NOTES]["route"] = "a/<str:route>"
    logging.getLogger("central.somewhere").warning("half way")
    await send({"type": "http.response.start", "status": 200, "headers": [(b"x-own", b"1")]})
    await send({"type": "http.response.body", "body": b"hello", "more_body": True})
    await send({"type": "http.response.body", "body": b"!"})


async def failing(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError("broken")


def ask(application: Any, path: str = "/a/b", **scope: Any) -> dict[str, str]:
    """The answer's headers."""
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request", "body": b""}

    asked = {"type": "http", "method": "GET", "path": path, "headers": [], "client": ("192.0.2.1", 5)} | scope
    asyncio.run(Observed(application)(asked, receive, send))
    return {name.decode(): value.decode() for name, value in sent[0]["headers"]} if sent else {}


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """What the log would have."""
    caplog.set_level(logging.INFO, "central.access")
    formatter = LineFormatter("{levelname} {origin}: {message}", style="{")
    ids: list[str] = []

    def note(record: logging.LogRecord) -> bool:
        ids.append(formatter.format(record))  # While the request is still being answered.
        return True

    caplog.handler.addFilter(note)
    return lambda: ids


def test_an_answer_has_the_id_that_its_lines_have(said: Callable[[], list[str]]) -> None:
    first, second = ask(answering), ask(answering)
    assert first["x-own"] == "1"
    assert re.fullmatch(r"[0-9a-f]{16}", first["x-request-id"])
    assert first["x-request-id"] != second["x-request-id"]
    half_way, access, *_ = said()
    assert half_way == f"WARNING central.somewhere [{first['x-request-id']}]: half way"
    assert access.startswith(
        f"INFO central.access [{first['x-request-id']}]: 192.0.2.1 GET /a/b 200, 6 bytes in"
    )


def test_outside_of_a_request_a_line_has_no_id() -> None:
    record = logging.LogRecord("central.worker", logging.INFO, "", 0, "done", (), None)
    assert LineFormatter("{origin}: {message}", style="{").format(record) == "central.worker: done"


def test_what_ends_without_an_answer_leaves_a_line_as_well(said: Callable[[], list[str]]) -> None:
    with pytest.raises(RuntimeError):
        ask(failing)
    assert "GET /a/b without an answer, 0 bytes" in said()[-1]


@pytest.mark.parametrize(
    ("path", "shown"),
    [
        (f"/g/{new_claim_code()}", "/g/…"),
        (f"/g/{new_claim_code().lower()}/state.json", "/g/…/state.json"),
        (f"/elsewhere/{new_claim_code()}", "/elsewhere/…"),
        ("/api/v1/users/ana@example.com", "…"),
        ("/reset/AaIaUk-uczyulm6C5V-4RADOSpydlUAq6Figp4LRACov7AEGjP71EBs-FXS5YliW", "/reset/…"),
        ("/api/v1/partners/01900000-0000-7000-8000-000000000001", "-8000-000000000001"),
    ],
)
def test_no_secret_of_a_path_is_in_the_line(path: str, shown: str, said: Callable[[], list[str]]) -> None:
    ask(answering, path, query_string=b"token=secret&text=ana@example.com")
    line = said()[-1]
    assert shown in line
    secret = path.rpartition("/")[2]
    assert secret in ("state.json", "01900000-0000-7000-8000-000000000001") or secret not in line
    assert "secret" not in line


def test_a_path_is_masked_once_however_often_it_is_asked_for(
    said: Callable[[], list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Masking costs more than all else about a line, and a booth asks for the same paths all day."""
    texts: list[str] = []

    def noted(text: str) -> str:
        texts.append(text)
        return masked(text)

    for module in (observed, log_lines):
        monkeypatch.setattr(module, "masked", noted)
    path = f"/g/{new_claim_code()}/once"
    for _ in range(3):
        ask(answering, path, method="POST")
    assert [text for text in texts if "half way" not in text] == [f"POST {path}"]
    assert sum("POST /g/…/once 200, 6 bytes" in line for line in said()) == 3


@pytest.mark.parametrize("part", ["method", "path"])
def test_of_what_was_asked_no_more_is_kept_and_told_than_its_beginning(
    said: Callable[[], list[str]], part: str
) -> None:
    """Whoever sends the longest that there may be, always another, would fill memory and disk."""
    observed._asked.cache_clear()
    tracemalloc.start()
    try:
        for n in range(30):
            ask(answering, **{part: f"/{'a' * 60_000}{n}"})
        assert tracemalloc.get_traced_memory()[0] < 30 * 10_000
    finally:
        tracemalloc.stop()
    assert max(map(len, said())) < 1_000


def test_a_path_makes_one_line(said: Callable[[], list[str]]) -> None:
    ask(answering, "/a\n2026-01-01 INFO central: all is well\x1b[2J")
    assert "\n" not in said()[-1]
    assert "\x1b" not in said()[-1]


@pytest.mark.parametrize("public_url", ["https://cabina.example", "http://cabina.example"])
def test_browsers_are_told_to_come_by_https_if_they_can(public_url: str) -> None:
    with override_settings(PUBLIC_URL=public_url):
        told = ask(answering).get("strict-transport-security")
    assert told == ("max-age=31536000" if public_url.startswith("https") else None)


def test_a_real_answer_has_an_id(server: str) -> None:
    answers = [httpx.get(f"{server}{path}") for path in ("/healthz", "/api/v1/me", "/nowhere", "/fonts/x")]
    ids = {each.headers[request_ids.HEADER] for each in answers}
    assert len(ids) == 4
