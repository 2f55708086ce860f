"""The page of features tells the truth: its paths exist, and its codes are those that code and tests cite."""

from collections import Counter
from itertools import groupby
from pathlib import Path

import pytest

from tests.docs.features import ROOT, UNBUILT, Feature, cited, cited_in_prose, features, sources

PAGE = ROOT / "docs" / "features.md"
ROWS = features(PAGE.read_text())
BY_ID = {row.id: row for row in ROWS}
CITING = [source for source in sources() if any(cited(source.read_text()))]
"""In prose, as a rule; it is not worth to read each of them closely before the tests begin."""
PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md")])


def test_each_letter_counts_up_from_one_and_each_code_has_one_row() -> None:
    assert not [code for code, rows in Counter(row.id for row in ROWS).items() if rows > 1]
    for letter, rows in groupby(sorted(ROWS, key=lambda row: row.id[0]), key=lambda row: row.id[0]):
        numbers = sorted(int(row.id[1:]) for row in rows)
        assert numbers == list(range(1, len(numbers) + 1)), letter


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_names_code_and_tests_that_exist_or_says_that_nothing_is_built(row: Feature) -> None:
    if row.state in UNBUILT:
        assert not row.tests
        return
    assert row.code
    assert any(path.endswith(".py") for path in row.tests)
    assert not [path for path in (*row.code, *row.tests) if not (ROOT / path).exists()]
    assert not [path for path in row.code if path.startswith("tests/")]
    assert not [path for path in row.tests if not path.startswith("tests/")]


@pytest.mark.parametrize("source", CITING, ids=lambda source: str(source.relative_to(ROOT)))
def test_a_code_that_a_source_cites_names_that_source_in_its_row(source: Path) -> None:
    for code in cited_in_prose(source.read_text()):
        row = BY_ID[code]
        assert _is_under(source, row.tests if "tests" in source.relative_to(ROOT).parts else row.code), row


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_a_code_that_a_page_cites_has_a_row(page: Path) -> None:
    assert not set(cited(page.read_text())) - set(BY_ID)


def test_codes_are_read_from_prose_alone() -> None:
    source = '"""What C9-C11 say."""\nG1 = "G2"  # G6 to G8, and Y4'
    assert cited_in_prose(source) == {"C9", "C10", "C11", "G6", "G7", "G8", "Y4"}
    assert len(CITING) > 100


def _is_under(source: Path, paths: tuple[str, ...]) -> bool:
    return any(source.is_relative_to(ROOT / path) for path in paths)
