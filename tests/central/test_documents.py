"""The pages for people name only calls and codes that there are."""

import re
from pathlib import Path

import pytest

from central.tenants.tariff import Tariff
from contract.problem import Code
from tests.central.bodies import description

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(page.name for page in DOCS.glob("*.md"))
_CALL = re.compile(r"\b(GET|HEAD|POST|PUT|PATCH|DELETE) (?:/api/v1)?(/[\w./{}-]+)")
_REFUSAL = re.compile(r"`[45]\d\d (\w+)`")


def without_names(path: str) -> str:
    return re.sub(r"{\w+}", "{}", path)


@pytest.mark.parametrize("page", PAGES)
def test_every_call_that_is_named_is_there(page: str) -> None:
    described = description()["paths"]
    known = {
        (method.upper(), without_names(path.removeprefix("/api/v1")))
        for path, methods in described.items()
        for method in methods
    }
    named = {(method, without_names(path)) for method, path in _CALL.findall((DOCS / page).read_text())}
    assert not {each for each in named if not each[1].startswith("/g/")} - known


@pytest.mark.parametrize("page", PAGES)
def test_every_code_that_is_named_is_there(page: str) -> None:
    assert not set(_REFUSAL.findall((DOCS / page).read_text())) - {code.value for code in Code}


def test_the_filters_that_are_named_are_those_that_there_are() -> None:
    section = (DOCS / "integrators.md").read_text().partition("## Long lists")[2].partition("## ")[0]
    rows = [line.split("|")[1:3] for line in section.splitlines() if line.startswith("| `GET")]
    named = {
        without_names(path): set(re.findall(r"`(\w+)`", filters))
        for calls, filters in rows
        for _, path in _CALL.findall(calls)
    }
    everywhere = {"cursor", "limit", "partner_id"}
    described = {
        without_names(path.removeprefix("/api/v1")): {
            each["name"] for each in methods["get"].get("parameters", []) if each["in"] == "query"
        }
        for path, methods in description()["paths"].items()
        if "get" in methods
    }
    assert len(named) >= 6
    assert named == {path: described[path] - everywhere for path in named}


def test_the_pages_name_something() -> None:
    """Else the two above would be content with anything."""
    text = (DOCS / "integrators.md").read_text()
    assert len(_CALL.findall(text)) > 10
    assert len(_REFUSAL.findall(text)) > 4


def test_the_tariffs_defaults_are_those_of_the_page() -> None:
    page = (DOCS / "operator.md").read_text()
    rows = re.findall(r"^\| ((?:`\w+`(?:, )?)+) \| [^|]+ \| ([\d, ]+) \|$", page, re.MULTILINE)
    told = {
        name: int(number)
        for names, numbers in rows
        for name, number in zip(re.findall(r"\w+", names), numbers.split(", "), strict=True)
    }
    assert told == Tariff().model_dump()
