"""The glossary is a list of words: each once, and in order, so that people find them."""

import re
from collections import Counter

from tests.docs.features import ROOT

PAGE = (ROOT / "docs" / "glossary.md").read_text()
TABLES = [re.findall(r"^\| ([^|]+?) \|", part, re.MULTILINE)[1:] for part in PAGE.split("\n## ")[1:-1]]


def test_every_word_has_one_meaning() -> None:
    words = Counter(word.partition(" (")[0] for table in TABLES for word in table)
    assert len(words) > 60
    assert [word for word, count in words.items() if count > 1] == []


def test_the_words_of_a_table_are_in_order() -> None:
    for table in TABLES:
        assert table == sorted(table, key=str.casefold)
