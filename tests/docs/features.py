"""`docs/features.md` as rows, and the codes that sources cite."""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
SOURCES = ("assets", "benchmarks", "central", "contract", "demo", "kiosk", "looks", "pictures", "tests")
UNBUILT = {"not built yet", "later"}

_ROW = re.compile(r"^\| ([A-Z]\d+) \| (.+?) \| (.*?) \| (.*?) ?\|$", re.MULTILINE)
_CITED = re.compile(r"\b([BCEFGLMNPSTXY])(\d{1,2})\b(?:(?:-|\sto\s)([BCEFGLMNPSTXY])(\d{1,2})\b)?")
_PATH = re.compile(r"`([^`]+)`")


@dataclass(frozen=True, slots=True)
class Feature:
    """One row. Paths are relative to the root; an unbuilt feature has none."""

    id: str
    sentence: str
    state: str
    code: tuple[str, ...]
    tests: tuple[str, ...]


def features(page: str) -> list[Feature]:
    """Every row of the page, in its order."""
    return [_feature(*row) for row in _ROW.findall(page)]


def cited(text: str) -> Iterator[str]:
    """The codes that a text names; a range names each code in it."""
    for letter, first, last_letter, last in _CITED.findall(text):
        if last and letter == last_letter:
            yield from (f"{letter}{number}" for number in range(int(first), int(last) + 1))
        else:
            yield letter + first


def cited_in_prose(source: str) -> frozenset[str]:
    """The codes that a Python source's comments and docstrings name."""
    return frozenset(cited(_prose(source))) if _CITED.search(source) else frozenset()


def _prose(source: str) -> str:
    tokens = tokenize.generate_tokens(io.StringIO(source).readline)
    comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    strings = [
        node.value.value
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Constant)
        and isinstance(node.value.value, str)
    ]
    return "\n".join([*comments, *strings])


def sources() -> list[Path]:
    """Every Python file of ours."""
    return sorted(file for folder in SOURCES for file in (ROOT / folder).rglob("*.py"))


def _feature(id_: str, sentence: str, where: str, tests: str) -> Feature:
    state = where if where in UNBUILT else "partly" if "*Partly:*" in sentence else "built"
    return Feature(id_, sentence, state, tuple(_PATH.findall(where)), tuple(_PATH.findall(tests)))
