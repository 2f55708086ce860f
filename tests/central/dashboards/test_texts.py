"""The pages speak three languages: no text lacks its translation, and what is compiled is what is written."""

import re
import sys

import pytest

from tests.docs.features import ROOT

sys.path.insert(0, str(ROOT / "script"))
import page_texts


@pytest.mark.parametrize("language", page_texts.LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    catalogue = page_texts.collected(language)
    assert len(catalogue) > 100
    assert page_texts.po_file(language).read_bytes() == page_texts.po_bytes(catalogue), (
        "run script/translations, translate what is new, and commit it"
    )
    assert page_texts.missing(catalogue) == []


def test_a_number_in_a_text_is_written_as_the_language_writes_numbers() -> None:
    """Which `%d` does not: it is `grouped` first."""
    raw = re.compile(r"%\(\w+\)[dif]")
    assert [
        text for text in page_texts.texts() if raw.search(text if isinstance(text, str) else text[1])
    ] == []


@pytest.mark.parametrize("language", page_texts.LANGUAGES)
def test_what_is_compiled_is_up_to_date(language: str) -> None:
    compiled = page_texts.po_file(language).with_suffix(".mo").read_bytes()
    assert compiled == page_texts.mo_bytes(page_texts.collected(language))


@pytest.mark.parametrize("language", page_texts.LANGUAGES)
def test_a_translation_has_the_same_places(language: str) -> None:
    for message in page_texts.collected(language):
        if message.id:
            assert not list(message.check()), message.id
