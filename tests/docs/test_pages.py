"""Pages name only what there is: files, links, commands, functions."""

import ast
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest
from babel.messages.pofile import read_po

from tests.docs.features import ROOT, sources

PAGES = sorted([*(ROOT / "docs").rglob("*.md"), *ROOT.glob("*.md"), ROOT / "benchmarks" / "README.md"])
CREDITS = (ROOT / "docs" / "credits.md").read_text()
FOLDERS = sorted(folder.name for folder in ROOT.iterdir() if folder.is_dir() and folder.name[0] != ".")

_LINK = re.compile(r"\]\((?!https?:)([^)#]+)[^)]*\)")
_PATH = re.compile(rf"`((?:{'|'.join(map(re.escape, FOLDERS))})/[^`\s]*)`")
_COMMAND = re.compile(r"(?:^|`)(kiosk|central) ([a-z][a-z-]+)", re.MULTILINE)
_NAME = re.compile(r"`(?:\w+\.)*(\w+)(?:\(\.\.\.\))?`")
_QUOTED = re.compile(r"(?<![*\w])\*([^*\s][^*]+)\*(?!\*)")
_FUNCTION = re.compile(r"`((?:[a-z_]+\.)+[a-z_]+)`")


def name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert not [link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_path_that_is_named_exists(page: Path) -> None:
    """A path with NAME in it is one that its reader makes."""
    named = [path for path in _PATH.findall(page.read_text()) if "NAME" not in path]
    assert not [path for path in named if not any(ROOT.glob(path.rstrip("/")))]


def test_every_name_that_a_recipe_uses_is_in_the_code() -> None:
    recipes = (ROOT / "docs" / "recipes.md").read_text()
    named = set(_NAME.findall(recipes))
    code = "\n".join(source.read_text() for source in sources())
    assert len(named) > 20
    assert not {name for name in named if not re.search(rf"\b{name}\b", code)}


@pytest.mark.parametrize("program", ["kiosk", "central"])
def test_every_command_that_is_named_is_one(program: str) -> None:
    told = subprocess.run(
        [sys.executable, "-m", program, "--help"], capture_output=True, text=True, check=True
    )
    known = set(re.findall(r"^ {4}([a-z][a-z-]+)", told.stdout, re.MULTILINE))
    named = {
        (name(page), word)
        for page in PAGES
        for of, word in _COMMAND.findall(page.read_text())
        if of == program
    }
    assert len(named) > 5
    assert not [each for each in named if each[1] not in known]


def test_every_function_that_moves_credits_is_where_the_page_says() -> None:
    named = [each for each in _FUNCTION.findall(CREDITS) if not (ROOT / each).exists()]
    assert len(named) > 20
    assert not [each for each in named if not _is_in_central(each)]


@pytest.mark.parametrize("page", ["host.md", "partner.md", "staff.md"])
def test_what_a_page_says_that_the_screen_shows_is_on_a_screen(page: str) -> None:
    root = ElementTree.parse(ROOT / "assets" / "translations" / "booth_en.ts").getroot()
    shown = "\n".join(source.text or "" for source in root.iter("source"))
    if page != "staff.md":
        shown += _texts_of_the_pages()
    quoted = _QUOTED.findall((ROOT / "docs" / page).read_text())
    assert quoted
    assert not [each for each in quoted if each not in shown]


def test_every_decision_is_in_the_index() -> None:
    decisions = ROOT / "docs" / "decisions"
    index = (decisions / "README.md").read_text()
    assert re.findall(r"\((0\d{3}-[^)]+)\)", index) == sorted(page.name for page in decisions.glob("0*.md"))


def _texts_of_the_pages() -> str:
    with (ROOT / "central/dashboards/locale/en/LC_MESSAGES/django.po").open("rb") as catalogue:
        return "\n".join(str(message.id) for message in read_po(catalogue))


def _is_in_central(dotted: str) -> bool:
    """Whether `package.module` or `package.module.function` is there."""
    *path, last = dotted.split(".")
    module = (ROOT / "central").joinpath(*path).with_suffix(".py")
    if not module.exists():
        return (ROOT / "central").joinpath(*path, last).with_suffix(".py").exists()
    return any(
        isinstance(node, ast.FunctionDef) and node.name == last for node in ast.parse(module.read_text()).body
    )


def test_every_setting_of_the_platform_is_in_its_table() -> None:
    source = (ROOT / "central" / "settings.py").read_text()
    read = set(re.findall(r"(?:os\.environ(?:\.get\(|\[)|\bread\()\s*\"(\w+)\"", source))
    described = set(re.findall(r"^\| `(\w+)` \|", source, re.MULTILINE))
    assert len(read) > 10
    assert not read - described
