"""The migrations that this program was written for, without importing one of them, or Django."""

from collections.abc import Iterable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

_LABELS: Final = {"procrastinate.contrib.django": "procrastinate"}
"""Of the apps that are not called by the last word of their package."""

Migration = tuple[str, str]
"""The app's label, and the migration's name: as the table of those that were applied has them."""


@cache
def migrations_of(apps: tuple[str, ...]) -> frozenset[Migration]:
    """The migrations of these packages."""
    return frozenset(each for app in apps for each in _migrations(app))


def _migrations(app: str) -> Iterable[Migration]:
    label = _LABELS.get(app, app.rpartition(".")[2])
    return {(label, file.stem) for file in _folder(app).glob("*.py") if not file.stem.startswith(("_", "~"))}


def _folder(app: str) -> Path:
    """Found from its outermost package, as looking for an inner one imports those around it."""
    outermost, *inner = app.split(".")
    found = find_spec(outermost)
    assert found is not None, f"{outermost} is installed, or the program would not be"
    assert found.origin is not None, f"{outermost} is a package"
    return Path(found.origin).parent.joinpath(*inner, "migrations")
