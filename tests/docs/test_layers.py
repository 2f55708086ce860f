"""The pictures of the layers are those of the import rules, and the walks go only forward."""

import re
import tomllib

import pytest

from tests.docs.features import ROOT

PAGE = (ROOT / "docs" / "architecture.md").read_text()
CONTRACTS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]


def layers_of(program: str, name: str) -> list[set[str]]:
    """The contract's layers, the uppermost first; an optional module that is not there yet is left out."""
    (contract,) = (each for each in CONTRACTS if each["name"] == name)
    layers = [
        {module.removeprefix(f"{program}.") for module in re.findall(r"[\w.]+", layer)}
        for layer in contract["layers"]
    ]
    return [{module for module in layer if _exists(program, module)} for layer in layers]


def _exists(program: str, module: str) -> bool:
    return any(
        (folder / module).is_dir() or (folder / f"{module}.py").exists() for folder in (ROOT / program, ROOT)
    )


@pytest.mark.parametrize(
    ("program", "contract", "heading"),
    [
        ("kiosk", "the booth's layers", "### The booth's layers"),
        ("central", "the platform's layers", "### The platform's layers"),
    ],
)
def test_the_picture_has_the_contracts_layers_in_their_order(
    program: str, contract: str, heading: str
) -> None:
    picture = PAGE.partition(heading)[2].partition("```mermaid")[2].partition("```")[0]
    drawn = [set(box.split(" | ")) for box in re.findall(r'\["(.+?)"\]', picture)]
    assert drawn == layers_of(program, contract)
    assert len(re.findall("-->", picture)) == len(drawn) - 1


def test_no_step_of_a_walk_enters_a_file_twice() -> None:
    walks = PAGE.partition("### Shutter")[2]
    steps = [re.findall(r"`([\w/.]+)`", row) for row in walks.splitlines() if row.startswith("| ")]
    assert sum(len(files) > 2 for files in steps) > 10
    assert not [files for files in steps if len(set(files)) < len(files)]
